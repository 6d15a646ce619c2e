"""Which packet of a film gives which frame: built by demuxing alone, kept in a few bytes a packet."""

from __future__ import annotations

import threading
from array import array
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

_KEY, _HIDDEN = 1, 2
_SETTLED_AFTER = 32  # packets: further apart no codec reorders (H.264 and H.265 allow 16 frames)
_NONE = -(1 << 62)


@dataclass(frozen=True)
class FrameTable:
    """What is known so far. Frames are counted in the order they are shown; packets as the file has them.

    `packets[i]` is the packet of frame i and `pts[i]` its time; `frames[p]` is the frame of packet p, or -1;
    `ranks[p]` orders all packets as shown, those that are not shown too (-1: not known). `keys` are the packets
    a decoder can start at. `times`, `dts`, `pos` and `sizes` are what the file says of each packet.
    """

    packets: NDArray[np.int64]
    pts: NDArray[np.int64]
    frames: NDArray[np.int64]
    ranks: NDArray[np.int64]
    keys: NDArray[np.int64]
    times: NDArray[np.int64]
    dts: NDArray[np.int64]
    pos: NDArray[np.int64]
    sizes: NDArray[np.int64]
    _lookup: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.packets)

    def is_key(self, packet: int) -> bool:
        place = int(np.searchsorted(self.keys, packet))
        return place < len(self.keys) and int(self.keys[place]) == packet

    def frame_of(self, packet: int) -> int:
        return int(self.frames[packet]) if packet < len(self.frames) else -1

    def rank_of(self, packet: int) -> int:
        return int(self.ranks[packet]) if packet < len(self.ranks) else -1

    def identify(self, packet: av.Packet[Any]) -> int:
        """Return which packet of the file this one is, or -1: by place in the file, else by time; and by size."""
        for name, values, value in (("pos", self.pos, packet.pos), ("time", self.times, packet.pts)):
            if value is None or (name == "pos" and value < 0):
                continue
            order, ordered = self._sorted(name, values)
            low, high = np.searchsorted(ordered, [value, value + 1])
            found = order[low:high]
            found = found[self.sizes[found] == packet.size]
            if packet.pts is not None:
                found = found[self.times[found] == packet.pts]
            if len(found) == 1:
                return int(found[0])
        return -1

    def places(self, packet: int) -> tuple[int, int | None, int | None]:
        """Return pts, dts and byte position of a packet, None where the file does not tell."""
        dts, pos = int(self.dts[packet]), int(self.pos[packet])
        return int(self.times[packet]), None if dts == _NONE else dts, None if pos < 0 else pos

    def _sorted(self, name: str, values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if name not in self._lookup:
            order = np.argsort(values, kind="stable")
            self._lookup[name] = (order, values[order])
        return self._lookup[name]

    def key_before(self, packet: int, below: int | None = None) -> int:
        """Return the last key packet that `packet` can be decoded from, or -1 for the film's start.

        A key that is shown later than `packet` does not do: pictures between lean on the group before it.
        `below`: only keys before this packet.
        """
        rank = self.rank_of(packet)
        place = int(np.searchsorted(self.keys, packet, side="right"))
        if below is not None:
            place = min(place, int(np.searchsorted(self.keys, below, side="left")))
        for key in self.keys[:place][::-1]:
            if 0 <= self.ranks[key] <= rank:
                return int(key)
        return -1


class PacketIndex:
    """Packets and frames of one film; filled by one thread, read by all."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pts, self._dts, self._pos = array("q"), array("q"), array("q")
        self._size, self._segment = array("q"), array("l")
        self._flags = bytearray()
        self._shown_order: array[int] | None = None
        self._last_dts, self._now = _NONE, 0
        self._first: int | None = None
        self._table: FrameTable | None = None
        self.is_complete = False
        self.failure: str | None = None
        self.notes: list[str] = []  # sentences for the artist, there when the index is complete

    def start_at(self, packet: int, *, by_decoding: bool) -> None:
        """Tell the packet of the first frame, and whether the order comes from `add_shown` and not from the pts."""
        self._first = packet
        self._shown_order = array("q") if by_decoding else None

    def add(self, packet: av.Packet[Any], *, is_hidden: bool) -> None:
        """Append the next packet of the file. `is_hidden`: it is decoded but never shown."""
        dts = _NONE if packet.dts is None else packet.dts
        base = packet.time_base
        if dts != _NONE and self._last_dts != _NONE and (dts - self._last_dts) * base < -1:
            self._now += 1  # the clock was set back: a splice of two recordings
        if dts != _NONE:
            self._last_dts = dts
        pts = _NONE if packet.pts is None else packet.pts
        if pts == _NONE and self._shown_order is None:  # rare where the first packets told theirs
            pts = dts if dts != _NONE else self._pts[-1] + (packet.duration or 1) if self._pts else 0
        self._pts.append(pts)
        self._dts.append(dts)
        self._pos.append(-1 if packet.pos is None else packet.pos)
        self._size.append(packet.size)
        self._segment.append(self._now)
        self._flags.append((_KEY if packet.is_keyframe else 0) | (_HIDDEN if is_hidden else 0))

    def add_shown(self, packet: int) -> None:
        """Append the next frame that the decoder showed."""
        assert self._shown_order is not None
        self._shown_order.append(packet)

    def left_out(self) -> int:
        """Return how many packets lie before the first picture and were not meant to be hidden."""
        hidden = sum(1 for number in range(self._first or 0) if self._flags[number] & _HIDDEN)
        return (self._first or 0) - hidden

    @property
    def packet_count(self) -> int:
        return len(self._pts)

    def publish(self, *, is_complete: bool) -> None:
        """Let readers see what is settled; at the end everything is."""
        table = self.so_far(is_all=is_complete)
        with self._changed:
            self._table = table
            self.is_complete = is_complete
            self._changed.notify_all()

    def so_far(self, *, is_all: bool) -> FrameTable:
        """Return the frames that are settled, or all that were added where no packet follows."""
        return self._by_pts(is_all) if self._shown_order is None else self._by_decoding()

    def fail(self, sentence: str) -> None:
        """End the index here: readers get what is there, then the sentence."""
        with self._changed:
            self.failure = sentence
            self.is_complete = True
            self._changed.notify_all()

    def wait_for(self, frame: int | None) -> FrameTable | None:
        """Wait until this frame (None: every frame) is known, or there are no more."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self.is_complete or (frame is not None and self._table is not None and frame < len(self._table))
                )
            )
            return self._table

    @property
    def table(self) -> FrameTable | None:
        return self._table

    def _by_pts(self, is_complete: bool) -> FrameTable:
        count = len(self._pts)
        pts = np.array(self._pts, dtype=np.int64)
        segment = np.array(self._segment, dtype=np.int64)
        flags = np.frombuffer(bytes(self._flags), dtype=np.uint8)
        order = np.lexsort((np.arange(count), pts, segment))
        ranks = np.empty(count, dtype=np.int64)
        ranks[order] = np.arange(count)
        shown = (flags[order] & _HIDDEN) == 0
        shown &= np.arange(count) >= (ranks[self._first] if self._first is not None and self._first < count else 0)
        if not is_complete:
            limit = self._dts[count - _SETTLED_AFTER] if count > _SETTLED_AFTER else _NONE
            settled = np.searchsorted(segment[order], segment[count - 1])  # all of the segments before
            unsettled = (segment[order] == segment[count - 1]) & (pts[order] > limit)
            place = int(np.argmax(unsettled)) if unsettled.any() else count
            shown[max(place, int(settled)) :] = False
        return self._table_of(order[shown], self._straight(pts, segment)[order[shown]], ranks, flags)

    def _straight(self, pts: NDArray[np.int64], segment: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return times that go on where the clock was set back."""
        straight = pts.copy()
        for number in range(1, self._now + 1):
            before, here = straight[segment == number - 1], pts[segment == number]
            if len(before) > 1 and len(here):
                step = max(1, int(np.median(np.diff(np.sort(before)))))
                straight[segment == number] += int(before.max()) + step - int(here.min())
        return straight

    def _by_decoding(self) -> FrameTable:
        assert self._shown_order is not None
        order = np.array(self._shown_order, dtype=np.int64)
        ranks = np.full(len(self._pts), -1, dtype=np.int64)
        ranks[order] = np.arange(len(order))
        pts = np.array(self._pts, dtype=np.int64)[order]
        flags = np.frombuffer(bytes(self._flags), dtype=np.uint8)
        return self._table_of(order, filled_times(pts), ranks, flags)

    def _table_of(
        self,
        order: NDArray[np.int64],
        pts: NDArray[np.int64],
        ranks: NDArray[np.int64],
        flags: NDArray[np.uint8],
    ) -> FrameTable:
        frames = np.full(len(ranks), -1, dtype=np.int64)
        frames[order] = np.arange(len(order))
        rising = np.arange(len(pts))  # two frames at one time: the later one is a tick later
        pts = np.maximum.accumulate(pts - rising) + rising if len(pts) else pts
        times, dts, pos, sizes = (np.array(a, dtype=np.int64) for a in (self._pts, self._dts, self._pos, self._size))
        return FrameTable(order, pts, frames, ranks, np.flatnonzero(flags & _KEY), times, dts, pos, sizes)


def filled_times(pts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return times for frames in shown order: untold ones lie evenly between their neighbors, none goes back."""
    known = np.flatnonzero(pts != _NONE)
    if len(known) == 0:
        return np.arange(len(pts), dtype=np.int64)
    filled = pts.copy()
    if len(known) < len(pts):
        rising = known[np.concatenate([[True], pts[known][1:] > np.maximum.accumulate(pts[known])[:-1]])]
        filled[:] = np.rint(np.interp(np.arange(len(pts)), rising, pts[rising]))
        if len(rising) > 1:
            step = (pts[rising[-1]] - pts[rising[0]]) / (rising[-1] - rising[0])
            after, before = np.arange(rising[-1] + 1, len(pts)), np.arange(rising[0])
            filled[after] = np.rint(pts[rising[-1]] + (after - rising[-1]) * step)
            filled[before] = np.rint(pts[rising[0]] + (before - rising[0]) * step)
        return filled
    # all told but in the wrong order (AVI): the times are right, their owners are not
    filled.sort()
    return filled
