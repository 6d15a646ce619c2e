"""Light beyond white as planes, so that what carries chroma carries HDR as well (paper 2, section 5.3).

Between keyframes light is log(H + 0.01), H in units of what just makes the film white; each keyframe may have a
scale of its own, which is found beside its frame and given back to the frames around it.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color.hdr import SRGB, Curve, blended, curve_between, from_log, inverse_of, scale_between, to_log
from engine.color.lab import to_unit
from engine.color.scene_linear import at_size
from engine.color.tone import ToneMapping, tone_mapped
from engine.color.upsample import upsample
from engine.media.exr import finite
from engine.motion.views import KeyView, Shot, Size, resized
from engine.runtime.context import Inputs, Picture

UNIT = np.float32(50)  # planes are logarithms times this: an error of 2 % weighs as one of 1 unit of ab
_SLACK = 1.0  # units by which detail may leave the light of the neighborhood
_SAMPLES = 1 << 17  # pixels of a keyframe that tell scale and curve

Planes = NDArray[np.float32]  # h×w×3


class HdrShot(Shot):
    """A shot whose keyframes are H×W×3 float32, scene linear, at any scale. Where others have ab it has planes of
    light. `is_blended`: the film's own light is kept wherever it is not burnt out.

    Touched-up keyframes have no meaning here, and are left out.
    """

    def __init__(self, inputs: Inputs, lines: int, *, is_blended: bool) -> None:
        super().__init__(inputs, lines)
        self.partial = {}
        self._is_blended = is_blended
        self._curve: Curve = SRGB
        self._scales: dict[int, float] = {}
        self._full_film = lru_cache(1)(self._source.read)

    def prepare(self) -> Generator[None, None, None]:
        """Find the camera's curve from all keyframes at once, and each one's scale. Yields in between."""
        seen: dict[int, tuple[NDArray[Any], NDArray[Any]]] = {}
        for frame, key in self.keys.items():
            step = max(1, round((key.image.shape[0] * key.image.shape[1] / _SAMPLES) ** 0.5))
            linear, ldr = (picture[::step, ::step] for picture in (finite(key.image), self._source.read(frame)))
            linear, ldr = linear.reshape(-1, 3), ldr.reshape(-1, 3)
            self._scales[frame] = scale_between(linear, ldr) or 1.0
            seen[frame] = linear / np.float32(self._scales[frame]), ldr
            yield
        if not seen:
            return
        self._curve = curve_between(*(np.concatenate(part) for part in zip(*seen.values(), strict=True)))
        yield
        for frame, (linear, ldr) in seen.items():
            self._scales[frame] *= scale_between(linear, ldr, self._curve) or 1.0
            yield

    def scale(self, frame: int) -> float:
        """Return what light in units of the film's white is multiplied by at a frame: as the keyframes beside it."""
        frames = sorted(self._scales)
        return float(np.exp(np.interp(frame, frames, [np.log(self._scales[at]) for at in frames])))

    def shown(self, frame: int, light: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return light (H×W×3, the keyframes' scale) as bright as the film shows it."""
        return tone_mapped(light, ToneMapping(scale=float(np.log2(self.scale(frame)))))

    def keyframe_picture(self, frame: int) -> Picture:
        return self._key(frame).image

    def picture(self, frame: int, ab: Planes) -> Generator[None, None, Picture]:
        """Return the frame's light at full size in the scale of the keyframes, float32. Yields between steps.

        Brought to full size is how far the light (h×w×3 planes) is above what the film tells; its details are the
        film's own wherever it shows any.
        """
        film, size = self._full_film(frame), (ab.shape[0], ab.shape[1])
        yield
        told = to_log(inverse_of(film, self._curve)) * UNIT
        yield
        above = ab - resized(told, size)
        told += upsample(above, self.lightness(frame), self.view(frame, size).lightness, _SLACK)
        yield
        light = from_log(told / UNIT)
        yield
        if self._is_blended:
            light = blended(film, light, self._curve)
            yield
        return np.asarray(light * np.float32(self.scale(frame)), np.float32)

    def small_rgb(self, frame: int, ab: Planes) -> NDArray[np.float32]:
        """Return light (h×w×3 planes) as the film would show it, 0..1."""
        return to_unit(from_log(ab / UNIT))

    def _key_view(self, frame: int, size: Size) -> KeyView:
        light = finite(self._key(frame).image) / np.float32(self._scales[frame])
        planes = to_log(at_size(light, size[1], size[0])) * UNIT
        return KeyView(resized(self.lightness(frame), size), planes)
