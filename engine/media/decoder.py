"""A decoder with a known position: every picture that comes out is told by the packet it came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from engine.media.packet_index import FrameTable
from engine.runtime.errors import MediaError

_SEARCHED = 512  # packets looked at after a seek before it counts as failed
_LISTS = ("concat", "hls", "dash", "imf")  # demuxers that open what the file names
_EARLIER = 6  # keys tried before the film is decoded from its start


def open_container(path: Path) -> InputContainer:
    """Open the file for reading; a list of other files is refused. Raises `MediaError` with one sentence."""
    try:
        if not path.exists():
            raise MediaError(f"{path} is not there: it was moved, renamed or deleted.")
        if not path.is_file():
            raise MediaError(f"{path} is not a film file.")
        if path.stat().st_size == 0:
            raise MediaError(f"{path.name} is empty (0 bytes).")
        with path.open("rb"):
            pass
        name = f"file:{path.absolute()}"
        container = av.open(name, options={"protocol_whitelist": "file"}, metadata_errors="replace")
    except PermissionError:
        raise MediaError(f"{path} cannot be read: permission denied.") from None
    except FFmpegError as error:
        raise MediaError(f"{path.name} cannot be opened as a film: {cause(error)}.") from None
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {cause(error)}.") from None
    if container.format.name in _LISTS:
        container.close()
        raise MediaError(f"{path.name} is a list of other files and no film itself; choose one of them.")
    return container


def cause(error: Exception) -> str:
    """Return the error's own words without numbers and function names, to end a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).rstrip(".")


def choose_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the film's own pictures: the first video stream that is not a cover. Raises `MediaError`."""
    films = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    if not films:
        kind = "only sound" if container.streams.audio else "no pictures"
        raise MediaError(f"{path.name} holds {kind}; choose a film or a folder of pictures.")
    decodable = [s for s in films if s.codec_context is not None]
    if not decodable:
        raise MediaError(f"{path.name} is coded in a way this program cannot decode.")
    return decodable[0]


def decode_numbered(packet: av.Packet[Any], number: int, context: VideoCodecContext) -> list[av.VideoFrame]:
    """Return the frames that come out when packet `number` goes in; `frame.pts` is the number of its packet.

    Decoders hand a packet's pts on to its frame and do nothing else with it, so it carries the number through
    reordering and decoder threads. (PyAV's `opaque` would: but it takes the GIL inside decoder threads.)
    """
    packet.pts = packet.dts = number
    return context.decode(packet)


class Decoder:
    """Decodes one stream forward from its start or from a key packet; counts packets to know where it is."""

    def __init__(self, path: Path, threads: int) -> None:
        self.path = path
        self.threads = threads  # in force at the next `restart`
        self.had_errors = False  # a packet was refused since then
        self._open()

    def _open(self) -> None:
        self.container = open_container(self.path)
        try:
            self.stream = choose_stream(self.container, self.path)
            context = self.stream.codec_context
            context.thread_count = self.threads
            # frame threads hold pictures back: worth it only where most packets must be decoded anyway
            context.thread_type = "SLICE" if context.codec.intra_only else "AUTO"
        except BaseException:
            self.container.close()
            raise
        self._begin(-1, None)

    def _begin(self, packet: int, held: av.Packet[Any] | None) -> None:
        self._packets: Iterator[av.Packet[Any]] = self.container.demux(self.stream)
        self._held = held
        self._ready: list[tuple[int, av.VideoFrame]] = []
        self._is_drained = False
        self.started_at = packet  # a key packet, or -1: the beginning of the file
        self.fed = max(packet, 0)  # the next packet to go into the decoder

    def close(self) -> None:
        self._ready = []
        self._packets = iter(())
        self.container.close()

    def restart(self) -> None:
        """Go back to the first packet of the file."""
        self.close()
        self.had_errors = False
        self._open()

    def go_to_key(self, key: int, table: FrameTable) -> None:
        """Stand before key packet `key`, or before an earlier one if the file cannot be entered there."""
        for _ in range(_EARLIER):
            if key < 0:
                break
            for place in self._seeks(key, table):
                found = self._seek(place, key, table)
                if found is not None:
                    return
            key = int(table.keys[table.keys < key].max(initial=-1))
        self.restart()

    def _seeks(self, key: int, table: FrameTable) -> Iterator[tuple[int, bool]]:
        pts, dts, pos = table.places(key)
        yield pts, False
        if dts is not None and dts != pts:
            yield dts, False
        if pos is not None and self.container.format.name in ("mpegts", "mpeg", "h264", "hevc", "mpegvideo"):
            yield pos, True
        base = self.stream.time_base
        if base:
            yield (dts if dts is not None else pts) - int(1 / base), False

    def _seek(self, place: tuple[int, bool], key: int, table: FrameTable) -> int | None:
        """Seek and read on to packet `key`; return None where it does not come."""
        offset, is_byte = place
        try:
            self.container.seek(offset, stream=self.stream, unsupported_byte_offset=is_byte)
            packets = self.container.demux(self.stream)
            for count, packet in enumerate(packets):
                if packet.size == 0 or count > _SEARCHED:
                    return None
                number = table.identify(packet)
                if number > key:
                    return None
                if number == key:
                    self._begin(key, packet)
                    self._packets = packets
                    return key
        except FFmpegError:
            return None
        return None

    def next(self) -> tuple[int, av.VideoFrame] | None:
        """Return the next picture in the order shown, with the number of its packet; None at the end."""
        while not self._ready:
            if self._is_drained:
                return None
            self._feed()
        return self._ready.pop(0)

    def peek(self) -> tuple[int, av.VideoFrame] | None:
        """Return what `next` would, without taking it."""
        shown = self.next()
        if shown is not None:
            self._ready.insert(0, shown)
        return shown

    @property
    def is_emptied_of_threads(self) -> bool:
        """Whether the end was reached with frame threads, whose last pictures may not tell of their damage."""
        return self._is_drained and self.threads > 1 and not self.stream.codec_context.codec.intra_only

    def finish(self, table: FrameTable) -> bool:
        """Decode what is left; return whether it was sound (what leans on pictures before the start is not asked)."""
        floor = table.rank_of(self.started_at) if self.started_at >= 0 else -1
        is_sound = True
        while (shown := self.next()) is not None:
            packet, frame = shown
            is_sound = is_sound and (not frame.is_corrupt or table.rank_of(packet) < floor)
        return is_sound and not self.had_errors

    def _feed(self) -> None:
        packet = self._take()
        try:
            if packet is None:
                self._is_drained = True
                frames = self.stream.codec_context.decode(None)
            else:
                self.fed += 1
                frames = decode_numbered(packet, self.fed - 1, self.stream.codec_context)
        except FFmpegError:
            self.had_errors = True
            return
        self._ready.extend((frame.pts, frame) for frame in frames if frame.pts is not None)

    def _take(self) -> av.Packet[Any] | None:
        if self._held is not None:
            packet, self._held = self._held, None
            return packet
        try:
            for packet in self._packets:
                if packet.size:
                    return packet
        except FFmpegError:
            pass  # the file ends here
        return None
