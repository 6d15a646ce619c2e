"""HDR clips with their truth: a virtual camera pans over an equirectangular map, and what it would have recorded.

Stands in for the HDR videos of STPN's section 5.3. Maps are H×W×3 float32 scene linear RGB, W = 2H: columns are
longitudes from -180 to 180 degrees, rows latitudes from 90 to -90. Angles are radians. The same random generator
gives the same clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.hdr import SRGB, Curve, ldr_of, random_exposure
from engine.media.pictures import read_picture
from engine.runtime.errors import InputError
from engine.training.cutouts import CANVAS, Plane, Rng
from engine.training.pasted import laid_over, swing

HELD_OUT = ("kiara_1_dawn", "phalzer_forest", "vestibule")  # hills at dawn, a forest, a hall: for measuring alone
FIELDS = (np.radians(55.0), np.radians(90.0))  # horizontal angles of view
SPEED = np.radians(0.7)  # that the camera turns from one frame to the next, at most
_MOST = np.float32(np.finfo(np.float16).max)
_PITCH = np.radians(25.0)  # poles are stretched too far to look like anything
_ROLL = np.radians(4.0)
_RANGE = 2.0  # the brightest hundredth of a picture to the brightest tenth: less has nothing that 8 bits would lose
_TRIES = 8
_SIDE = 64  # pixels a path is judged by
_LEAST_SAMPLES = 2  # a pixel is averaged over at least so many by so many


@dataclass(frozen=True)
class View:
    """Where the camera looks: right by `yaw`, up by `pitch`, tilted by `roll`; `field` is its horizontal angle."""

    yaw: float
    pitch: float
    roll: float
    field: float


@dataclass(frozen=True)
class HdrClip:
    """`linear`: T×H×W×3 float32, 1 being what just makes the LDR frames white; `ldr`: T×H×W×3 uint8, by `curve`."""

    linear: NDArray[np.float32]
    ldr: NDArray[np.uint8]
    curve: Curve


class Panorama:
    """A map that can be looked at."""

    def __init__(self, picture: NDArray[np.float32]) -> None:
        self.height, self.width = picture.shape[:2]
        if self.width != 2 * self.height:
            raise InputError(f"A map of {self.width}x{self.height} is not twice as wide as high.")
        # a column more on each side, so that interpolation goes around
        self._padded = np.concatenate([picture[:, -1:], picture, picture[:, :1]], 1)

    def seen(self, view: View, height: int, width: int) -> NDArray[np.float32]:
        """Return what the camera sees, H×W×3, every pixel the mean over its area."""
        samples = self._samples(view.field, width)
        longitude, latitude = _directions(view, height * samples, width * samples)
        column = np.mod((longitude / (2 * np.pi) + 0.5) * self.width, self.width) + 0.5
        row = (0.5 - latitude / np.pi) * self.height - 0.5
        found = cv2.remap(
            self._padded,
            column.astype(np.float32),
            row.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(cv2.resize(found, (width, height), interpolation=cv2.INTER_AREA), np.float32)

    def _samples(self, field: float, width: int) -> int:
        """Return how often a pixel is sampled each way, so that no sample steps over a pixel of the map."""
        widest = 2 * np.tan(field / 2) / width  # the pixel in the middle
        return max(_LEAST_SAMPLES, int(np.ceil(widest / (2 * np.pi / self.width))))


def _directions(view: View, height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude (H×W) that the pixels look to."""
    reach = np.tan(view.field / 2)
    across = (np.arange(width) + 0.5) / width * 2 - 1
    down = ((np.arange(height) + 0.5) / height * 2 - 1) * height / width
    x, y = np.meshgrid(across * reach, -down * reach)
    cosine, sine = np.cos(view.roll), np.sin(view.roll)
    x, y = x * cosine - y * sine, x * sine + y * cosine
    cosine, sine = np.cos(view.pitch), np.sin(view.pitch)
    ahead, up = cosine - y * sine, sine + y * cosine
    return view.yaw + np.arctan2(x, ahead), np.arctan2(up, np.hypot(x, ahead))


def pan(random: Rng, frames: int) -> list[View]:
    """Return a smooth path of the camera that turns by no more than `SPEED` a frame."""
    time = np.arange(frames)
    speed = SPEED * random.uniform(0.1, 1)
    bearing = random.uniform(-0.4, 0.4) + np.pi * int(random.integers(2))  # mostly sideways, either way
    yaw = random.uniform(-np.pi, np.pi) + 0.6 * speed * np.cos(bearing) * time + swing(random, time, 0.2 * speed)
    rise = 0.6 * speed * np.sin(bearing) * time + swing(random, time, 0.2 * speed)
    pitch = _PITCH * np.tanh((random.uniform(-0.7, 0.7) * _PITCH + rise) / _PITCH)
    roll = _ROLL * np.tanh(random.uniform(-0.7, 0.7) + swing(random, time, 0.1 * speed) / _ROLL)
    field = np.clip(random.uniform(*FIELDS) * np.exp(swing(random, time, 0.002)), *FIELDS)
    return [View(*(float(value) for value in values)) for values in zip(yaw, pitch, roll, field, strict=True)]


def hdr_clip(
    panorama: Panorama,
    random: Rng,
    frames: int,
    height: int,
    width: int,
    *,
    curve: Curve = SRGB,
    has_objects: bool = False,
) -> HdrClip:
    """Return a pan over the map, exposed once for all its frames so that 5 to 15 % of its pixels are burnt out.

    Of several paths the first is taken that shows a range of light. With objects, parts cut out of the map move
    before the camera: what they hide and uncover no pan has. No value is beyond what an EXR of half floats holds.
    """
    paths = [pan(random, frames) for _ in range(_TRIES)]
    path = next((path for path in paths if _range(panorama, path) >= _RANGE), paths[0])
    linear = np.stack([panorama.seen(view, height, width) for view in path])
    if has_objects:
        squares = [panorama.seen(pan(random, 1)[0], CANVAS, CANVAS) for _ in range(2)]
        linear = np.maximum(laid_over(linear, squares, random)[0], 0)
    linear = np.minimum(linear * np.float32(random_exposure(linear, random)), _MOST)
    return HdrClip(linear, ldr_of(linear, 1.0, curve), curve)


def _range(panorama: Panorama, path: list[View]) -> float:
    """Return how much brighter the brightest hundredth of the pan's first and last picture is than the tenth."""
    brightest = np.stack([panorama.seen(path[place], _SIDE, _SIDE).max(2) for place in (0, -1)])
    tenth, hundredth = np.quantile(brightest, (0.9, 0.99))
    return float(hundredth / max(tenth, 1e-9))


def find_maps(folder: Path, *, is_held_out_part: bool) -> list[Path]:
    """Return the maps (.hdr, .exr) of the folder that are for measuring (`HELD_OUT`), or those to train on.

    Raises `InputError` if there is none.
    """
    found = sorted(file for pattern in ("*.hdr", "*.exr") for file in folder.glob(pattern))
    maps = [file for file in found if file.stem.startswith(HELD_OUT) is is_held_out_part]
    if not maps and is_held_out_part:
        raise InputError(f"The folder {folder} holds none of the HDR maps to measure on ({', '.join(HELD_OUT)}).")
    if not maps:
        raise InputError(f"The folder {folder} holds no HDR maps to train on.")
    return maps


def read_maps(files: Sequence[Path]) -> list[Panorama]:
    """Return the maps. Raises `EngineError` with one sentence where one cannot be read or is no map."""
    return [Panorama(_finite(read_picture(file))) for file in files]


def _finite(picture: NDArray[np.float32]) -> Plane:
    return np.nan_to_num(np.maximum(picture, 0), posinf=float(_MOST)).astype(np.float32)
