"""Single pictures: keyframes and the frames of sequences, read through OpenImageIO."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from engine.media.layered import PHOTOSHOP, ZIPPED, check_photoshop, flattened, refuse_layers_alone
from engine.runtime.errors import MediaError

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".exr", ".dpx", ".cin", ".bmp", ".tga", ".webp", ".hdr", ".jp2"),
    *(".psd", ".psb", ".kra", ".ora"),
)
_MOST_PIXELS = 1 << 28  # 16384 x 16384: larger than any film scan, small enough to fit into memory
_MOST_BYTES = 2 << 30
_UPRIGHT = {2: (0, 1, 0), 3: (0, 1, 1), 4: (0, 0, 1), 5: (1, 0, 0), 6: (1, 1, 0), 7: (1, 1, 1), 8: (1, 0, 1)}

oiio.attribute("limits:imagesize_MB", _MOST_BYTES >> 20)


@dataclass(frozen=True)
class PictureFacts:
    """What the header of a picture tells. `width`, `height`: upright; `bits` is 32 for floating point."""

    width: int
    height: int
    bits: int
    has_alpha: bool
    is_linear: bool
    pixel_aspect: Fraction
    rate: Fraction | None
    timecode: str | None


def is_picture(path: Path) -> bool:
    """Return whether the name of `path` is a picture's."""
    return path.suffix.lower() in SUFFIXES


def read_picture(path: Path) -> NDArray[Any]:
    """Return the picture as H×W×3 RGB, upright: uint8, uint16, or float32 (scene linear).

    Alpha is left out, gray and palettes are expanded, of layered files the flattened picture is taken, an EXR is
    placed in its display window. Raises `MediaError` with one sentence.
    """
    refuse_layers_alone(path)
    if path.suffix.lower() in ZIPPED:
        with flattened(path, _MOST_PIXELS, _MOST_BYTES) as extracted:
            return _read(extracted, path)
    if path.suffix.lower() in PHOTOSHOP:
        check_photoshop(path)
    return _read(path, path)


def channels_of(path: Path) -> tuple[str, ...]:
    """Return the names of a picture's channels. Raises `MediaError` with one sentence."""
    source = _open(path, path)
    try:
        return tuple(source.spec().channelnames)
    finally:
        source.close()


def read_channel(path: Path, name: str = "") -> NDArray[np.float32] | None:
    """Return one channel as it is stored, H×W, upright, 1.0 full; by default the alpha.

    None where the picture has no such channel. Raises `MediaError` with one sentence.
    """
    source = _open(path, path)
    try:
        spec = source.spec()
        _check_size(spec, path)
        names = [channel.lower() for channel in spec.channelnames]
        place = spec.alpha_channel if not name else names.index(name.lower()) if name.lower() in names else -1
        if place < 0:
            return None
        pixels = source.read_image(0, 0, place, place + 1, "float")
        problem = source.geterror()
    finally:
        source.close()
    if pixels is None or problem:
        raise MediaError(f"{path.name} is damaged: {_first_line(problem)}.")
    plane = np.asarray(pixels, np.float32).reshape(spec.height, spec.width, 1)
    return np.ascontiguousarray(_upright(_in_display_window(plane, spec), spec)[..., 0])


def read_facts(path: Path) -> PictureFacts:
    """Return what the header tells, without reading the pixels. Raises `MediaError` with one sentence."""
    refuse_layers_alone(path)
    if path.suffix.lower() in ZIPPED:
        picture = read_picture(path)
        height, width, _ = picture.shape
        return PictureFacts(width, height, 8 * picture.itemsize, True, False, Fraction(1), None, None)
    source = _open(path, path)
    try:
        spec = source.spec()
        _check_size(spec, path)
    finally:
        source.close()
    width, height = spec.full_width, spec.full_height
    aspect = Fraction(spec.get_float_attribute("PixelAspectRatio", 1.0) or 1.0).limit_denominator(1000)
    if _UPRIGHT.get(spec.get_int_attribute("Orientation", 1), (0, 0, 0))[0]:
        width, height, aspect = height, width, 1 / aspect
    kind = str(spec.format)
    return PictureFacts(
        width=width,
        height=height,
        bits={"uint8": 8, "uint16": 16, "uint32": 16}.get(kind, 32),
        has_alpha=spec.alpha_channel >= 0,
        is_linear=kind in ("half", "float", "double"),
        pixel_aspect=aspect,
        rate=_rate(spec),
        timecode=spec.get_string_attribute("smpte:TimeCode") or None,
    )


def _open(path: Path, named: Path) -> Any:
    try:
        if not path.is_file():
            what = "is not a picture file" if path.exists() else "is not there: it was moved, renamed or deleted"
            raise MediaError(f"{named} {what}.")
        if path.stat().st_size == 0:
            raise MediaError(f"{named.name} is empty (0 bytes).")
        with path.open("rb"):
            pass
    except PermissionError:
        raise MediaError(f"{named} cannot be read: permission denied.") from None
    except OSError as error:
        raise MediaError(f"{named} cannot be read: {error.strerror or error}.") from None
    try:
        name = str(path)
        name.encode()
    except UnicodeEncodeError:
        shown = named.name.encode(errors="replace").decode()
        raise MediaError(f"{shown} cannot be read: its name, or its folder's, is not UTF-8; rename it.") from None
    config = oiio.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)  # do not darken colors where the picture is transparent
    source = oiio.ImageInput.open(name, config)
    if source is None:
        raise MediaError(f"{named.name} cannot be read as a picture: {_first_line(oiio.geterror())}.")
    return source


def _read(path: Path, named: Path) -> NDArray[Any]:
    source = _open(path, named)
    try:
        spec = source.spec()
        _check_size(spec, named)
        kind = {"uint8": "uint8", "uint16": "uint16", "uint32": "uint16"}.get(str(spec.format), "float")
        channels = _color_channels(list(spec.channelnames), spec.alpha_channel)
        begin, end = min(channels), max(channels) + 1
        pixels = source.read_image(0, 0, begin, end, kind)
        problem = source.geterror()
    finally:
        source.close()
    if pixels is None or problem:
        raise MediaError(f"{named.name} is damaged: {_first_line(problem)}.")
    pixels = np.asarray(pixels).reshape(spec.height, spec.width, end - begin)
    if channels != list(range(begin, end)):
        pixels = pixels[..., [channel - begin for channel in channels]]
    picture = _in_display_window(pixels, spec)
    if picture.shape[2] == 1:
        picture = np.repeat(picture, 3, axis=2)
    return np.ascontiguousarray(_upright(picture, spec))


def _upright(picture: NDArray[Any], spec: Any) -> NDArray[Any]:
    is_transposed, mirrors_x, mirrors_y = _UPRIGHT.get(spec.get_int_attribute("Orientation", 1), (0, 0, 0))
    picture = picture.swapaxes(0, 1) if is_transposed else picture
    picture = picture[:, ::-1] if mirrors_x else picture
    return picture[::-1] if mirrors_y else picture


def _color_channels(names: list[str], alpha: int) -> list[int]:
    """Return the places of R, G and B, or of the only gray channel."""
    lower = [name.lower() for name in names]
    for prefix in ("", *dict.fromkeys(name.rpartition(".")[0] + "." for name in lower if "." in name)):
        wanted = [f"{prefix}{color}" for color in "rgb"]
        if all(name in lower for name in wanted):
            return [lower.index(name) for name in wanted]
    colors = [place for place in range(len(names)) if place != alpha]
    if "y" in lower:
        return [lower.index("y")]
    return colors[:3] if len(colors) >= 3 else colors[:1] or [0]


def _in_display_window(pixels: NDArray[Any], spec: Any) -> NDArray[Any]:
    """Return the pixels where they belong in the frame: an EXR may store less than the frame, or more."""
    frame = (spec.full_x, spec.full_y, spec.full_width, spec.full_height)
    if frame == (spec.x, spec.y, spec.width, spec.height):
        return pixels
    placed = np.zeros((spec.full_height, spec.full_width, pixels.shape[2]), dtype=pixels.dtype)
    left, top = max(spec.x, spec.full_x), max(spec.y, spec.full_y)
    right = min(spec.x + spec.width, spec.full_x + spec.full_width)
    bottom = min(spec.y + spec.height, spec.full_y + spec.full_height)
    if left < right and top < bottom:
        placed[top - spec.full_y : bottom - spec.full_y, left - spec.full_x : right - spec.full_x] = pixels[
            top - spec.y : bottom - spec.y, left - spec.x : right - spec.x
        ]
    return placed


def _check_size(spec: Any, path: Path) -> None:
    pixels = max(spec.width * spec.height, spec.full_width * spec.full_height)
    if pixels > _MOST_PIXELS or pixels <= 0:
        raise MediaError(f"{path.name} is {spec.width}x{spec.height} pixels, more than this program can hold.")


def _rate(spec: Any) -> Fraction | None:
    value = spec.getattribute("FramesPerSecond")
    if isinstance(value, tuple | list) and len(value) == 2 and value[1]:
        return Fraction(int(value[0]), int(value[1]))
    for name in ("FramesPerSecond", "dpx:FrameRate", "dpx:TimeCodeRate"):
        rate = spec.get_float_attribute(name, 0.0)
        if 0 < rate < 1000:
            # 23.976 stands for 24000/1001
            near = Fraction(round(rate * 1.001) * 1000, 1001)
            return near if abs(float(near) - rate) < 1e-3 else Fraction(rate).limit_denominator(1000)
    return None


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else "it is cut short or not what its name says"
