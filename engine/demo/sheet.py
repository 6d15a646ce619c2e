"""A contact sheet and plain line charts, drawn with Pillow (which comes with scikit-image) in the window's grays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engine.runtime.errors import MediaError

GROUND, PANEL, GRID, FAINT, TEXT = "#2b2b2b", "#222222", "#3d3d3d", "#9a9a9a", "#e6e6e6"
LINES = ("#f2a541", "#5cb3ff", "#8f8f8f", "#7ed07e")
FULL_ERROR = 40  # 8-bit steps shown as the brightest color
_SCALE = 2  # drawn this much larger, then reduced: smooth lines

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Line:
    """A curve: `points` are (x, y); a break where x jumps by more than `gap`."""

    name: str
    points: Sequence[tuple[float, float]]
    gap: float = float("inf")


@dataclass(frozen=True)
class Chart:
    """One plot. `marks` are x positions drawn as faint upright lines with a dot below (the keyframes).

    `across`: first and last x, where several plots are to stand exactly below each other.
    """

    title: str
    lines: Sequence[Line]
    x_title: str
    is_log: bool = False
    marks: Sequence[float] = ()
    across: tuple[float, float] | None = None


def error_picture(result: NDArray[Any], truth: NDArray[Any]) -> Picture:
    """Return where and how much two uint8 RGB pictures differ: the mean over the channels, black to yellow."""
    difference = np.abs(result.astype(np.float32) - truth.astype(np.float32)).mean(axis=2)
    levels = np.clip(difference * (255 / FULL_ERROR), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO)[..., ::-1])


def smoothed(points: Sequence[tuple[float, float]], keep: float = 0.85) -> list[tuple[float, float]]:
    """Return the curve with every value mixed into the one before, unbiased at the start."""
    smooth, sum_, weight = [], 0.0, 0.0
    for x, y in points:
        sum_, weight = keep * sum_ + (1 - keep) * y, keep * weight + (1 - keep)
        smooth.append((x, sum_ / weight))
    return smooth


def draw_contact_sheet(
    path: Path,
    columns: Sequence[Sequence[Picture]],
    captions: Sequence[str],
    groups: Sequence[int],
    rows: Sequence[str],
    title: str,
    *,
    width: int = 224,
) -> None:
    """Write a PNG: one column a frame (pictures from top to bottom), with a wider gap where `groups` changes."""
    left, top, gap, group_gap = 92, 78, 6, 22
    picture_height = round(width * columns[0][0].shape[0] / columns[0][0].shape[1])
    xs: list[int] = []
    x = left
    for index, group in enumerate(groups):
        x += 0 if index == 0 else (gap if group == groups[index - 1] else group_gap)
        xs.append(x)
        x += width
    image = Image.new("RGB", (x + 18, top + len(rows) * (picture_height + gap) + 14), GROUND)
    draw = ImageDraw.Draw(image)
    draw.text((18, 14), title, TEXT, _font(20))
    for row, label in enumerate(rows):
        y = top + row * (picture_height + gap) + picture_height // 2
        draw.multiline_text((18, y), label, TEXT, _font(15), anchor="lm", spacing=3)
    for column, caption, x in zip(columns, captions, xs, strict=True):
        draw.text((x, top - 20), caption, TEXT if "keyframe" in caption else FAINT, _font(14))
        for row, picture in enumerate(column):
            small = cv2.resize(picture, (width, picture_height), interpolation=cv2.INTER_AREA)
            image.paste(Image.fromarray(small), (x, top + row * (picture_height + gap)))
    _save(image, path)


def draw_charts(path: Path, charts: Sequence[Chart], *, width: int = 1100, height: int = 300) -> None:
    """Write a PNG with the charts below each other."""
    image = Image.new("RGB", (width * _SCALE, height * len(charts) * _SCALE), GROUND)
    for index, chart in enumerate(charts):
        part = Image.new("RGB", (width * _SCALE, height * _SCALE), GROUND)
        _draw_chart(part, chart)
        image.paste(part, (0, index * height * _SCALE))
    _save(image.resize((width, height * len(charts)), Image.Resampling.LANCZOS), path)


def _draw_chart(image: Image.Image, chart: Chart) -> None:
    draw = ImageDraw.Draw(image)
    s = _SCALE
    left, top, right, bottom = 70 * s, 44 * s, image.width - 24 * s, image.height - 44 * s
    draw.rectangle((left, top, right, bottom), PANEL)
    draw.text((left, 12 * s), chart.title, TEXT, _font(17 * s))
    xs = [x for line in chart.lines for x, _ in line.points] or [0.0, 1.0]
    values = [_place(y, chart.is_log) for line in chart.lines for _, y in line.points] or [0.0, 1.0]
    x_low, x_high = chart.across or (min(xs), max(xs))
    x_ticks = _ticks(x_low, x_high, 10)
    ticks = _ticks(min(values), max(values), 5) if not chart.is_log else _decades(min(values), max(values))
    low, high = min(*values, ticks[0]), max(*values, ticks[-1])

    def at(x: float, value: float) -> tuple[float, float]:
        across = (x - x_low) / ((x_high - x_low) or 1)
        return left + across * (right - left), bottom - (value - low) / ((high - low) or 1) * (bottom - top)

    for tick in ticks:
        y = at(x_low, tick)[1]
        draw.line((left, y, right, y), GRID, s)
        draw.text((left - 8 * s, y), _number(10**tick if chart.is_log else tick), FAINT, _font(13 * s), anchor="rm")
    for tick in x_ticks:
        if x_low <= tick <= x_high:
            draw.text((at(tick, low)[0], bottom + 6 * s), _number(tick), FAINT, _font(13 * s), anchor="mt")
    draw.text((right, bottom + 24 * s), chart.x_title, FAINT, _font(13 * s), anchor="rt")
    for mark in chart.marks:
        x = at(mark, low)[0]
        draw.line((x, top, x, bottom), "#5a5a5a", s)
        draw.regular_polygon((x, bottom, 5 * s), 4, 45, fill=TEXT)
    legend: float = right
    for index, line in reversed(list(enumerate(chart.lines))):
        color = LINES[index % len(LINES)]
        for run in _unbroken(line):
            draw.line([at(x, _place(y, chart.is_log)) for x, y in run], color, 2 * s, joint="curve")
        legend -= draw.textlength(line.name, _font(14 * s))
        draw.text((legend, 15 * s), line.name, color, _font(14 * s))
        legend -= 22 * s


def _unbroken(line: Line) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = []
    for point in line.points:
        if runs and point[0] - runs[-1][-1][0] <= line.gap:
            runs[-1].append(point)
        else:
            runs.append([point])
    return [run for run in runs if len(run) > 1]


def _place(value: float, is_log: bool) -> float:
    return log10(max(value, 1e-9)) if is_log else value


def _ticks(low: float, high: float, about: int) -> list[float]:
    """Return round numbers, from the last one not above `low` to the first one not below `high`."""
    step = (high - low or 1.0) / about
    power = 10.0 ** floor(log10(step))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= step)
    return [round(k * step, 10) for k in range(floor(low / step), ceil(high / step) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Return the logarithms of 1, 2 and 5 times powers of ten around the range."""
    steps = [k + log10(m) for k in range(floor(low), ceil(high) + 1) for m in (1, 2, 5)]
    below = max((v for v in steps if v <= low), default=steps[0])
    above = min((v for v in steps if v >= high), default=steps[-1])
    return [v for v in steps if below <= v <= above]


def _number(value: float) -> str:
    return f"{value:.4g}"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _save(image: Image.Image, path: Path) -> None:
    try:
        image.save(path)
    except OSError as error:
        raise MediaError(f"{path} cannot be written: {error.strerror or error}.") from None
