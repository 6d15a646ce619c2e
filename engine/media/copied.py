"""Sound and subtitles, carried from the clip into its export packet by packet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.error import FFmpegError
from av.stream import Disposition

from engine.media.decoder import open_container
from engine.media.film_tags import Cut, kept_tags
from engine.media.stream_plan import StreamPlan, codec_name

_AHEAD = Fraction(1, 2)  # seconds that copied packets may run before the pictures
_BEFORE = 30  # seconds before a cut in which a subtitle that lasts into it may begin
_BEHIND = 30  # seconds behind a cut at which no subtitle that begins before it comes any more
_STYLES = (  # what the text subtitle encoders want to be told before they write plain text
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize\r\n"
    b"Style: Default,Arial,16\r\n\r\n[Events]\r\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)


class CopiedStreams:
    """Carries the planned streams of `path` into an open output, in step with the pictures.

    Make it before the output's first packet; call `up_to` as the pictures go on and `finish` after the last.
    """

    def __init__(self, path: Path, plans: list[StreamPlan], output: OutputContainer, cut: Cut) -> None:
        self.warnings: list[str] = []
        self._output = output
        self._cut = cut
        self._is_strict = output.format.name == "matroska"  # no edit list: nothing before a cut may be written
        self._input = open_container(path)
        self._tracks: dict[int, Any] = {}
        self._encoders: dict[int, _Sound | _Text] = {}
        self._ends: dict[int, Fraction] = {}
        try:
            for plan in plans:
                self._add(self._input.streams[plan.index], plan)
        except BaseException:
            self._input.close()
            raise
        self._packets = self._read([self._input.streams[plan.index] for plan in plans])
        self._held: tuple[Fraction, av.Packet[Any]] | None = None

    def up_to(self, time: Fraction) -> None:
        """Write everything that is due until `time` (seconds of the export)."""
        limit = time + self._cut.origin + _AHEAD
        while (due := self._held or next(self._packets, None)) is not None:
            self._held = due
            if due[0] > limit:
                return
            self._held = None
            self._write(*due)

    def finish(self) -> None:
        """Write all that is left."""
        while (due := self._held or next(self._packets, None)) is not None:
            self._held = None
            self._write(*due)
        for encoder in self._encoders.values():
            for packet in encoder.flush():
                self._output.mux(packet)

    def close(self) -> None:
        self._packets = iter(())
        self._input.close()

    def _add(self, stream: Any, plan: StreamPlan) -> None:
        if plan.codec:
            encoder = (_Sound if plan.kind == "audio" else _Text)(stream, plan.codec, self._output)
            self._encoders[plan.index] = encoder
            track = encoder.track
        else:
            track = self._output.add_stream_from_template(stream)
            self._tracks[plan.index] = track
        track.metadata.update(kept_tags(stream.metadata))
        track.disposition = stream.disposition & ~Disposition.attached_pic

    def _read(self, streams: list[Any]) -> Iterator[tuple[Fraction, av.Packet[Any]]]:
        """Yield (time, packet) of the packets inside the cut; a damaged rest of the file is told, not raised."""
        if not streams:
            return
        if self._cut.start is not None and self._cut.start > _BEFORE:
            try:
                self._input.seek(int((self._cut.start - _BEFORE) * av.time_base))
            except FFmpegError:
                self._input.seek(0)
        finished: set[int] = set()
        steady = {stream.index for stream in streams if stream.type == "audio"}  # a subtitle may come in an hour
        try:
            for packet in self._input.demux(*streams):
                if not packet.size:
                    continue
                time = self._time_of(packet)
                if self._cut.stop is not None and time >= self._cut.stop:
                    finished.add(packet.stream.index)
                    # a second of grace: tracks are not interleaved to the packet
                    if len(finished) == len(streams) and time > self._cut.stop + 1:
                        return
                    if steady and finished >= steady and time > self._cut.stop + _BEHIND:
                        return
                    continue
                yield time, packet
        except FFmpegError as error:
            self.warnings.append(f"The clip's sound breaks off: {(error.strerror or str(error)).lower()}.")

    def _time_of(self, packet: av.Packet[Any]) -> Fraction:
        """Return when the packet begins, in the clip's time; where it does not say, when the one before ended."""
        base, index = packet.time_base, packet.stream.index
        if packet.pts is None:
            packet.pts = packet.dts if packet.dts is not None else round(self._ends.get(index, Fraction(0)) / base)
        if packet.dts is None:
            packet.dts = packet.pts
        time = packet.pts * base
        self._ends[index] = time + (packet.duration or 0) * base
        return time

    def _write(self, time: Fraction, packet: av.Packet[Any]) -> None:
        index = packet.stream.index
        kind = packet.stream.type
        encoder = self._encoders.get(index)
        if isinstance(encoder, _Sound):
            for made in encoder.encode(packet, self._cut):
                self._output.mux(made)
            return
        trimmed = self._trimmed(time, packet, kind)
        if trimmed is None:
            return
        shift = round(self._cut.origin / trimmed.time_base)
        assert trimmed.pts is not None and trimmed.dts is not None
        trimmed.pts -= shift
        trimmed.dts -= shift
        if encoder is not None:
            for made in encoder.encode(trimmed):
                self._output.mux(made)
            return
        trimmed.stream = self._tracks[index]
        self._output.mux(trimmed)

    def _trimmed(self, time: Fraction, packet: av.Packet[Any], kind: str) -> av.Packet[Any] | None:
        """Return the part of the packet that lies in the cut.

        PCM is cut to the sample and a subtitle to its time on the screen. A coded sound packet is whole or not at
        all: one that begins before the cut is kept where an edit list can hide its beginning (MP4, MOV).
        """
        start, stop, base = self._cut.start, self._cut.stop, packet.time_base
        end = time + (packet.duration or 0) * base
        if kind == "subtitle":
            begin, last = max(time, start or time), min(end, stop or end)
            if start is not None and end <= start:
                return None
            packet.pts = packet.dts = round(begin / base)
            packet.duration = max(round((last - begin) / base), 0)
            return packet
        if start is not None and end <= start:
            return None
        width = _sample_bytes(packet.stream)
        if width and ((start is not None and time < start) or (stop is not None and end > stop)):
            return _cut_pcm(packet, time, width, start, stop)
        if start is not None and time < start and self._is_strict:
            return None
        return packet


class _Sound:
    """Decodes a sound track and encodes it anew, for containers that cannot hold it as it is."""

    def __init__(self, stream: Any, codec: str, output: OutputContainer) -> None:
        context = stream.codec_context
        rate = context.sample_rate
        if codec == "aac" and rate not in (
            8000,
            11025,
            12000,
            16000,
            22050,
            24000,
            32000,
            44100,
            48000,
            64000,
            96000,
        ):
            rate = 48000
        self.track: Any = output.add_stream(codec, rate=rate)
        encoder: Any = self.track.codec_context
        encoder.layout = context.layout
        if codec == "aac":
            encoder.bit_rate = 160_000 * max(1, min(context.layout.nb_channels, 6))
        kind = {"aac": "fltp", "pcm_s16le": "s16", "pcm_s24le": "s32"}[codec]
        encoder.format = kind
        self._resampler = av.AudioResampler(format=kind, layout=context.layout, rate=rate)

    def encode(self, packet: av.Packet[Any], cut: Cut) -> list[av.Packet[Any]]:
        made: list[av.Packet[Any]] = []
        try:
            frames: list[Any] = list(packet.decode())
        except FFmpegError:
            return made  # a damaged packet is a gap, not the end
        for frame in frames:
            if frame.pts is None or frame.time_base is None:
                continue
            begin = frame.pts * frame.time_base
            end = begin + Fraction(frame.samples, frame.sample_rate)
            if (cut.start is not None and end <= cut.start) or (cut.stop is not None and begin >= cut.stop):
                continue
            frame.pts = round((begin - cut.origin) / frame.time_base)
            for resampled in self._resampler.resample(frame):
                made += self.track.encode(resampled)
        return made

    def flush(self) -> list[av.Packet[Any]]:
        made: list[av.Packet[Any]] = []
        for resampled in self._resampler.resample(None):
            made += self.track.encode(resampled)
        return made + list(self.track.encode(None))


class _Text:
    """Writes the text of subtitles in another container's way of writing them."""

    def __init__(self, stream: Any, codec: str, output: OutputContainer) -> None:
        self.track: Any = output.add_stream(codec)
        self.track.time_base = Fraction(1, 1000)
        context: Any = self.track.codec_context
        context.subtitle_header = _STYLES
        self._is_length_first = codec == "mov_text"

    def encode(self, packet: av.Packet[Any]) -> list[av.Packet[Any]]:
        try:
            rects: list[Any] = list(packet.decode())
        except FFmpegError:
            return []
        lines = [rect.dialogue.decode("utf-8", "replace").strip() for rect in rects if rect.type != b"bitmap"]
        text = "\n".join(line for line in lines if line).encode()
        if not text:
            return []
        made: av.Packet[Any] = av.Packet(len(text).to_bytes(2, "big") + text if self._is_length_first else text)
        made.stream = self.track
        made.time_base, made.pts, made.dts = packet.time_base, packet.pts, packet.dts
        made.duration, made.is_keyframe = packet.duration, True
        return [made]

    def flush(self) -> list[av.Packet[Any]]:
        return []


def _sample_bytes(stream: Any) -> int:
    """Return the bytes of one sample of all channels, 0 where packets cannot be cut."""
    found = re.fullmatch(r"pcm_(?:[suf](\d+)[lb]?e?|alaw|mulaw)", codec_name(stream))
    if found is None or stream.codec_context.layout.nb_channels == 0:
        return 0
    return int(found[1] or 8) // 8 * int(stream.codec_context.layout.nb_channels)


def _cut_pcm(
    packet: av.Packet[Any], time: Fraction, width: int, start: Fraction | None, stop: Fraction | None
) -> av.Packet[Any] | None:
    """Return a packet with the samples from `start` to `stop` alone, bits unchanged."""
    rate = packet.stream.codec_context.sample_rate
    held = packet.size // width
    first = max(0, round((start - time) * rate)) if start is not None else 0
    last = min(held, round((stop - time) * rate)) if stop is not None else held
    if first >= last:
        return None
    cut: av.Packet[Any] = av.Packet(bytes(packet)[first * width : last * width])
    cut.stream = packet.stream
    cut.time_base, cut.is_keyframe = packet.time_base, True
    cut.pts = cut.dts = round((time + Fraction(first, rate)) / packet.time_base)
    cut.duration = round(Fraction(last - first, rate) / packet.time_base)
    return cut
