"""Films as a `FrameSource`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from engine.media.cache import ByteCache
from engine.media.decoder import Decoder
from engine.media.deinterlace import deinterlaced
from engine.media.film_facts import film_facts, is_variable
from engine.media.indexing import Indexer
from engine.media.packet_index import FrameTable, PacketIndex
from engine.media.pixels import PixelReader, Planes, orientation
from engine.media.source import ClipFacts
from engine.runtime.errors import MediaError

_MOST_THREADS = 4
_CACHE_BYTES = 64 << 20
_SEEK_COST = 8  # packets: what a seek costs more than decoding on
_RETRIES = 3


class VideoSource:
    """A film with exact random access; see `FrameSource`.

    A packet that gives no picture (damaged, or "as before") keeps its frame number and shows the picture before
    it, so sound and timecode stay in step. Pictures before the first that can be decoded are not counted.
    """

    def __init__(
        self,
        path: Path,
        *,
        deinterlace: bool = False,
        cache_bytes: int = _CACHE_BYTES,
        threads: int | None = None,
    ) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._decoder = Decoder(path, threads or min(_MOST_THREADS, os.cpu_count() or 1))
        try:
            first = self._decoder.next()
            if first is None:
                raise MediaError(f"{path.name} cannot be decoded: not one picture comes out of it.")
            packet, frame = first
            self._facts = film_facts(
                path, self._decoder.container, self._decoder.stream, frame, is_deinterlaced=deinterlace
            )
        except BaseException:
            self._decoder.close()
            raise
        self._deinterlaces = deinterlace and self._facts.is_interlaced
        turned, _ = orientation(frame)
        self._pixels = PixelReader(frame.format.name, frame.width, frame.height, self._facts.color, turned)
        self._first_frame = frame
        self._last_rank = -1
        self._estimate = self._estimated_length()
        self._frames: ByteCache[int, av.VideoFrame] = ByteCache(cache_bytes)
        self._pictures: ByteCache[tuple[str, int], NDArray[Any]] = ByteCache(cache_bytes)
        self._holes: set[int] = set()  # frames whose packets give no picture
        self._damaged_groups: set[int] = set()  # keys of groups that hold damage
        self._bad_keys: set[int] = set()  # key packets that cannot be started at
        self._varies: bool | None = None
        self._told: tuple[tuple[bool, list[str]], ClipFacts] = (
            (self._facts.is_variable_rate, [*self._facts.warnings]),
            self._facts,
        )
        self._end_is_sound: bool | None = None  # not looked at yet
        self._is_closed = False
        self._stat = path.stat()
        self.time_base = Fraction(self._decoder.stream.time_base or Fraction(1, 1000))
        self._index = PacketIndex()
        self._indexer = Indexer(path, self._index, packet)
        self._indexer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def facts(self) -> ClipFacts:
        index = self._index
        varies = self._facts.is_variable_rate
        told = [*self._facts.warnings]
        if index.is_complete and index.table is not None:
            if self._varies is None:
                self._varies = is_variable(index.table)
            varies = self._varies
            told += index.notes
        if varies:
            told.append("The frame rate varies: every frame keeps its own time.")
        if self._holes:
            what = "1 frame" if len(self._holes) == 1 else f"{len(self._holes)} frames"
            told.append(f"{what} cannot be decoded; the picture before is shown in its place.")
        if (varies, told) != self._told[0]:  # asked for with every picture that is drawn
            made = replace(self._facts, is_variable_rate=varies, warnings=tuple(told))
            self._told = (varies, told), made
        return self._told[1]

    @property
    def is_indexed(self) -> bool:
        return self._index.is_complete

    @property
    def is_deinterlaced(self) -> bool:
        """Whether an interlaced film is read without its combing; then its frames are whole pictures."""
        return self._deinterlaces

    @property
    def known_length(self) -> int:
        table = self._index.table
        if self._index.is_complete:
            return len(table) if table is not None else 1
        return max(self._estimate, len(table) if table is not None else 1)

    def __len__(self) -> int:
        table = self._index.wait_for(None)
        return len(table) if table is not None else 1

    def read(self, index: int) -> NDArray[Any]:
        return self._cached("rgb", index, self._pixels.rgb)

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return self._cached("luma", index, self._pixels.luma)

    def read_luma_samples(self, index: int) -> NDArray[Any]:
        """Return the Y' plane exactly as decoded, H×W, upright: uint8, or uint16 in the low bits."""
        return self._cached("samples", index, self._pixels.samples)

    def read_planes(self, index: int) -> Planes:
        """Return Y', Cb and Cr exactly as decoded, upright."""
        with self._lock:
            return self._pixels.planes(self._shown(index))

    def pts(self, index: int) -> int:
        """Return the frame's presentation time as the file has it, in units of `time_base`; strictly rising."""
        return int(self._table(index).pts[index])

    def time(self, index: int) -> Fraction:
        if index == 0:
            return Fraction(0)
        table = self._table(index)
        return int(table.pts[index] - table.pts[0]) * self.time_base

    def close(self) -> None:
        self._indexer.stop()
        with self._lock:
            self._is_closed = True
            self._decoder.close()
            self._frames.clear()
            self._pictures.clear()

    def _estimated_length(self) -> int:
        stream = self._decoder.stream
        if stream.frames:
            return stream.frames
        return max(1, round(Fraction(self._facts.duration or 0) * self._facts.rate))

    def _cached(self, kind: str, index: int, convert: Callable[[av.VideoFrame], NDArray[Any]]) -> NDArray[Any]:
        with self._lock:
            picture = self._pictures.get((kind, index))
            if picture is None:
                picture = convert(self._shown(index))
                self._pictures.put((kind, index), picture, picture.nbytes)
            return picture.copy() if (kind, index) in self._pictures else picture

    def _table(self, index: int) -> FrameTable:
        """Return a table that holds frame `index`, waiting for it. Raises `IndexError`, `MediaError`."""
        table = self._index.wait_for(index) if index >= 0 else self._index.table
        if self._is_closed:
            raise MediaError(f"{self._path.name} was closed.")
        if table is None or not 0 <= index < len(table):
            if self._index.failure is not None:
                raise MediaError(self._index.failure)
            raise IndexError(f"{self._path.name} has no frame {index}")
        return table

    def _shown(self, index: int) -> av.VideoFrame:
        """Return the frame as it is to be shown."""
        if self._is_closed:
            raise MediaError(f"{self._path.name} was closed.")
        if self._deinterlaces:
            return self._deinterlaced(index)
        return self._first_frame if index == 0 else self._frame(index, self._table(index))

    def _deinterlaced(self, index: int) -> av.VideoFrame:
        table = self._table(index)
        try:
            table = self._table(index + 1)
            last = index + 1
        except IndexError:
            last = index
        around = range(max(0, index - 1), last + 1)
        frames = [self._frame(place, table) for place in around]
        return self._pixels.normalized(deinterlaced(frames, index - around.start))

    def _frame(self, index: int, table: FrameTable) -> av.VideoFrame:
        """Return the picture of frame `index`, or of the last frame before it that has one."""
        while index > 0:
            if index not in self._holes:
                frame = self._frames.get(index)
                if frame is None:
                    frame = self._decode(index, table)
                if frame is not None:
                    return frame
                self._holes.add(index)
            index -= 1
        return self._first_frame

    def _decode(self, index: int, table: FrameTable) -> av.VideoFrame | None:
        """Return the picture of frame `index`, or None if its packet gives none."""
        frame = self._decode_exactly(index, table)
        if self._decoder.threads > 1 and (
            self._decoder.had_errors or not _is_sound(frame) or self._may_end_in_damage(table)
        ):
            # what decoders paint over damage depends on the threads: from here on there is one
            self._decoder.threads = 1
            self._forget()
            self._go_to(-1, table)
            frame = self._decode_exactly(index, table)
        if frame is None:
            self._check_unchanged()
        return frame

    def _may_end_in_damage(self, table: FrameTable) -> bool:
        """Say whether the last group holds damage, once the decoder has been emptied at the end of the film.

        Frame threads hand out the pictures that were left in the decoder with the damage flags they had at that
        moment, which another thread may still be about to raise. So the last group is decoded once without threads.
        """
        if not self._decoder.is_emptied_of_threads:
            return False
        if self._end_is_sound is None:
            last = Decoder(self._path, threads=1)
            try:
                last.go_to_key(int(table.keys[-1]) if len(table.keys) else -1, table)
                self._end_is_sound = last.finish(table)
            finally:
                last.close()
        return not self._end_is_sound

    def _decode_exactly(self, index: int, table: FrameTable) -> av.VideoFrame | None:
        """Decode on, or from a key, so that the picture does not depend on what was read before.

        A sound group gives the same pictures wherever decoding began before it. What is painted over damage
        does not, so a damaged group is always decoded from its own key.
        """
        packet = int(table.packets[index])
        key = self._key_before(packet, table)
        if key in self._damaged_groups:
            if self._decoder.started_at == key and self._last_rank < table.rank_of(packet):
                return self._run_to(index, table)
            return self._from_key(key, index, table)
        if self._can_go_on(packet, key, table):
            frame = self._run_to(index, table)
        else:
            frame = self._from_key(key, index, table)
        if _is_sound(frame):
            return frame
        # either there is damage, or decoding began too late because this key is not one
        earlier = self._key_before(packet, table)
        for _ in range(_RETRIES):
            if earlier < 0:
                break
            begun, earlier = earlier, self._key_before(packet, table, below=earlier)
            frame = self._from_key(earlier, index, table)
            if _is_sound(frame):
                self._bad_keys.add(begun)
                return frame
        key = self._key_before(packet, table)
        self._damaged_groups.add(key)
        self._frames.clear()
        self._pictures.clear()
        return self._from_key(key, index, table)

    def _from_key(self, key: int, index: int, table: FrameTable) -> av.VideoFrame | None:
        """Decode frame `index` from this key, or from one before if the key itself comes out damaged."""
        packet = int(table.packets[index])
        while True:
            self._go_to(key, table)
            frame = self._run_to(index, table)
            start = self._decoder.started_at
            if start not in self._bad_keys:
                return frame
            key = self._key_before(packet, table, below=start)

    def _forget(self) -> None:
        self._frames.clear()
        self._pictures.clear()
        for known in (self._holes, self._damaged_groups, self._bad_keys):
            known.clear()

    def _key_before(self, packet: int, table: FrameTable, below: int | None = None) -> int:
        key = table.key_before(packet, below)
        while key in self._bad_keys:
            key = table.key_before(packet, key)
        return key

    def _can_go_on(self, packet: int, key: int, table: FrameTable) -> bool:
        decoder = self._decoder
        rank = table.rank_of(packet)
        if self._last_rank >= rank or (decoder.started_at >= 0 and table.rank_of(decoder.started_at) > rank):
            return False
        if decoder.started_at > packet:
            return False
        return key < decoder.fed or packet - decoder.fed <= packet - key + _SEEK_COST

    def _go_to(self, key: int, table: FrameTable) -> None:
        self._last_rank = -1
        if key < 0:
            self._decoder.restart()
        else:
            self._decoder.go_to_key(key, table)

    def _run_to(self, index: int, table: FrameTable) -> av.VideoFrame | None:
        """Decode on until frame `index` or a later one comes out; the later one is left for the next call."""
        rank = table.rank_of(int(table.packets[index]))
        start = self._decoder.started_at
        floor = table.rank_of(start) if start >= 0 else -1
        while (shown := self._decoder.peek()) is not None:
            packet, frame = shown
            place = table.rank_of(packet)
            if self._last_rank < floor < place and table.frame_of(start) >= 0:  # the key itself gave no picture
                self._bad_keys.add(start)
                return None
            if (place < 0 and not self._index.is_complete) or place > rank:
                return None
            self._decoder.next()
            if place < floor:  # leans on a group that was not decoded
                continue
            self._last_rank = place
            if frame.is_corrupt and packet > 0 and table.is_key(packet):
                self._bad_keys.add(packet)
                if packet == start:
                    return None
            frame = self._pixels.normalized(frame)
            at = table.frame_of(packet)
            if at >= 0:
                self._frames.put(at, frame, sum(plane.buffer_size for plane in frame.planes))
            if place == rank:
                return frame
        return None

    def _check_unchanged(self) -> None:
        """Raise `MediaError` if a picture is missing because the file is no longer what was opened."""
        try:
            now = self._path.stat()
        except OSError:
            raise MediaError(f"{self._path} is no longer there: it was moved, renamed or deleted.") from None
        if (now.st_size, now.st_mtime_ns) != (self._stat.st_size, self._stat.st_mtime_ns):
            raise MediaError(f"{self._path} was changed while it was open; open it again.")


def _is_sound(frame: av.VideoFrame | None) -> bool:
    return frame is not None and not frame.is_corrupt
