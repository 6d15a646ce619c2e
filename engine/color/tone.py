"""From scene-linear light to what a screen shows: plain exposure, Drago 2003, Reinhard and Devlin 2005.

All curves depend on numbers of the whole shot alone, taken from its HDR keyframes (`measured`), never on the frame
that is shown: a curve that follows each frame flickers while an artist scrubs, and hides the flicker that is looked
for. That is why OpenCV's `createTonemapDrago` and `createTonemapReinhard` are not used: they stretch every picture to
its own brightest pixel, and one pixel that is no number makes all of it one.

Everything is looked up over the 65 536 numbers of half-float: half of its steps are finer than 8 bits can tell, the
results of a run are half-float anyway, what is no number is a place in a table like any other, and 960x540 pixels
take some 15 ms where computing powers takes 90.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.scene_linear import luminance
from engine.media.exr import HALF_MAX
from engine.media.pixels import srgb_encoded

Way = Literal["exposure", "drago", "reinhard"]

_BIAS = 0.85  # of Drago et al.; they found 0.7 to 0.9 to look natural
_ADAPTED = 0.18  # where the exposure puts the middle of a range of which nothing is known
_LOW, _HIGH = 0.1, 99.9  # percentiles that stand for darkest and brightest: single pixels must not rule the curve
_DARKER = 0.25  # of the darkest light of the keyframes is black: frames between them may be darker
_SAMPLES = 1 << 16  # pixels of a picture that are measured
_TINY = 1e-8
_Work = Callable[[NDArray[np.float64], "ToneMapping"], NDArray[np.float64]]


@dataclass(frozen=True)
class LightRange:
    """What is known of the luminance of a shot, on its light's own scale: geometric mean, darkest, brightest."""

    average: float = _ADAPTED
    lowest: float = 1e-3
    highest: float = 8.0


@dataclass(frozen=True)
class ToneMapping:
    """How light is shown. `stops`: brighter (or darker) by so many. `scale`: how many stops the light lies above the
    film's, so that with 0 `stops` both are equally bright. `range` of the shot, for all ways but plain exposure."""

    way: Way = "exposure"
    stops: float = 0.0
    scale: float = 0.0
    range: LightRange = LightRange()


def measured(pictures: Iterable[NDArray[np.float32]]) -> LightRange:
    """Return the range of light of all these pictures; what is not above 0 or no number does not count."""
    logs, lowest, highest = [], [], []
    for picture in pictures:
        step = max(1, int((picture.shape[0] * picture.shape[1] / _SAMPLES) ** 0.5))
        light = luminance(np.ascontiguousarray(picture[::step, ::step], np.float32)).ravel()
        light = light[np.isfinite(light) & (light > _TINY)]
        if light.size:
            low, high = np.percentile(light, (_LOW, _HIGH))
            logs.append(float(np.log(light).mean()))
            lowest.append(float(low))
            highest.append(min(float(high), HALF_MAX))
    if not logs:
        return LightRange()
    return LightRange(float(np.exp(np.mean(logs))), min(lowest), max(highest))


def tone_mapped(picture: NDArray[Any], tone: ToneMapping) -> NDArray[np.uint8]:
    """Return H×W×3 scene-linear light (float32) as it is shown: uint8 sRGB. What is no number is black."""
    mapped, gain = _mapped(np.asarray(picture, np.float32), tone)
    return np.asarray(cv2.LUT(halves(mapped), _exposure_table(gain)), np.uint8)


def tone_mapped_deep(picture: NDArray[Any], tone: ToneMapping) -> NDArray[np.uint16]:
    """Return the same as full-range uint16, for files of more than 8 bits."""
    mapped, gain = _mapped(np.asarray(picture, np.float32), tone)
    light = np.clip(np.nan_to_num(mapped * np.float32(gain), nan=0, posinf=1, neginf=0), 0, 1)
    return np.rint(srgb_encoded(light) * 65535).astype(np.uint16)


def _mapped(light: NDArray[np.float32], tone: ToneMapping) -> tuple[NDArray[np.float32], float]:
    """Return light, and what it is multiplied by to be what a screen shows, 0..1 and linear."""
    if tone.way == "exposure":
        return light, 2.0 ** (tone.stops - tone.scale)
    light = np.fmax(light, np.float32(0))  # which is what is no number, too
    np.fmin(light, np.float32(HALF_MAX), out=light)
    places = halves(luminance(light))
    if tone.way == "drago":
        light *= _gain_table(tone)[places][..., None]
    else:
        light /= light + _sigma_table(tone)[places][..., None]
        light *= _stretch_table(tone)[places][..., None]
    return light, 1.0


def expose(frame: NDArray[np.uint8], stops: float, into: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Return a gamma-encoded picture (uint8, any shape) as it would look with so many stops more light."""
    return np.asarray(cv2.LUT(frame, _stops_table(round(stops, 3)), into), np.uint8)


def _drago(light: NDArray[np.float64], tone: ToneMapping) -> NDArray[np.float64]:
    """Return what luminance is multiplied by (Drago, Myszkowski, Annen and Chiba, Eurographics 2003, equation 4):

    L_d = 0.01 L_dmax / log10(L_wmax + 1) · ln(L_w + 1) / ln(2 + 8 (L_w / L_wmax)^(ln b / ln 0.5)), b = 0.85,

    with the luminance L_w of the world divided by its geometric mean, and L_dmax 100, so that L_d is 0 to 1. The
    exposure counts before, as the authors have it.
    """
    gain = 2.0**tone.stops / max(tone.range.average, _TINY)
    highest = max(tone.range.highest * gain, 1e-3)
    world = np.minimum(light * gain, highest)
    shown = np.log1p(world) / np.log(2 + 8 * (world / highest) ** (np.log(_BIAS) / np.log(0.5)))
    return np.asarray(shown / np.log10(highest + 1) / np.maximum(light, _TINY))


def _reinhard(light: NDArray[np.float64], tone: ToneMapping) -> NDArray[np.float64]:
    """Return sigma of V = I / (I + sigma), the answer of photoreceptors (Reinhard and Devlin, TVCG 11(1), 2005):

    sigma = (f I_a)^m, m = 0.3 + 0.7 k^1.4, k = (ln L_max - ln L_av) / (ln L_max - ln L_min)

    with their a = 1 and c = 0: every receptor adapts to the luminance I_a of its own pixel, I relative to L_max. More
    exposure is a smaller sigma (their f).
    """
    of = tone.range
    highest, lowest = max(of.highest, _TINY), max(of.lowest, _TINY)
    span = np.log(highest / lowest)
    key = (np.log(highest) - np.log(max(of.average, _TINY))) / span if span > 1e-3 else 0.5
    power = 0.3 + 0.7 * min(max(float(key), 0.0), 1.0) ** 1.4
    sigma = highest * (np.maximum(light, _TINY) / highest) ** power / 2.0**tone.stops
    return np.asarray(np.maximum(sigma, _TINY))


def _stretched(light: NDArray[np.float64], tone: ToneMapping) -> NDArray[np.float64]:
    """Return what the answer to luminance is multiplied by, so that the darkest light of the shot is black and the
    brightest white. The authors stretch every picture to its own ends, channel by channel; here the ends are the
    shot's, and all channels of a pixel share one factor: dark water does not turn deep blue."""
    lowest, highest = max(tone.range.lowest * _DARKER, _TINY), max(tone.range.highest, _TINY)
    ends, world = np.array([lowest, highest]), np.maximum(light, _TINY)
    black, white = (float(end) for end in ends / (ends + _reinhard(ends, tone)))
    black = black if white - black > 1e-3 else 0.0
    answer = world / (world + _reinhard(world, tone))
    return np.asarray(np.maximum(answer - black, 0) / (answer * (white - black)))


def _of_every_half(tone: ToneMapping, work: _Work) -> NDArray[np.float32]:
    light = np.clip(np.nan_to_num(every_half(), nan=0, posinf=HALF_MAX, neginf=0), 0, None).astype(np.float64)
    return work(light, tone).astype(np.float32)


@lru_cache(maxsize=8)
def _gain_table(tone: ToneMapping) -> NDArray[np.float32]:
    return _of_every_half(tone, _drago)


@lru_cache(maxsize=8)
def _sigma_table(tone: ToneMapping) -> NDArray[np.float32]:
    return _of_every_half(tone, _reinhard)


@lru_cache(maxsize=8)
def _stretch_table(tone: ToneMapping) -> NDArray[np.float32]:
    return _of_every_half(tone, _stretched)


@lru_cache(maxsize=32)
def _exposure_table(gain: float) -> NDArray[np.uint8]:
    """Return what every half-float number times `gain` is shown as."""
    light = np.nan_to_num(every_half(), nan=0, posinf=HALF_MAX, neginf=0) * np.float32(gain)
    return np.rint(srgb_encoded(light) * 255).astype(np.uint8)


@lru_cache(maxsize=32)
def _stops_table(stops: float) -> NDArray[np.uint8]:
    encoded = np.arange(256) / 255
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4) * 2.0**stops
    return np.rint(srgb_encoded(light.astype(np.float32)) * 255).astype(np.uint8)


@lru_cache(maxsize=1)
def every_half() -> NDArray[np.float32]:
    """Return all numbers of half-float, in the order of their bits: what a table is made of."""
    return np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)


def halves(light: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return the bits of light as half-float, which are places in a table; too bright is endless."""
    with np.errstate(over="ignore", invalid="ignore"):
        return light.astype(np.float16).view(np.uint16)
