"""Click to segment: one click finds an object, more clicks correct it. No network, no downloads.

A reduced picture is divided into superpixels; around the click regions of several sizes are cut out (`proposals`),
the likeliest is taken (`ranking`), and its outline is laid along the edges at full size (`outline`). A small object
is looked for once more in an enlarged part of the picture. In film there is one more cue than in a photograph: what
moves otherwise than the background belongs together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.paint.outline import refine
from engine.paint.proposals import Quest, central, describe, propose, quest_for, with_leftovers
from engine.paint.ranking import RANKINGS
from engine.paint.superpixels import Members, Superpixels, own_motion

Mask = NDArray[np.bool_]  # H×W
Rgb = NDArray[np.uint8]  # H×W×3

_PIXELS = 480 * 270  # the reduced picture has about so many
_SMALL = 0.4  # of the window, each way: a smaller object is looked at again, enlarged
_MARGIN = 0.6  # of the object's size around it, when it is
_LEAST_WINDOW = 48  # pixels of the film: less shows nothing more
_BAND = 0.5  # superpixels: how far the outline may be off
_SPECK = 0.01  # of the object: what a click leaves of this size is no part of it
_POSSIBLE = 0.1  # chance of what should be seen when it is looked at from nearer
_LOOKS = 2  # from nearer, the second time with more around it
_LESS = 0.5  # of a region: an enlarged window that lacks clicks which say otherwise may not find less
_KEPT = 3  # windows that are remembered


@dataclass(frozen=True)
class Click:
    """A click at clip pixels (`x`, `y`): into the object, or into what is not to be in it."""

    x: float
    y: float
    is_object: bool = True


@dataclass(frozen=True)
class Neighbor:
    """A frame close by. `away`: how many frames later it is, negative for earlier ones."""

    picture: Rgb
    away: int


@dataclass(frozen=True)
class Window:
    """A part of the frame (`rows`, `columns`), shrunk or not, as superpixels. `scale`: its pixels for one of the
    frame's."""

    rows: slice
    columns: slice
    scale: tuple[float, float]
    scene: Superpixels

    def place(self, click: Click) -> tuple[float, float]:
        """Return where the click lies in the window's picture."""
        return (click.x - self.columns.start) * self.scale[0], (click.y - self.rows.start) * self.scale[1]

    def holds(self, click: Click) -> bool:
        is_beside = click.x < self.columns.start or click.x >= self.columns.stop
        return not is_beside and bool(self.rows.start <= click.y < self.rows.stop)

    def cuts_off(self, found: Mask, is_open: Mask) -> bool:
        """Return whether what is `found` reaches a side of the window beyond which it could go on (both H×W)."""
        rows, columns = self.rows, self.columns
        top, bottom, left, right = rows.start, rows.stop, columns.start, columns.stop
        height, width = found.shape
        across, down = (slice(None), columns), (rows, slice(None))
        beyond = [
            (found[across][top], is_open[across][top - 1]) if top > 0 else None,
            (found[across][bottom - 1], is_open[across][bottom]) if bottom < height else None,
            (found[down][:, left], is_open[down][:, left - 1]) if left > 0 else None,
            (found[down][:, right - 1], is_open[down][:, right]) if right < width else None,
        ]
        return any(bool(np.any(pair[0] & pair[1])) for pair in beyond if pair is not None)

    def shrunk(self, mask: Mask) -> Mask:
        part = mask[self.rows, self.columns].astype(np.uint8)
        size = (self.scene.width, self.scene.height)
        return np.asarray(cv2.resize(part * 255, size, interpolation=cv2.INTER_AREA) > 127, np.bool_)

    def enlarged(self, members: Members, shape: tuple[int, int]) -> Mask:
        """Return members as a mask of the frame."""
        made = np.zeros(shape, np.bool_)
        target = made[self.rows, self.columns]
        soft = self.scene.mask(members).astype(np.float32)
        soft = cv2.resize(soft, target.shape[::-1], interpolation=cv2.INTER_LINEAR)
        target[...] = soft > 0.5
        return made


class Segmenter:
    """Finds objects in one frame. Making it takes most of the time: do it before the first click.

    `picture`: H×W×3 RGB uint8, what the artist sees. `neighbors`: frames close by, of the same size, for motion;
    none where there are none. It holds no state that changes an answer: the same clicks give the same mask.
    """

    def __init__(self, picture: Rgb, neighbors: Sequence[Neighbor] = ()) -> None:
        self._picture = np.ascontiguousarray(picture)
        self._neighbors = tuple(neighbors)
        self.shape: tuple[int, int] = (picture.shape[0], picture.shape[1])
        self._windows: list[Window] = [self._window(slice(0, self.shape[0]), slice(0, self.shape[1]))]

    def click(self, mask: Mask, clicks: Sequence[Click]) -> Mask:
        """Return the object's mask after the last of `clicks`; `mask` (H×W) is what it was before that.

        Earlier clicks stay true: what they said is not taken back. Only what the last click is about changes; where
        the mask agrees with it already nothing does.
        """
        if not clicks:
            return mask
        last = clicks[-1]
        row = min(max(int(last.y), 0), self.shape[0] - 1)
        column = min(max(int(last.x), 0), self.shape[1] - 1)
        if bool(mask[row, column]) == last.is_object:
            return mask
        window, region = self._found(mask, clicks)
        changed = window.enlarged(region, self.shape)
        changed[row, column] = True
        after = (mask | changed) if last.is_object else (mask & ~changed)
        return self._outlined(after, mask, changed, window, clicks)

    @property
    def whole(self) -> Window:
        """The whole frame, reduced."""
        return self._windows[0]

    def closer(self, region: Mask, window: Window) -> Window:
        """Return an enlarged window around `region` (H×W) if it is small in `window`, else `window`."""
        rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
        if not rows.size:
            return window
        extents = (float(rows[-1] - rows[0] + 1), float(columns[-1] - columns[0] + 1))
        whole = (window.rows.stop - window.rows.start, window.columns.stop - window.columns.start)
        if max(extents[0] / whole[0], extents[1] / whole[1]) > _SMALL:
            return window
        spans = []
        side = max(_LEAST_WINDOW, *(extent * (1 + 2 * _MARGIN) for extent in extents))
        for places, length in ((rows, self.shape[0]), (columns, self.shape[1])):
            middle = (places[0] + places[-1] + 1) / 2
            start = int(min(max(0.0, middle - side / 2), max(0.0, length - side)))
            spans.append(slice(start, min(length, start + int(side))))
        known = (each for each in self._windows[1:] if _holds(each, spans))
        found = next(known, None)
        if found is None:
            found = self._window(spans[0], spans[1])
            self._windows = [self._windows[0], *self._windows[1:][-(_KEPT - 1) :], found]
        return found

    # --- parts ----------------------------------------------------------------------------------------------

    def _found(self, mask: Mask, clicks: Sequence[Click]) -> tuple[Window, Members]:
        """Return the region the last click means, seen from as near as shows it whole."""
        is_open = ~mask if clicks[-1].is_object else mask
        window = self.closer(self._with_place(mask, clicks[-1]), self.whole) if mask.any() else self.whole
        region, possible = self._region(window, mask, clicks)
        wide = window.enlarged(region, self.shape)
        if window is not self.whole and window.cuts_off(wide, is_open):
            window = self.whole
            region, possible = self._region(window, mask, clicks)
            wide = window.enlarged(region, self.shape)
        seen = wide | window.enlarged(possible, self.shape)
        for _ in range(_LOOKS):
            closer = self.closer(seen, window)
            if closer is window:
                break
            nearer, _ = self._region(closer, mask, clicks)
            found = closer.enlarged(nearer, self.shape)
            if not closer.cuts_off(found, is_open):
                is_blind = any(c.is_object != clicks[-1].is_object and not closer.holds(c) for c in clicks)
                is_less = is_blind and found.sum() < _LESS * wide.sum()
                return (window, region) if is_less else (closer, nearer)
            seen = seen | found  # it goes on beside the window: a larger one shows all of it
        return window, region

    def _region(self, window: Window, mask: Mask, clicks: Sequence[Click]) -> tuple[Members, Members]:
        """Return the region the last click means in this window, and all that may well belong to it."""
        quest = quest_in(window, mask, clicks)
        regions = propose(quest)
        chances = RANKINGS[quest.kind].chances(describe(quest, regions))
        possible = np.stack(regions, 1) @ chances > _POSSIBLE
        return with_leftovers(quest, regions[central(quest, regions, chances)]), np.asarray(possible, np.bool_)

    def _outlined(self, after: Mask, before: Mask, changed: Mask, window: Window, clicks: Sequence[Click]) -> Mask:
        """Lay the new part of the outline along the edges; the rest of the mask stays as the artist had it."""
        side = (self._picture[window.rows, window.columns, 0].size / window.scene.count) ** 0.5
        band = max(1.0, _BAND * side)
        after = _without_slivers(after, changed, round(band))
        refined = refine(after, self._picture, band)
        reach = 2 * round(band) + 1
        near = cv2.dilate(changed.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
        made = np.where(near, refined, before)
        for click in clicks:
            row, column = int(click.y), int(click.x)
            if 0 <= row < self.shape[0] and 0 <= column < self.shape[1]:
                made[row, column] = click.is_object
        return _tidy(np.asarray(made, np.bool_), near, clicks, side)

    def _with_place(self, mask: Mask, click: Click) -> Mask:
        marked = mask.copy()
        row, column = (
            min(max(int(place), 0), length - 1) for place, length in zip((click.y, click.x), self.shape, strict=True)
        )
        marked[row, column] = True
        return marked

    def _window(self, rows: slice, columns: slice) -> Window:
        part = self._picture[rows, columns]
        height, width = part.shape[:2]
        shrink = min(1.0, (_PIXELS / (height * width)) ** 0.5)
        grow = max(shrink, min(2.0, (_PIXELS / 4 / (height * width)) ** 0.5))
        size = (max(16, round(width * grow)), max(16, round(height * grow)))
        small = _resized(part, size)
        motions = []
        for neighbor in self._neighbors:
            other = _resized(neighbor.picture[rows, columns], size)
            flow = own_motion(_gray(small), _gray(other))
            motions.append(flow / np.float32(neighbor.away))
        motion = np.mean(motions, 0).astype(np.float32) if motions else None
        scale = (size[0] / width, size[1] / height)
        return Window(rows, columns, scale, Superpixels(small, motion))


def quest_in(window: Window, mask: Mask, clicks: Sequence[Click]) -> Quest:
    """Return what the last click looks for in a window, with all clicks that lie in it."""
    seen = [click for click in clicks[:-1] if window.holds(click)]
    places = [(*window.place(click), click.is_object) for click in (*seen, clicks[-1])]
    return quest_for(window.scene, window.scene.members(window.shrunk(mask)), places)


def _without_slivers(after: Mask, changed: Mask, width: int) -> Mask:
    """Let what a click changed go through to the border where only a sliver, thinner than twice `width`, is left of
    the old state beside it: nobody means to keep a rim of what was taken away, nor a gap in what was added."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    is_taken = not np.any(changed & after)
    left = (after if is_taken else ~after).astype(np.uint8)
    thin = (left > 0) & (cv2.morphologyEx(left, cv2.MORPH_OPEN, kernel) == 0)
    beside = cv2.dilate(changed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    reach = cv2.dilate(changed.astype(np.uint8), kernel, iterations=2) > 0
    _, labels = cv2.connectedComponents((thin & reach).astype(np.uint8), connectivity=8)
    touching = np.unique(labels[beside & (labels > 0)])
    slivers = np.isin(labels, touching) & (labels > 0)
    return np.asarray(after & ~slivers if is_taken else after | slivers, np.bool_)


def _tidy(mask: Mask, near: Mask, clicks: Sequence[Click], side: float) -> Mask:
    """Drop specks and fill pinholes that were made just now (all of them in `near`) and that no click asked for."""
    least = max(0.5 * side * side, _SPECK * float(mask.sum()))
    for is_object in (True, False):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(
            (mask == is_object).astype(np.uint8), connectivity=4
        )
        elsewhere = np.bincount(labels[~near], minlength=count)
        kept = {int(labels[int(c.y), int(c.x)]) for c in clicks if c.is_object == is_object and _is_inside(c, mask)}
        dropped = [
            part
            for part in range(1, count)
            if stats[part, cv2.CC_STAT_AREA] < least and not elsewhere[part] and part not in kept
        ]
        if dropped:
            mask = np.asarray(mask ^ np.isin(labels, dropped), np.bool_)
    return mask


def _is_inside(click: Click, mask: Mask) -> bool:
    return bool(0 <= int(click.y) < mask.shape[0] and 0 <= int(click.x) < mask.shape[1])


def _holds(window: Window, spans: Sequence[slice]) -> bool:
    """Return whether the window shows about this part."""
    for own, span in ((window.rows, spans[0]), (window.columns, spans[1])):
        is_around = own.start <= span.start and span.stop <= own.stop
        if not is_around or own.stop - own.start > 2 * (span.stop - span.start):
            return False
    return True


def _resized(picture: Rgb, size: tuple[int, int]) -> Rgb:
    if picture.shape[1::-1] == size:
        return np.ascontiguousarray(picture)
    way = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _gray(picture: Rgb) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
