"""Made-up image operators with flicker: what `consistency` may be given to make steady.

Each changes tone, color, local contrast or sharpness in a way that is drawn once for a shot, and differs a little
from frame to frame by as much as `flicker` says.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]  # H×W×3 RGB 0..1
Random = np.random.Generator
Operator = Callable[[Picture, float, Random], Picture]


def random_operator(random: Random) -> Operator:
    """Return an operator drawn from `random`: operator(picture, flicker, random for the flicker) -> picture.

    A flicker of 0 gives the same operator for every frame; 1 is the flicker of a bad per-frame algorithm.
    """
    gamma = np.exp(random.normal(0, 0.25, 3)).astype(np.float32)
    mixing = (np.eye(3) + random.normal(0, 0.12, (3, 3))).astype(np.float32)
    offset = random.normal(0, 0.05, 3).astype(np.float32)
    local, detail = float(random.normal(0, 0.35)), float(random.uniform(-0.6, 1.2))
    strength = float(random.uniform(0.2, 1.0))

    def operate(picture: Picture, flicker: float, moment: Random) -> Picture:
        def shaken(size: float) -> Picture:
            return moment.normal(0, size * flicker, 3).astype(np.float32)

        changed = np.clip(picture, 1e-4, 1) ** (gamma * np.exp(shaken(0.12)))
        changed = changed @ mixing.T + offset + shaken(0.04)
        blurred = cv2.GaussianBlur(changed, (0, 0), max(1.0, picture.shape[0] / 16))
        changed = changed + (local + 0.3 * float(shaken(0.3)[0])) * (changed - blurred)
        fine = cv2.GaussianBlur(changed, (0, 0), 1.0)
        changed = changed + detail * (changed - fine)
        if flicker:  # patches that come and go, as a network's colors do
            rough = moment.normal(0, 0.03 * flicker, (4, 6, 3)).astype(np.float32)
            changed = changed + cv2.resize(rough, (picture.shape[1], picture.shape[0]))
        return np.asarray(np.clip(picture + strength * (changed - picture), 0, 1), np.float32)

    return operate
