"""Under which light a color stands: a film's gray is its Y', a picture's is CIE L; a saturated color has not both.

A red and a gray of the same Y' differ in L by up to a quarter of the range. A method that put its chroma on the L
of a film's gray would change the film's own Y', and its frames would differ from the keyframe they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.lab import from_linear, lightness_to_gray, to_linear, to_unit

_STEPS = 4


@dataclass(frozen=True)
class Light:
    """`weights`: (Kr, Kb) with which the clip's Y' was made from R'G'B'; None where its gray keeps CIE L."""

    weights: tuple[float, float] | None = None

    def gray(self, image: NDArray[Any]) -> NDArray[np.float32]:
        """Return the gray (H×W, 0..1, gamma-encoded) that has the light of a picture (H×W×3 RGB of any kind)."""
        unit = to_unit(image)
        if self.weights is None:
            return from_linear(to_linear(unit) @ np.array([0.2126, 0.7152, 0.0722], np.float32))
        red, blue = self.weights
        return np.asarray(unit @ np.array([red, 1 - red - blue, blue], np.float32), np.float32)

    def lightness(self, lightness: NDArray[Any], ab: NDArray[Any]) -> NDArray[np.float32]:
        """Return the CIE L (H×W) at which chroma `ab` (H×W×2) has the clip's light.

        `lightness` (H×W) is the L of the clip's gray. For films it is the L at which the color's Y' is that gray,
        found by Newton's method with the slope of grays; colors outside RGB are taken as clipped.
        """
        own = np.asarray(lightness, np.float32)
        if self.weights is None:
            return own
        red, blue = self.weights
        to_luma = np.array([[red, 1 - red - blue, blue]], np.float32)
        wanted = lightness_to_gray(own)
        lab = np.empty((*own.shape, 3), np.float32)
        lab[..., 0], lab[..., 1:] = own, ab
        for _ in range(_STEPS):
            rgb = np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1)
            lab[..., 0] += np.float32(100) * (wanted - cv2.transform(rgb, to_luma))
            np.clip(lab[..., 0], 0, 100, out=lab[..., 0])
        return lab[..., 0]
