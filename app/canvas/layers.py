"""Where the picture of each layer comes from. Everything here runs on decoding threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.canvas import heatmap
from app.canvas.decoding import Wanted
from app.canvas.mask_look import MaskLook
from app.canvas.pictures import Picture, difference_of, eight_bit, make_overlay, make_picture, thumbnail_of
from engine.color.tone import ToneMapping, tone_mapped
from engine.media.images import read_picture
from engine.media.masks import Mask, read_mask, resized_mask
from engine.media.source import FrameSource
from engine.metrics.warping import measure_flow, visible, warp_back
from engine.project.runs import RunFolder

FolderOf = Callable[[int], RunFolder | None]
PathOf = Callable[[int], Path | None]
FrameOf = Callable[[int], NDArray[Any] | None]
MaskOf = Callable[[int], Picture | None]
Reader = Callable[[int], NDArray[np.uint8]]  # the clip's frame as it is shown, H×W×3 RGB

_SURE = 0.1  # of doubt, 0..1
_HATCH_LINES = 480  # stripes are drawn on no fewer lines than this
_PNG_HEAD, _INDEXED = 26, 3  # bytes up to the color type, and the one of pictures with a palette
_HEAT_LINES = 480  # the heat is looked at, not measured: this many lines show where it flickers
_DEPENDING = {
    "original": ("original", "difference", "heat"),
    "result": ("result", "confidence", "difference", "heat"),
}


@dataclass(frozen=True)
class Kept:
    """What the project keeps of a frame: the run it shows, another run to compare with, its keyframe's picture, the
    processed clip's frame."""

    folder_of: FolderOf = lambda frame: None
    path_of: PathOf = lambda frame: None
    processed_of: FrameOf = lambda frame: None
    other_of: FolderOf = lambda frame: None
    mask_of: MaskOf = lambda frame: None
    look_of: Callable[[Wanted, Mask], MaskLook] = lambda wanted, mask: MaskLook()  # told which mask it is asked for
    tone_of: Callable[[int], ToneMapping] = lambda frame: ToneMapping()  # how the light of a frame is shown


def depending_on(layer: str) -> tuple[str, ...]:
    """Return the layers that change with `layer`, itself included."""
    return _DEPENDING.get(layer, (layer,))


def touched(layer: str, frames: frozenset[int]) -> frozenset[int]:
    """Return the frames of `layer` that change with `frames`: heat looks one frame back."""
    return frames | {frame + 1 for frame in frames} if layer == "heat" else frames


def from_source(source: FrameSource, wanted: Wanted, kept: Kept, *, is_exact: bool = True) -> Picture:
    image = source.read(wanted.frame)
    if not wanted.height and is_exact and image.dtype == np.float32:
        return toned(image, wanted, kept)
    if not wanted.height:
        return make_picture(image, is_exact=is_exact)
    return Picture((thumbnail_of(image, wanted.height, float(source.facts.pixel_aspect)),))


def toned(light: NDArray[np.float32], wanted: Wanted, kept: Kept) -> Picture:
    """Return what draws scene-linear light as it is to be shown now; the film's own is exposed and no more."""
    tone = kept.tone_of(wanted.frame)
    if wanted.layer == "original":
        tone = ToneMapping(stops=tone.stops)
    return make_picture(light, shown=tone_mapped(light, tone))


def as_film(image: NDArray[Any], frame: int, kept: Kept) -> NDArray[np.uint8]:
    """Return what the project keeps of a frame as it can be compared with the film: light as bright as the film's."""
    if image.dtype != np.float32:
        return eight_bit(image)
    return tone_mapped(image, ToneMapping(scale=kept.tone_of(frame).scale))


def from_stored(wanted: Wanted, kept: Kept, original: Reader, pixel_aspect: float) -> Picture | None:
    """Return what the project keeps for this frame, or None if it keeps nothing."""
    if wanted.layer == "mask":
        return kept.mask_of(wanted.frame)
    frame, folder_of = wanted.frame, kept.other_of if wanted.layer == "other" else kept.folder_of
    if wanted.layer == "processed":
        image = kept.processed_of(frame)
        return None if image is None else _whole_or_small(image, wanted, pixel_aspect, kept)
    if wanted.layer == "keyframe":
        path = kept.path_of(frame)
        if path is None:
            return None
        if is_indexed(path):
            labels = read_mask(path)
            drawn = mask_over(original(frame), labels, kept.look_of(wanted, labels))
        else:
            drawn = read_picture(path)
        return _whole_or_small(drawn, wanted, pixel_aspect, kept)
    folder = folder_of(frame)
    if folder is None:
        return None
    if wanted.layer == "confidence":
        confidence = folder.read_confidence(frame)
        return None if confidence is None else confidence_overlay(confidence)
    if is_indexed(folder.result(frame)):
        made = folder.read_mask(frame) if wanted.layer in ("result", "other") else None  # nothing else is of objects
        if made is None:
            return None
        drawn = mask_over(original(frame), made, kept.look_of(wanted, made))
        return _whole_or_small(drawn, wanted, pixel_aspect, kept)
    result = folder.read_frame(frame)
    if result is None:
        return None
    if wanted.layer == "difference":
        return difference_of(original(frame), as_film(result, frame, kept))
    if wanted.layer == "heat":
        before = folder_of(frame - 1) if frame > 0 else None
        result_before = None if before is None else before.read_frame(frame - 1)
        if result_before is None:
            return None
        now, then = as_film(result, frame, kept), as_film(result_before, frame - 1, kept)
        return heat_overlay(original(frame), original(frame - 1), now, then)
    return _whole_or_small(result, wanted, pixel_aspect, kept)


def _whole_or_small(image: NDArray[Any], wanted: Wanted, pixel_aspect: float, kept: Kept) -> Picture:
    if wanted.height:  # small pictures tell frames apart: they are not made anew for every exposure
        return Picture((thumbnail_of(as_film(image, wanted.frame, kept), wanted.height, pixel_aspect),))
    return toned(image, wanted, kept) if image.dtype == np.float32 else make_picture(image)


def is_indexed(path: Path) -> bool:
    """Return whether this is an indexed PNG: the picture of a mask, and of nothing else this program writes."""
    try:
        with path.open("rb") as file:
            head = file.read(_PNG_HEAD)
    except OSError:
        return False
    return len(head) == _PNG_HEAD and head.startswith(b"\x89PNG") and head[-1] == _INDEXED


def mask_over(frame: NDArray[np.uint8], mask: Mask, look: MaskLook) -> NDArray[np.uint8]:
    """Return the frame (H×W×3 RGB) with the objects laid over it, each with a line around it."""
    labels = resized_mask(look.labels(mask), *frame.shape[:2])
    mixed = cv2.addWeighted(frame, 0.5, look.colors[labels], 0.5, 0)
    edge = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    shown = np.where((labels > 0)[..., None], mixed, frame).astype(np.uint8)
    shown[edge & (labels > 0)] = 255
    return shown


def confidence_overlay(confidence: NDArray[np.float32]) -> Picture:
    """Tint and hatch what the method is unsure of (H×W, 0..1): clear where sure, dense and hot where it guessed.

    The more doubt, the broader the stripes: it is told by their shape too, for those who do not tell the colors.
    A doubt below `_SURE` is not shown, or nothing of the picture would be left to look at.
    """
    scale = max(1, -(-_HATCH_LINES // confidence.shape[0]))
    height, width = confidence.shape[0] * scale, confidence.shape[1] * scale
    doubt = 1 - np.clip(cv2.resize(confidence, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    doubt = np.maximum(doubt - _SURE, 0) / (1 - _SURE)
    y, x = np.mgrid[:height, :width]
    period = max(8, height // 60)
    is_striped = (x + y) % period < period * (0.15 + 0.6 * doubt)
    opacity = np.where(is_striped, 0.9, 0.15) * np.sqrt(doubt)
    return make_overlay(heatmap.colored(0.25 + 0.75 * doubt), opacity.astype(np.float32))


def heat_overlay(
    frame: NDArray[np.uint8],
    frame_before: NDArray[np.uint8],
    result: NDArray[np.uint8],
    result_before: NDArray[np.uint8],
) -> Picture:
    """Tint where the result changes more than the clip itself does: the part of E_warp that color brought in.

    All H×W×3 RGB. The distance of equation 7 is taken of the result and of the clip, along the clip's own motion,
    and the clip's is taken off: grain flickers on its own. Pixels without a partner one frame back stay clear.
    """
    scale = min(1.0, _HEAT_LINES / frame.shape[0])
    size = (max(16, round(frame.shape[1] * scale)), max(16, round(frame.shape[0] * scale)))
    now, before, clip, clip_before = (
        cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
        for image in (result, result_before, frame, frame_before)
    )
    here, there = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (clip, clip_before))
    back, forth = measure_flow(here, there), measure_flow(there, here)
    of_result, of_clip = (
        cv2.GaussianBlur(np.abs(one - warp_back(other, back)).sum(2), (0, 0), 1.5)
        for one, other in ((now, before), (clip, clip_before))
    )
    excess = np.where(visible(back, forth), np.maximum(of_result - of_clip, 0), 0).astype(np.float32)
    heat = np.clip(cv2.GaussianBlur(excess, (0, 0), 1.5) / heatmap.HOT_PIXEL, 0, 1)
    return make_overlay(heatmap.colored(0.25 + 0.75 * heat), heatmap.opacity(heat))
