"""Fills a `PacketIndex` in the background: by demuxing alone where the file's times can be trusted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from engine.media.decoder import cause, choose_stream, decode_numbered, open_container
from engine.media.film_facts import notes_of_index, sound_note
from engine.media.packet_index import PacketIndex
from engine.runtime.errors import MediaError

_SAMPLE = 24  # pictures decoded to see whether the order of times is the order shown
_FIRST_PUBLISHED = 64  # packets; afterwards a quarter more each time, so that all tables together cost O(n log n)


class Indexer(threading.Thread):
    """Reads every packet once and ends; `stop` ends it early."""

    def __init__(self, path: Path, index: PacketIndex, first_packet: int) -> None:
        super().__init__(name=f"index {path.name}", daemon=True)
        self._path = path
        self._index = index
        self._first = first_packet
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self._index.fail(f"{self._path.name} was closed.")
        self.join()

    def run(self) -> None:
        try:
            is_trusted = self._times_are_trusted()
            self._index.start_at(self._first, by_decoding=not is_trusted)
            self._read(by_decoding=not is_trusted)
        except MediaError as error:
            self._index.fail(str(error))
        except Exception as error:
            self._index.fail(f"{self._path.name} cannot be read to its end: {cause(error)}.")

    def _read(self, *, by_decoding: bool) -> None:
        with open_container(self._path) as container:
            stream = choose_stream(container, self._path)
            context = stream.codec_context
            context.thread_count = 1
            due = _FIRST_PUBLISHED
            try:
                for packet in container.demux(stream):
                    if self._stopped.is_set():
                        return
                    number = self._index.packet_count
                    if packet.size:
                        self._index.add(packet, is_hidden=is_hidden(packet, context.name))
                    if by_decoding:
                        for frame in decoded(packet, number, context):
                            if frame.pts is not None:
                                self._index.add_shown(frame.pts)
                    if number >= due:
                        self._index.publish(is_complete=False)
                        due = number + max(_FIRST_PUBLISHED, number // 4)
            except FFmpegError as error:
                self._index.notes.append(f"The file is damaged and read no further: {cause(error)}.")
            self._index.publish(is_complete=False)
            whole = self._index.so_far(is_all=True)
            self._index.notes += notes_of_index(container, stream, whole, self._index.left_out())
        with open_container(self._path) as container:
            note = sound_note(container)
        self._index.notes += [note] if note else []
        self._index.publish(is_complete=True)

    def _times_are_trusted(self) -> bool:
        """Decode the first pictures and compare the order they are shown in with the order of their times."""
        with open_container(self._path) as container:
            stream = choose_stream(container, self._path)
            context = stream.codec_context
            context.thread_count = 1
            times: dict[int, int] = {}
            shown: list[int] = []
            number = 0
            for packet in packets(container, stream):
                if self._stopped.is_set() or len(shown) >= _SAMPLE:
                    break
                if packet.size:
                    if packet.pts is None:
                        return False
                    if not is_hidden(packet, context.name):
                        times[number] = packet.pts
                    number += 1
                shown.extend(frame.pts for frame in decoded(packet, number - 1, context) if frame.pts is not None)
        if len(set(times.values())) < len(times) or any(number not in times for number in shown):
            return False
        reached = [times[number] for number in shown]
        missing = sum(1 for time in times.values() if reached[0] <= time <= reached[-1]) - len(shown) if shown else 0
        # single packets may be damaged; where each second one gives no picture they are fields, not frames
        return all(a < b for a, b in pairwise(reached)) and missing <= len(shown) // 3


def packets(container: InputContainer, stream: VideoStream) -> Iterator[av.Packet[Any]]:
    """Yield the stream's packets, to where the file can be read."""
    with suppress(FFmpegError):
        yield from container.demux(stream)


def decoded(packet: av.Packet[Any], number: int, context: VideoCodecContext) -> list[av.VideoFrame]:
    """Return the frames that come out when this packet goes in; a damaged packet gives none."""
    try:
        frames = decode_numbered(packet, number, context) if packet.size else context.decode(None)
    except FFmpegError:
        return []
    return frames


def is_hidden(packet: av.Packet[Any], codec: str) -> bool:
    """Return whether the packet is only there to be referred to.

    Packets outside an edit list are marked by the demuxer; VP8 says it in its first byte (RFC 6386, 9.1).
    """
    return packet.is_discard or (codec == "vp8" and not (bytes(memoryview(packet)[:1])[0] >> 4) & 1)
