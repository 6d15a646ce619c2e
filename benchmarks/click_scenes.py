"""Pictures in which the true mask of an object is known, made on the fly: an object cut out of a photograph or of a
film, or a drawn shape with their texture, laid over three frames of another film.

Clicks are tuned on these (`clicks_fit`) and on nothing else: DAVIS is for measuring. The same seed gives the same
pictures. Objects have soft and ragged edges, thin parts that swing, parts of different looks, a motion of their own
and its blur, a light near their ground's, a shadow; over all lie shading, grain and what compression does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.pictures import read_picture
from engine.media.pixels import displayed
from engine.media.source import open_source
from engine.paint.segment import Neighbor
from engine.runtime.errors import InputError
from engine.training.cutouts import CANVAS, Layers, Plane, Rng, closed, cut_out, smooth_noise, with_limbs
from engine.training.footage import find_material, is_held_out

Mask = NDArray[np.bool_]
Rgb = NDArray[np.uint8]

AWAY = 2  # frames to the neighbors
OF_DAVIS = (  # clips of the training folder that are sequences of DAVIS, the benchmark's own data set
    "bear", "breakdance-flare", "camel", "car-turn", "dogs_jump", "flamingo", "lady-running", "mallard-water",
    "paragliding", "rollercoaster", "tennis", "trucks-race",
)  # fmt: skip
_MOMENTS = (-1, 0, 1)  # the frame is the one in the middle
_SIZES = (0.01, 0.3)  # of the frame
_HEIGHT = 432  # lines of a frame at most


@dataclass(frozen=True)
class Scene:
    """A frame with an object (`truth`, H×W) and the frames beside it."""

    name: str
    picture: Rgb
    neighbors: tuple[Neighbor, ...]
    truth: Mask


def scenes(folder: Path, count: int, *, is_held_out_part: bool, is_gray: bool, seed: int = 0) -> Iterator[Scene]:
    """Make so many scenes of the films and photographs in `folder`: of those held out, or of the others."""
    films, photos = find_material(folder)
    films = [f for f in films if is_held_out(f.name) is is_held_out_part and not any(n in f.name for n in OF_DAVIS)]
    photos = [p for p in photos if is_held_out(p.name) is is_held_out_part]
    if len(films) < 2 or not photos:
        raise InputError(f"There are too few films and photographs in {folder}.")
    made = 0
    for number in range(20 * count):
        rng = np.random.default_rng([seed, number])
        scene = _scene(rng, films, photos, is_gray)
        if scene is not None:
            made += 1
            yield scene
        if made == count:
            return


def _scene(rng: Rng, films: list[Path], photos: list[Path], is_gray: bool) -> Scene | None:
    ground, other = rng.choice(len(films), 2, replace=False)
    frames = _frames(films[ground], rng, 3)
    if frames is None:
        return None
    textures = [_texture(rng, films[other], photos) for _ in range(3)]
    kind = ("cut out", "closed", "limbs")[int(rng.integers(3))]
    made = {"cut out": cut_out, "closed": closed, "limbs": with_limbs}[kind](rng, textures, _MOMENTS)
    if made is None:
        return None
    height, width = frames[0].shape[:2]
    placed = _placed(rng, made, (height, width))
    if not 0.3 * _SIZES[0] < float((placed[1][1] > 0.5).mean()) < 0.4:
        return None
    pictures = _film(rng, _laid_over(rng, frames, placed), is_gray)
    neighbors = (Neighbor(pictures[0], -AWAY), Neighbor(pictures[2], AWAY))
    return Scene(f"{films[ground].stem} {kind}", pictures[1], neighbors, np.asarray(placed[1][1] > 0.5, np.bool_))


def _texture(rng: Rng, film: Path, photos: list[Path]) -> Plane:
    """Return a part of a photograph or of the film as a square, 0..1."""
    frames = _frames(film, rng, 1) if rng.random() < 0.4 else None
    picture = frames[0] if frames else displayed(read_picture(photos[int(rng.integers(len(photos)))]))
    side = int(min(picture.shape[:2]) * rng.uniform(0.5, 1))
    row, column = (int(rng.integers(0, length - side + 1)) for length in picture.shape[:2])
    part = picture[row : row + side, column : column + side].astype(np.float32) / np.float32(255)
    return np.asarray(cv2.resize(part, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC), np.float32)


# --- the film ---------------------------------------------------------------------------------------------------


def _placed(rng: Rng, layers: Layers, shape: tuple[int, int]) -> Layers:
    """Move the object as it moves and lay it at a place in a frame of this shape."""
    height, width = shape
    share = np.exp(rng.uniform(*np.log(_SIZES)))
    scale = float(np.sqrt(share * height * width / max(float(layers[1][1].sum()), 1.0)))
    center = np.array([rng.uniform(0.15, 0.85) * width, rng.uniform(0.2, 0.85) * height])
    speed = rng.normal(0, 1, 2) * rng.choice([0, 0.5, 2, 5]) * AWAY
    turn, spin, growth = rng.normal(0, 10), rng.normal(0, 0.7) * AWAY, rng.normal(0, 0.004) * AWAY
    soft, ragged = rng.uniform(0.4, 1.8), rng.uniform(0, 1.2) * (rng.random() < 0.4)
    fringe = smooth_noise(rng, (CANVAS, CANVAS), 2.0 / max(scale, 0.2))
    shutter = rng.uniform(0, 0.6) / AWAY
    placed: Layers = []
    for time, (color, alpha) in zip(_MOMENTS, layers, strict=True):
        wide = cv2.GaussianBlur(alpha, (0, 0), max(0.5, 2 * ragged / scale)) if ragged else alpha
        edge = np.clip((wide - 0.5) * 2 + ragged * 0.4 * fringe, -0.5, 0.5) + 0.5 if ragged else alpha
        change = cv2.getRotationMatrix2D((CANVAS / 2, CANVAS / 2), turn + time * spin, scale * (1 + time * growth))
        change[:, 2] += center + time * speed - CANVAS / 2
        if scale < 0.7:  # what is shrunk is smoothed first
            color, edge = (cv2.GaussianBlur(each, (0, 0), 0.4 / scale) for each in (color, edge))
        over = np.dstack([color * edge[..., None], edge]).astype(np.float32)
        laid = cv2.warpAffine(over, change, (width, height))
        laid = _smeared(cv2.GaussianBlur(laid, (0, 0), soft), shutter * speed)
        cover = laid[..., 3]
        color = np.asarray(laid[..., :3] / np.maximum(cover, 1e-3)[..., None], np.float32)
        placed.append((color, np.clip(cover, 0, 1)))
    return placed


def _smeared(picture: Plane, way: NDArray[np.float64]) -> Plane:
    """Return the picture as a shutter sees it that is open for so many pixels of motion."""
    steps = int(np.ceil(np.hypot(*way)))
    if steps < 2:
        return picture
    size = picture.shape[1::-1]
    moved = [
        cv2.warpAffine(picture, np.array([[1, 0, way[0] * part], [0, 1, way[1] * part]]), size)
        for part in np.linspace(-0.5, 0.5, steps + 1)
    ]
    return np.asarray(np.mean(moved, 0), np.float32)


def _laid_over(rng: Rng, frames: list[Rgb], placed: Layers) -> list[Plane]:
    """Lay the object over the frames, its light brought nearer to that of its ground, with a shadow and shading."""
    height, width = frames[0].shape[:2]
    cover = placed[1][1]
    ring = (cv2.dilate(cover, np.ones((41, 41))) > 0.1) & (cover < 0.05)
    ground, thing = (frames[1].astype(np.float32) / 255)[ring].mean(0), placed[1][0][cover > 0.9].mean(0)
    shift = (ground - thing).mean() * rng.uniform(0, 1) * (rng.random() < 0.7)
    contrast = rng.uniform(0.6, 1.1)
    shadow = rng.uniform(0.2, 0.5) * (rng.random() < 0.4)
    fall = rng.uniform(-0.1, 0.1, 2) * height
    shade = 1 + rng.uniform(0, 0.15) * smooth_noise(rng, (height, width), height / 4)
    made = []
    for frame, (color, alpha) in zip(frames, placed, strict=True):
        below = frame.astype(np.float32) / np.float32(255)
        dark = cv2.warpAffine(alpha, np.array([[1, 0, fall[0]], [0, 1, abs(fall[1])]]), (width, height))
        below = below * (1 - shadow * cv2.GaussianBlur(dark, (0, 0), height / 60))[..., None]
        color = np.clip((color - thing) * contrast + thing + shift, 0, 1)
        made.append((below + alpha[..., None] * (color - below)) * shade[..., None])
    return made


def _film(rng: Rng, pictures: list[Plane], is_gray: bool) -> list[Rgb]:
    """Give the pictures what film and its copy do: a little blur, grain, compression; gray if it is."""
    blur, grain, size = rng.uniform(0, 0.8), rng.uniform(0.002, 0.03), rng.uniform(0.3, 0.9)
    quality = int(rng.integers(55, 100))
    made = []
    for picture in pictures:
        if is_gray:
            picture = np.repeat(cv2.cvtColor(picture.astype(np.float32), cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
        picture = cv2.GaussianBlur(picture, (0, 0), blur) if blur > 0.2 else picture
        noise = cv2.GaussianBlur(rng.normal(size=picture.shape[:2]).astype(np.float32), (0, 0), size)
        picture = picture + (grain * noise / noise.std())[..., None]
        eight = np.clip(np.rint(picture * 255), 0, 255).astype(np.uint8)
        _, coded = cv2.imencode(".jpg", eight[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        made.append(np.ascontiguousarray(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]))
    return made


def _frames(film: Path, rng: Rng, count: int) -> list[Rgb] | None:
    """Return so many frames of a film, `AWAY` apart, or None where there are too few."""
    with closing(open_source(film)) as source:
        first = len(source) - AWAY * (count - 1)
        if first < 1:
            return None
        start = int(rng.integers(first))
        found = [displayed(source.read(start + AWAY * step)) for step in range(count)]
    height, width = found[0].shape[:2]
    if height <= _HEIGHT:
        return found
    size = (round(width * _HEIGHT / height), _HEIGHT)
    return [np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.uint8) for each in found]
