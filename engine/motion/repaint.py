"""What was painted on a picture that has a light of its own, carried to the frames around it: styles, steadied clips.

Of such pictures more than the chroma is shown, so not colors are kept but where every pixel of a frame lies in the
one that was painted. Chroma is taken from there. Light is, too, but only where it was painted (most brushes keep it),
and as much lighter or darker as what is shown around the painted part became on the way. Everything else stays to
the bit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

import cv2
import numpy as np

from engine.color.lab import Plane, gray_to_lightness, lab_to_rgb, rgb_to_lab
from engine.color.upsample import upsample
from engine.motion.kept import Numbers, read_way, write_way
from engine.motion.touched import Said, Touch, TouchUps, mixed
from engine.motion.track import fetch
from engine.motion.views import Shot, Size, resized
from engine.runtime.context import Picture

_BAND = 540  # rows converted at a time
_CHANGE = 0.5  # units of Lab: a smaller change of a picture is none
_UNPAINTED, _PAINTED = 1.0, 3.0  # change of L up to which light was kept, and from which on it was painted
_AROUND = 1 / 8  # of the height: neighborhood that tells how the light changed on the way
_SLACK = 1.0  # units of Lab by which detail may leave the colors of the neighborhood


class Ways(TouchUps):
    """The touch-ups of a shot, kept on disk as where frames lie in them."""

    def _keep(self, key: int, frame: int, touch: Touch) -> None:
        assert touch.places is not None
        write_way(self._path(key, frame), touch.places, touch.share)

    def _kept(self, key: int, frame: int, size: Size) -> Touch | None:
        kept = read_way(self._path(key, frame), size)
        return None if kept is None else Touch(kept[1], abs(frame - key), places=kept[0])


class Repaint:
    """Repaints pictures of `shot`; `over` gives what a frame showed before anything was painted on it."""

    def __init__(self, shot: Shot, over: Callable[[int], Picture | None]) -> None:
        self._shot, self._over = shot, over
        self._painted: dict[tuple[int, Size], tuple[Numbers, Numbers]] = {}

    def made(self, frame: int, shown: Picture, size: Size, said: Iterable[Said]) -> Generator[None, None, Picture]:
        """Return the picture `shown` of a frame with what touch-ups say about it at `size`. Yields between steps."""
        small = resized(self._seen(shown), size)
        yield
        planes = [(self._meant(small, each), each) for each in said if each.touch.places is not None]
        change = mixed(small, planes) - small
        yield
        if not change.any():
            return shown
        lightness = self._shot.lightness(frame)
        full = upsample(change, lightness, self._shot.view(frame, size).lightness, _SLACK)
        yield
        bands: list[Picture] = []
        for first in range(0, len(full), _BAND):
            band = slice(first, first + _BAND)
            is_changed = np.asarray((np.abs(full[band]) > _CHANGE).any(2), np.bool_)
            seen = self._seen(shown[band]) + full[band]
            lightness = self._shot.light.lightness(np.clip(seen[..., 0], 0, 100), seen[..., 1:])
            made = lab_to_rgb(lightness, seen[..., 1:], shown.dtype)
            bands.append(np.where(is_changed[..., None], made, shown[band]))
            yield
        return np.concatenate(bands)

    def _meant(self, small: Numbers, said: Said) -> Numbers:
        """Return what a touch-up says a frame, which is `small` now (h×w×3), is to be."""
        places = said.touch.places
        assert places is not None
        size = small.shape[0], small.shape[1]
        painted, before = self._keyframe(said.key, size)
        there, was = fetch(painted, places), fetch(before, places)
        trust = fetch(self._shot.trust(said.key, size), places)
        meant = there.copy()
        is_light = fetch(_painted_light(painted, before), places)
        meant[..., 0] = small[..., 0]
        if (is_light * trust).any():
            lighter = _around(small[..., 0] - was[..., 0], 1 - trust)
            meant[..., 0] += is_light * (there[..., 0] + lighter - small[..., 0])
        return np.asarray(meant, np.float32)

    def _keyframe(self, key: int, size: Size) -> tuple[Numbers, Numbers]:
        """Return the keyframe as it was painted and as it was before, h×w×3 each."""
        if (key, size) not in self._painted:
            painted = self._shot.keyframe_picture(key)
            before = self._over(key)
            seen = (self._seen(painted), self._seen(painted if before is None else before))
            self._painted[key, size] = (resized(seen[0], size), resized(seen[1], size))
        return self._painted[key, size]

    def _seen(self, picture: Picture) -> Numbers:
        """Return the light of a picture, as the L of the gray that has it, and its ab: H×W×3.

        Brushes keep the light that the clip has (see `Light`); L would change with the color alone.
        """
        seen = rgb_to_lab(picture)
        seen[..., 0] = gray_to_lightness(self._shot.light.gray(picture))
        return seen


def _painted_light(painted: Numbers, before: Numbers) -> Plane:
    """Return where light was painted, not chroma alone (h×w, 0..1)."""
    change = np.abs(painted[..., 0] - before[..., 0])
    share = np.clip((change - _UNPAINTED) / (_PAINTED - _UNPAINTED), 0, 1)
    return np.asarray(cv2.blur(cv2.dilate(share, np.ones((3, 3), np.uint8)), (3, 3)), np.float32)


def _around(change: Plane, weight: Plane) -> Plane:
    """Return `change` as the pixels around say it is that count (`weight` h×w, 0..1); 0 where none do."""
    side = 2 * max(1, round(len(change) * _AROUND / 2)) + 1

    def spread(plane: Plane) -> Plane:
        return np.asarray(cv2.blur(cv2.blur(plane, (side, side)), (side, side)), np.float32)

    return np.asarray(spread(change * weight) / (spread(weight) + np.float32(1e-3)), np.float32)
