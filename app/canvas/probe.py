"""What the pixel under the pointer is: RGB of both sides, Lab, and how far it is from the keyframe."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from app.canvas.pictures import Rgb

Lab = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Probe:
    """The pixel under the pointer. RGB: 0..1 gamma-encoded; None where nothing is there.

    `layer` names the side under the pointer ("original", "result", "keyframe", "processed"); `shown`, Lab and
    `delta_e` are of that side. `light`: its scene-linear RGB where it has more than a screen shows.
    """

    x: int
    y: int
    original: Rgb | None
    result: Rgb | None
    layer: str = "original"
    shown: Rgb | None = None
    lightness: float | None = None
    a: float | None = None
    b: float | None = None
    delta_e: float | None = None  # CIEDE2000 of the shown pixel to the keyframe's
    light: Rgb | None = None


def lab_of(rgb: Rgb) -> Lab:
    """Return CIE Lab (D65) of one gamma-encoded sRGB pixel, 0..1."""
    lab = cv2.cvtColor(np.array([[rgb]], np.float32), cv2.COLOR_RGB2Lab)
    lightness, a, b = (float(value) for value in lab[0, 0])
    return lightness, a, b


def delta_e(one: Lab, other: Lab) -> float:
    """Return CIEDE2000 (Sharma, Wu and Dalal, 2005) of two Lab colors; 1 is just noticeable."""
    chroma_mean = (math.hypot(*one[1:]) + math.hypot(*other[1:])) / 2
    gray = 0.5 * (1 - math.sqrt(chroma_mean**7 / (chroma_mean**7 + 25.0**7)))
    (l_1, a_1, b_1), (l_2, a_2, b_2) = ((lab[0], lab[1] * (1 + gray), lab[2]) for lab in (one, other))
    c_1, c_2 = math.hypot(a_1, b_1), math.hypot(a_2, b_2)
    h_1, h_2 = (
        math.degrees(math.atan2(b, a)) % 360 if (a, b) != (0, 0) else 0.0 for a, b in ((a_1, b_1), (a_2, b_2))
    )
    turn = 0.0 if c_1 * c_2 == 0 else (h_2 - h_1 + 180) % 360 - 180
    hue = h_1 + h_2 if c_1 * c_2 == 0 else h_1 + turn / 2
    lightness, chroma = (l_1 + l_2) / 2, (c_1 + c_2) / 2
    turned = 2 * math.sqrt(c_1 * c_2) * math.sin(math.radians(turn) / 2)

    def cosine(times: float, offset: float) -> float:
        return math.cos(math.radians(times * hue + offset))

    weight = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6) - 0.20 * cosine(4, -63)
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * weight
    rotation = 60 * math.exp(-((((hue % 360) - 275) / 25) ** 2))
    r_t = -2 * math.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * math.sin(math.radians(rotation))
    d_l, d_c, d_h = (l_2 - l_1) / s_l, (c_2 - c_1) / s_c, turned / s_h
    return math.sqrt(max(0.0, d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h))
