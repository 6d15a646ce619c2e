"""Turn frame i of a clip and its result into what is written: planes of a film, or a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color.broadcast import Transfer, encoded, screen_light
from engine.color.lab import to_unit
from engine.color.scene_linear import linear
from engine.color.tone import LightRange, ToneMapping, tone_mapped_deep
from engine.media.color_spec import is_rgb, resolved_matrix
from engine.media.export_settings import ExportSettings
from engine.media.exr import finite
from engine.media.luma_lock import (
    Coding,
    coded_planes,
    locked_lightness,
    locked_picture,
    locked_planes,
    padded,
    quantized,
    recoded_planes,
)
from engine.media.pixels import Planes, planar_format
from engine.media.source import ClipFacts, FrameSource, NativeSource
from engine.project.model import Kind
from engine.runtime.errors import InputError


class Light(Protocol):
    """What is known of the light of a shot; `scale`: how many stops it lies above the film's."""

    @property
    def scale(self) -> float: ...

    def range(self) -> LightRange: ...


@dataclass(frozen=True)
class Finished:
    """A result that brings its own light and is written as it is: a style (H×W×3 RGB), a mask as a matte, or
    scene-linear light (`kind` "hdr", float32) on the scale of its `light`.

    `labels` (H×W uint8) are the mask's objects, for pictures that can hold them. One that `is_made` is not stands
    for a frame without a result; `picture` is None where the film's own light is to be on the shot's scale.
    """

    picture: NDArray[Any] | None
    labels: NDArray[np.uint8] | None = None
    kind: Kind = "style"
    is_made: bool = True
    light: Light | None = None


@dataclass(frozen=True)
class Matted:
    """What a frame shows, with a mask as its alpha: `alpha` H×W uint8, 0 to 255. The picture is not multiplied by
    it: what lies outside the mask can still be seen when the alpha is left out."""

    picture: NDArray[Any] | Finished | None
    alpha: NDArray[np.uint8]


PictureOf = Callable[[int], NDArray[Any] | Finished | Matted | None]
Written = Planes | NDArray[Any]

_SHAPES_AGREE = 0.02  # how far the aspect of a result of another size may be off


@runtime_checkable
class _PlaneSource(NativeSource, Protocol):
    def read_planes(self, index: int) -> Planes: ...


@dataclass(frozen=True)
class Target:
    """What is written. For films `coding` and `size` (width, height, perhaps padded), for those of a wider range
    their `transfer`; for pictures their `kind`."""

    size: tuple[int, int]
    coding: Coding | None = None
    kind: Literal["uint8", "uint16", "linear"] = "uint8"
    transfer: Transfer | None = None

    @property
    def holds_light(self) -> bool:
        """Whether light brighter than a screen's white is written as such."""
        return self.kind == "linear" or self.transfer is not None


def source_coding(facts: ClipFacts, *, is_interlaced: bool) -> Coding | None:
    """Return how the clip's upright planes are coded, or None if it is coded as RGB or is pictures."""
    if is_rgb(facts.pixel_format or "rgb24"):
        return None
    is_turned = facts.rotation in (90, 270)
    stored_height = facts.width if is_turned else facts.height
    planar = planar_format(facts.pixel_format)
    if is_turned:  # upright, chroma is coarse the other way
        swaps = {"yuv422p": "yuv440p", "yuv440p": "yuv422p", "yuv411p": "yuv444p"}
        stem = next((name for name in swaps if planar.startswith(name)), None)
        planar = planar.replace(stem, swaps[stem]) if stem else planar
    matrix = resolved_matrix(facts.color, stored_height)
    return Coding(planar, "bt709" if matrix == "rgb" else matrix, facts.color.is_full_range, is_interlaced)


def film_target(facts: ClipFacts, settings: ExportSettings, source: Coding | None) -> Target:
    """Return how a film of this clip is coded.

    The clip's depth is kept where the codec has it, its range everywhere but in ProRes (which has none). FFV1 is
    4:4:4 whatever the clip is: luma is the clip's own, and the new color was made for every pixel, so halving it
    would only lose what the edges need; RGB clips stay RGB. H.264 and H.265 are 4:2:0, which plays everywhere; an
    odd width or height is made even by repeating the last column or line: nothing is lost, and 4:4:4 or a crop
    would not play or would lose it. HDR10 and HLG are 10 bits of BT.2020, studio range, whatever the clip is.
    """
    bits = min(facts.color.bit_depth, 16)
    matrix = source.matrix if source else "bt709"
    is_full = source.is_full_range if source else False
    is_interlaced = source.is_interlaced if source else False
    width, height = facts.width, facts.height
    if settings.format == "ffv1":
        depth = next(depth for depth in (8, 9, 10, 12, 14, 16) if depth >= bits)
        if source is None:
            name = "bgr0" if depth == 8 else f"gbrp{depth}le"
            return Target((width, height), Coding(name, "bt709", True))
        name = "yuv444p" if depth == 8 else f"yuv444p{depth}le"
    elif settings.format == "prores":
        name, is_full = "yuv422p10le", False
    elif settings.is_wide:
        width, height = -(-width // 2) * 2, -(-height // 2) * 2
        transfer: Transfer = "pq" if settings.format == "hdr10" else "hlg"
        return Target((width, height), Coding("yuv420p10le", "bt2020nc"), "linear", transfer)
    else:
        most = 10 if settings.format == "h264" else 12
        depth = 8 if bits == 8 else min(10 if bits <= 10 else 12, most)
        name = "yuv420p" if depth == 8 else f"yuv420p{depth}le"
        lines = 4 if is_interlaced else 2
        width, height = -(-width // 2) * 2, -(-height // lines) * lines
    return Target((width, height), Coding(name, matrix, is_full, is_interlaced))


def picture_target(facts: ClipFacts, settings: ExportSettings) -> Target:
    """Return what pictures of this clip are: EXR scene linear, else 8 or 16 bits a channel."""
    size = (facts.width, facts.height)
    if settings.format == "exr":
        return Target(size, kind="linear")
    is_deep = settings.picture_bits == "16" or (
        settings.picture_bits == "auto" and (settings.format == "tiff" or facts.color.bit_depth > 8)
    )
    return Target(size, kind="uint16" if is_deep else "uint8")


class Developer:
    """Makes what is written of frame i. Calls `picture_of` and the source from the thread it is called in."""

    def __init__(
        self,
        source: FrameSource,
        picture_of: PictureOf,
        settings: ExportSettings,
        coding: Coding | None,
        target: Target,
    ) -> None:
        self._source = source
        self._picture_of = picture_of
        self._settings = settings
        self.brightest = 0.0
        """Nits of the brightest light that a film of a wider range was to show so far."""
        self._keeps_luma = settings.keep_luma
        self._holds_labels = settings.format == "png"
        self._coding = coding
        self._target = target

    def develop(self, index: int) -> tuple[Written, Kind | None]:
        """Return frame `index` as it is to be written, and of what kind its result is; None if it has none."""
        found = self._picture_of(index)
        if isinstance(found, Matted):
            return _with_alpha(self._developed(index, found.picture), found.alpha), "mask"
        return self._developed(index, found), _kind_of(found)

    def _developed(self, index: int, found: NDArray[Any] | Finished | None) -> Written:
        keeps_luma = self._keeps_luma and not isinstance(found, Finished)
        if isinstance(found, Finished) and found.labels is not None and self._holds_labels:
            return found.labels
        picture = found.picture if isinstance(found, Finished) else found
        if picture is not None:
            picture = self._fitted(picture, index)
        if self._target.transfer is not None:
            return self._wide(self.light(index, found))
        coding = self._target.coding
        if isinstance(found, Finished) and found.kind == "hdr":
            if coding is None and self._target.kind == "linear":
                return finite(self._light_of(index, picture, found, is_as_film=False))
            picture = self._tone_mapped(index, picture, found)
            keeps_luma = self._keeps_luma and picture is None
        if coding is None:
            return self._picture(index, picture, keeps_luma)
        if coding.pixel_format == "bgr0" or coding.pixel_format.startswith("gbrp"):
            unit = self._unit(index, picture, keeps_luma)
            return quantized(unit, coding.dtype, coding.bits)
        return self._padded(self._planes(index, picture, coding, keeps_luma), coding)

    def light(self, index: int, found: NDArray[Any] | Finished | None) -> NDArray[np.float32]:
        """Return what frame `index` shows as scene-linear light on the film's scale: 1.0 is the film's white."""
        picture = found.picture if isinstance(found, Finished) else found
        picture = None if picture is None else self._fitted(picture, index)
        if isinstance(found, Finished) and found.kind == "hdr":
            return self._light_of(index, picture, found, is_as_film=True)
        keeps_luma = self._keeps_luma and not isinstance(found, Finished)
        return np.asarray(self._picture(index, picture, keeps_luma), np.float32)

    def read_light(self, index: int) -> NDArray[np.float32]:
        """Return the same, asking for the frame's result; a mask beside it is left out."""
        found = self._picture_of(index)
        return self.light(index, found.picture if isinstance(found, Matted) else found)

    def _light_of(
        self, index: int, picture: NDArray[Any] | None, found: Finished, *, is_as_film: bool
    ) -> NDArray[np.float32]:
        """Return a frame of a shot that has scene-linear light, on the shot's own scale or on the film's."""
        scale = found.light.scale if found.light is not None else 0.0
        if picture is None:
            light = linear(self._source.read(index))
            return light if is_as_film or not scale else light * np.float32(2**scale)
        light = linear(picture)
        return light * np.float32(2**-scale) if is_as_film and scale else light

    def _tone_mapped(self, index: int, picture: NDArray[Any] | None, found: Finished) -> NDArray[np.uint16] | None:
        """Return light as a screen shows it; None where that is the film's own picture."""
        way, stops = self._settings.tone, self._settings.exposure
        if picture is None and way == "exposure" and not stops:
            return None
        of, scale = (LightRange(), 0.0) if found.light is None else (found.light.range(), found.light.scale)
        light = self._light_of(index, picture, found, is_as_film=False)
        return tone_mapped_deep(light, ToneMapping(way, stops, scale, of))

    def _wide(self, light: NDArray[np.float32]) -> Planes:
        """Return planes of a film of a wider range."""
        coding, transfer = self._target.coding, self._target.transfer
        assert coding is not None and transfer is not None
        nits = screen_light(finite(light), self._settings.white)
        self.brightest = max(self.brightest, float(nits.max()))
        return self._padded(coded_planes(encoded(nits, transfer), coding), coding)

    def _planes(self, index: int, picture: NDArray[Any] | None, target: Coding, keeps_luma: bool) -> Planes:
        if self._coding is None:
            return coded_planes(self._unit(index, picture, keeps_luma), target)
        if picture is None:
            if isinstance(self._source, _PlaneSource):
                return recoded_planes(self._source.read_planes(index), self._coding, target)
            return coded_planes(to_unit(self._source.read(index)), target)
        if keeps_luma:
            return locked_planes(self._luma(index), self._coding, picture, target)
        return coded_planes(to_unit(picture), target)

    def _unit(self, index: int, picture: NDArray[Any] | None, keeps_luma: bool) -> NDArray[np.float32]:
        """Return RGB, 0..1, of a clip that is coded as RGB."""
        own = self._source.read(index) if picture is None or keeps_luma else None
        if picture is None:
            assert own is not None
            return to_unit(own)
        if own is None:
            return to_unit(picture)
        locked = locked_lightness(own, picture)
        return to_unit(locked) if own.dtype == np.float32 else locked

    def _picture(self, index: int, picture: NDArray[Any] | None, keeps_luma: bool) -> NDArray[Any]:
        """Return H×W×3 RGB of the target's kind."""
        if picture is None:
            return _converted(self._source.read(index), self._target.kind)
        if not keeps_luma:
            return _converted(picture, self._target.kind)
        if self._coding is not None:
            return _from_unit(locked_picture(self._luma(index), self._coding, picture), self._target.kind)
        own = self._source.read(index)
        locked = locked_lightness(own, picture)
        return (
            _converted(locked, self._target.kind)
            if own.dtype == np.float32
            else _from_unit(locked, self._target.kind)
        )

    def _luma(self, index: int) -> NDArray[Any]:
        assert isinstance(self._source, _PlaneSource)
        return self._source.read_luma_samples(index)

    def _fitted(self, picture: NDArray[Any], index: int) -> NDArray[Any]:
        """Return a result at the clip's size; a smaller or larger one of the same shape is scaled."""
        facts = self._source.facts
        height, width = picture.shape[:2]
        if (width, height) == (facts.width, facts.height):
            return picture
        if picture.ndim != 3 or abs(width * facts.height / (height * facts.width) - 1) > _SHAPES_AGREE:
            raise InputError(
                f"The result of frame {index} is {width}x{height} pixels, "
                f"but the clip is {facts.width}x{facts.height}."
            )
        way = cv2.INTER_AREA if width > facts.width else cv2.INTER_CUBIC
        scaled: NDArray[Any] = cv2.resize(picture, (facts.width, facts.height), interpolation=way)
        return scaled

    def _padded(self, planes: Planes, coding: Coding) -> Planes:
        width, height = self._target.size
        small = (-(-width // coding.across), -(-height // coding.down))
        assert planes.cb is not None and planes.cr is not None
        return Planes(
            planes.pixel_format,
            padded(planes.y, width, height),
            padded(planes.cb, *small),
            padded(planes.cr, *small),
        )


def _kind_of(found: NDArray[Any] | Finished | None) -> Kind | None:
    if isinstance(found, Finished):
        return found.kind if found.is_made else None
    return None if found is None else "color"


def _with_alpha(picture: Written, alpha: NDArray[np.uint8]) -> NDArray[Any]:
    """Return H×W×3 pixels with an alpha channel behind them, of their own kind."""
    if not isinstance(picture, np.ndarray) or picture.ndim != 3:
        raise InputError("Films of this kind hold no alpha; write PNG, TIFF or OpenEXR pictures.")
    if alpha.shape != picture.shape[:2]:
        alpha = np.asarray(cv2.resize(alpha, picture.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)
    if picture.dtype == np.float32:
        return np.dstack([picture, alpha.astype(np.float32) / np.float32(255)])
    return np.dstack([picture, alpha if picture.dtype == np.uint8 else alpha.astype(np.uint16) * np.uint16(257)])


def _converted(picture: NDArray[Any], kind: str) -> NDArray[Any]:
    """Return a picture as `kind`; integers pass through unchanged where they are that already."""
    if kind == "linear":
        return picture if picture.dtype == np.float32 else _linear(to_unit(picture))
    if picture.dtype == np.dtype(kind):
        return picture
    if picture.dtype == np.uint8:
        return picture.astype(np.uint16) * np.uint16(257)
    return quantized(to_unit(picture), kind)


def _from_unit(unit: NDArray[np.float32], kind: str) -> NDArray[Any]:
    return _linear(unit) if kind == "linear" else quantized(unit, kind)


def _linear(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scene-linear values of gamma-encoded ones (sRGB, IEC 61966-2-1)."""
    bright: NDArray[np.float32] = cv2.pow((unit + np.float32(0.055)) * np.float32(1 / 1.055), 2.4)
    return np.where(unit <= 0.04045, unit * np.float32(1 / 12.92), bright).astype(np.float32)
