"""Light as television carries it: BT.2020 primaries, PQ (SMPTE ST 2084) and HLG (ARIB STD-B67), after BT.2100-2.

Light is given as nits on the screen (cd/m²), R, G and B apart, of the primaries named.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.tone import every_half, halves
from engine.media.exr import HALF_MAX

Transfer = Literal["pq", "hlg"]

PQ_PEAK = 10_000.0  # nits of the highest PQ signal
HLG_PEAK = 1000.0  # nits of the display that HLG is mastered for here
_HLG_GAMMA = 1.2  # of such a display's OOTF

# linear BT.709 RGB to linear BT.2020 RGB (BT.2087-0, table 2)
_TO_BT2020 = np.array(
    [[0.6274039, 0.3292830, 0.0433131], [0.0690973, 0.9195404, 0.0113623], [0.0163914, 0.0880133, 0.8955953]],
    np.float32,
)
_LUMINANCE = (0.2627, 0.6780, 0.0593)  # of BT.2020 R, G, B

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073


def screen_light(light: NDArray[np.float32], white: float) -> NDArray[np.float32]:
    """Return scene-linear Rec.709 light as nits of BT.2020 R, G, B; 1.0 is `white` nits. Nothing is negative."""
    nits: NDArray[np.float32] = cv2.transform(np.asarray(light, np.float32), _TO_BT2020 * np.float32(white))
    return np.fmax(nits, np.float32(0), out=nits)


def encoded(nits: NDArray[np.float32], transfer: Transfer) -> NDArray[np.float32]:
    """Return light on the screen (H×W×3, BT.2020) as R'G'B', 0..1; what is brighter than the peak is the peak.

    It is looked up over half-float numbers, whose steps are a tenth of those of 10 bits.
    """
    if transfer == "pq":
        return _pq_table()[halves(nits)]
    display = np.minimum(nits, np.float32(HLG_PEAK))
    brightness: NDArray[np.float32] = cv2.transform(display, np.array([_LUMINANCE], np.float32))
    gain = _ootf_table()[halves(brightness.reshape(nits.shape[:2]))]
    return _hlg_table()[halves(display * gain[..., None])]


def pq(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return light of 0 to 10 000 nits as a PQ signal, 0..1 (BT.2100, table 4: the inverse EOTF)."""
    powered = (np.clip(nits, 0, PQ_PEAK) / PQ_PEAK) ** _M1
    return np.asarray(((_C1 + _C2 * powered) / (1 + _C3 * powered)) ** _M2)


def pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nits of a PQ signal, 0..1 (the EOTF)."""
    root = np.clip(signal, 0, 1) ** (1 / _M2)
    return np.asarray(PQ_PEAK * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1))


def hlg(scene: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scene light, 0..1, as an HLG signal, 0..1 (BT.2100, table 5: the OETF)."""
    light = np.clip(scene, 0, 1)
    bright = _A * np.log(np.maximum(12 * light - _B, 1e-9)) + _C
    return np.asarray(np.where(light <= 1 / 12, np.sqrt(3 * light), bright))


def hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scene light, 0..1, of an HLG signal, 0..1."""
    value = np.clip(signal, 0, 1)
    return np.asarray(np.where(value <= 0.5, value**2 / 3, (np.exp((value - _C) / _A) + _B) / 12))


def hlg_screen(scene: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nits (...×3 BT.2020) that a display of `HLG_PEAK` makes of scene light, 0..1 (the OOTF)."""
    brightness = (scene * _LUMINANCE).sum(-1, keepdims=True)
    return np.asarray(HLG_PEAK * np.maximum(brightness, 1e-12) ** (_HLG_GAMMA - 1) * scene)


@lru_cache(maxsize=1)
def _pq_table() -> NDArray[np.float32]:
    return pq(_nits()).astype(np.float32)


@lru_cache(maxsize=1)
def _hlg_table() -> NDArray[np.float32]:
    return hlg(_nits()).astype(np.float32)


@lru_cache(maxsize=1)
def _ootf_table() -> NDArray[np.float32]:
    """Return what nits are multiplied by to be scene light, by their luminance: the inverse OOTF."""
    share = np.maximum(_nits(), 1e-4) / HLG_PEAK
    return (share ** ((1 - _HLG_GAMMA) / _HLG_GAMMA) / HLG_PEAK).astype(np.float32)


def _nits() -> NDArray[np.float64]:
    return np.clip(np.nan_to_num(every_half(), nan=0, posinf=HALF_MAX, neginf=0), 0, None).astype(np.float64)
