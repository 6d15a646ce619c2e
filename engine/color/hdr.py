"""High dynamic range beside 8 bits: the space it is propagated in, cameras, and the light an LDR frame tells alone.

Section 5.3 of the STPN paper, which follows Eilertsen et al. 2017 ("HDR image reconstruction from a single exposure
using deep CNNs", [5] there) for cameras, exposure and blending. H is H×W×3 float32 RGB, scene linear; D is what a
camera made of it, display-referred, 0..1, or a picture as it is read (uint8, uint16, float32 linear).

Where the two meet, H is in units of D: 1 is the light that just makes D white.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.color.lab import to_linear, to_unit

Linear = NDArray[np.float32]  # scene linear, 0 and up
Display = NDArray[np.float32]  # 0..1

EPSILON = 0.01  # of the logarithm (paper 5.3)
CLIPPED = 0.95  # from here on an LDR value tells less and less of the light (tau of Eilertsen et al., equation 2)
CLIPPED_SHARES = (0.05, 0.15)  # of a clip's pixels that its exposure burns out
_DARK = 0.05  # below, 8 bits are too coarse to compare light by
_FEWEST = 64  # values on which a scale can rest
_FEWEST_LEVELS = 16  # levels of 8 bits on which a curve can rest
_SOFTNESSES = (0.05, 100.0, 64)  # of the cameras tried: from, to, how many
_LEAST_SLOPE = 0.25  # 1/n of the cameras believed, and the other way round
_SRGB_ENOUGH = 0.03  # logarithm of light that sRGB may be wrong by
_SPREADS = 3.0  # cameras are drawn no farther from the mean


class Curve(Protocol):
    """What a camera does to light: 0..1 linear (1 is where it clips) to 0..1 display-referred, and back."""

    def encode(self, linear: NDArray[Any]) -> Display: ...

    def decode(self, display: NDArray[Any]) -> Linear: ...


@dataclass(frozen=True)
class Camera:
    """f(H) = (1 + s) Hⁿ / (Hⁿ + s): the sigmoid that Eilertsen et al. fit to the mean of Grossberg and Nayar's.

    `exponent` is n, `softness` s; both above 0. f(0) = 0 and f(1) = 1.
    """

    exponent: float = 0.9
    softness: float = 0.6

    def encode(self, linear: NDArray[Any]) -> Display:
        power = np.clip(linear, 0, 1).astype(np.float32) ** np.float32(self.exponent)
        return np.asarray(np.float32(1 + self.softness) * power / (power + np.float32(self.softness)), np.float32)

    def decode(self, display: NDArray[Any]) -> Linear:
        shown = np.clip(display, 0, 1).astype(np.float32)
        power = np.float32(self.softness) * shown / (np.float32(1 + self.softness) - shown)
        return np.asarray(power ** np.float32(1 / self.exponent), np.float32)


@dataclass(frozen=True)
class Srgb:
    """The curve of sRGB: what is assumed of a film whose camera is unknown."""

    def encode(self, linear: NDArray[Any]) -> Display:
        return to_unit(np.asarray(linear, np.float32))

    def decode(self, display: NDArray[Any]) -> Linear:
        return to_linear(np.clip(display, 0, 1))


SRGB = Srgb()


def random_camera(random: np.random.Generator) -> Camera:
    """Return a camera as Eilertsen et al. draw them: n from N(0.9, 0.1), s from N(0.6, 0.1), none of them extreme."""
    exponent, softness = np.clip(random.normal(size=2), -_SPREADS, _SPREADS)
    return Camera(0.9 + 0.1 * float(exponent), 0.6 + 0.1 * float(softness))


def to_log(linear: NDArray[Any]) -> NDArray[np.float32]:
    """Return U = log(H + 0.01), the space HDR is propagated in (paper 5.3)."""
    return np.asarray(np.log(np.maximum(linear, 0).astype(np.float32) + np.float32(EPSILON)), np.float32)


def from_log(log: NDArray[Any]) -> Linear:
    """Return H of U = log(H + 0.01), never below 0."""
    return np.maximum(np.exp(log.astype(np.float32)) - np.float32(EPSILON), 0)


def exposure_clipping(linear: NDArray[Any], share: float) -> float:
    """Return the factor under which `share` (0..1) of the pixels (... ×3) reach 1 in at least one channel.

    Black pictures have no exposure: 1.
    """
    white = float(np.quantile(linear.max(-1), 1 - share))
    return 1 / white if white > 0 else 1.0


def random_exposure(linear: NDArray[Any], random: np.random.Generator) -> float:
    """Return an exposure that clips 5 to 15 % of the pixels (... ×3), as Eilertsen et al. draw it."""
    return exposure_clipping(linear, float(random.uniform(*CLIPPED_SHARES)))


def ldr_of(linear: NDArray[Any], exposure: float = 1.0, curve: Curve = SRGB) -> NDArray[np.uint8]:
    """Return what a camera records in 8 bits: exposed, clipped at 1, bent by its curve, rounded."""
    shown = curve.encode(np.asarray(linear, np.float32) * np.float32(exposure))
    return np.asarray(np.rint(shown * np.float32(255)), np.uint8)


def inverse_of(ldr: NDArray[Any], curve: Curve = SRGB) -> Linear:
    """Return the light (0..1) that an LDR picture tells by itself: f⁻¹(D), right wherever D is not clipped."""
    return curve.decode(to_unit(ldr))


def clipping(ldr: NDArray[Any]) -> NDArray[np.float32]:
    """Return alpha (H×W, 0..1): max(0, max over channels of D − tau) / (1 − tau), Eilertsen et al., equation 2.

    0 where the LDR picture (H×W×3) tells the light, 1 where it is burnt out. There is no such ramp at the dark end:
    half a level of 8 bits is 0.00015 of the white's light there, far less than what a prediction errs by.
    """
    brightest = to_unit(ldr).max(-1)
    return np.asarray(np.clip((brightest - np.float32(CLIPPED)) / np.float32(1 - CLIPPED), 0, 1), np.float32)


def blended(ldr: NDArray[Any], predicted: NDArray[Any], curve: Curve = SRGB) -> Linear:
    """Return H = (1 − alpha) f⁻¹(D) + alpha H' (Eilertsen et al., equation 1), H' being `predicted` (H×W×3).

    What the LDR frame tells is taken from it, and only what it has burnt out from the prediction.
    """
    alpha = clipping(ldr)[..., None]
    told = inverse_of(ldr, curve)
    return np.asarray(told + alpha * (predicted.astype(np.float32) - told), np.float32)


def curve_between(linear: NDArray[Any], ldr: NDArray[Any]) -> Curve:
    """Return the curve of the camera that made an LDR picture of this HDR one: `SRGB` unless another fits far better.

    Both are ...×3 of the same frames (all keyframes at once tell most), the HDR one at any scale. The median light of
    each level D is fitted by log H = log k + log(s D / (1 + s − D)) / n, the inverse of `Camera`, least squares over
    n and k for every s that is tried.
    """
    levels, light, weights = _told_levels(linear, ldr)
    if len(levels) < _FEWEST_LEVELS:
        return SRGB
    fits = []
    for softness in np.geomspace(*_SOFTNESSES):
        slope, error = _fitted(np.log(softness * levels / (1 + softness - levels)), light, weights)
        if _LEAST_SLOPE <= slope <= 1 / _LEAST_SLOPE:
            fits.append((error, Camera(1 / slope, float(softness))))
    standard = light - np.log(SRGB.decode(levels))
    spread = float(np.sqrt(np.average((standard - np.average(standard, weights=weights)) ** 2, weights=weights)))
    error, camera = min(fits, key=lambda fit: fit[0], default=(np.inf, Camera()))
    return camera if error < spread / 2 and spread > _SRGB_ENOUGH else SRGB


def _told_levels(linear: NDArray[Any], ldr: NDArray[Any]) -> tuple[NDArray[np.float64], ...]:
    """Return the levels D (0..1) that tell light, the median logarithm of H at each, and how many values told it."""
    shown = to_unit(ldr)
    usable = (shown > _DARK) & (shown.max(-1) < CLIPPED)[..., None] & (linear > 0)
    places, log = np.rint(shown[usable] * 255).astype(np.int64), np.log(linear[usable].astype(np.float64))
    counts = np.bincount(places, minlength=256)
    parts = np.split(log[np.argsort(places, kind="stable")], np.cumsum(counts)[:-1])
    told = counts >= _FEWEST
    light = np.array([np.median(part) for part, is_told in zip(parts, told, strict=True) if is_told])
    return np.flatnonzero(told) / 255, light, counts[told].astype(np.float64)


def _fitted(x: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Return the slope of the weighted line through (x, y), and the root of its mean squared error."""
    x, y = x - np.average(x, weights=weights), y - np.average(y, weights=weights)
    slope = float(np.average(x * y, weights=weights) / max(np.average(x * x, weights=weights), 1e-12))
    return slope, float(np.sqrt(np.average((y - slope * x) ** 2, weights=weights)))


def scale_between(linear: NDArray[Any], ldr: NDArray[Any], curve: Curve = SRGB) -> float | None:
    """Return how much larger the values of an HDR picture are than those its LDR version tells; None if none compare.

    The median ratio over all values of pixels that are neither burnt out nor dark: an HDR picture divided by it is in
    units of the LDR one's white. Both are H×W×3 of the same frame.
    """
    shown = to_unit(ldr)
    usable = (shown > _DARK) & (shown.max(-1) < CLIPPED)[..., None] & (linear > 0)
    if np.count_nonzero(usable) < _FEWEST:
        return None
    ratios = np.log(linear[usable].astype(np.float64)) - np.log(curve.decode(shown)[usable].astype(np.float64))
    return float(np.exp(np.median(ratios)))
