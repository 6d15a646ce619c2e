"""Strokes on a frame: how far they reach, what they leave of the light, how they are taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.color.lab import gray_to_lightness, rgb_to_lab, to_unit, unit_to_lab
from engine.color.light import Light
from engine.paint.brush import Brush, Touch, swept
from engine.paint.ink import ColorInk, GrayInk, Ground, PictureInk, levels
from engine.paint.opening import opened
from engine.paint.raster import Patch, Raster
from engine.paint.rect import NOWHERE, Rect, tiles
from engine.paint.region import Selection, alike, bounds, polygon
from engine.paint.stroke import Stroke
from engine.runtime.errors import InputError
from tests.app.moving_bars import NumberedSource

RED = (0.7, 0.3, 0.2)
SHAPE = (60, 90)
LIGHTS = {"601": Light((0.299, 0.114)), "709": Light((0.2126, 0.0722)), "2020": Light((0.2627, 0.0593)), "L": Light()}
DEPTHS = (np.uint8, np.uint16)


def all_grays(shape: tuple[int, int] = SHAPE) -> NDArray[np.uint16]:
    return np.linspace(0, 65535, shape[0] * shape[1]).astype(np.uint16).reshape(shape)


def raster(light: Light = LIGHTS["709"], depth: Any = np.uint8, gray: NDArray[np.uint16] | None = None) -> Raster:
    gray = all_grays() if gray is None else gray
    plain = np.repeat(levels(gray, depth)[..., None], 3, 2)
    return Raster(Ground(gray, gray, plain, plain.copy(), light))


def painted(on: Raster, ink: Any, *points: tuple[float, ...], brush: Brush | None = None) -> Patch | None:
    stroke = Stroke(on, brush or Brush(30, 1.0, 1.0), ink)
    for point in points:
        stroke.to(*point)
    return stroke.finish()


def everywhere(on: Raster, ink: Any, opacity: float = 1.0) -> Patch | None:
    return painted(on, ink, (0, 30), (90, 30), brush=Brush(200, 1.0, opacity))


# ---- the brush


@settings(max_examples=40, deadline=None)
@given(
    radius=st.floats(0.5, 40),
    hardness=st.floats(0, 1),
    opacity=st.floats(0.05, 1),
    way=st.lists(st.tuples(st.floats(-20, 110), st.floats(-20, 80), st.floats(0, 1)), min_size=1, max_size=12),
)
def test_a_stroke_never_exceeds_its_opacity_however_often_it_crosses_itself(radius, hardness, opacity, way):
    on = raster(gray=np.full(SHAPE, 30000, np.uint16))
    before = on.pixels.copy()
    painted(on, ColorInk((1.0, 0.0, 0.0), keeps_light=False), *way, *way, brush=Brush(radius, hardness, opacity))
    gone = (before[..., 1].astype(float) - on.pixels[..., 1]) / before[..., 1]  # the share of green that is gone
    assert gone.max() <= opacity + 0.01
    assert on.touched.max() <= round(255 * opacity) + 1


def test_the_edge_of_a_brush_lies_where_its_radius_ends_and_is_soft_as_its_hardness_says():
    _, hard = swept(Touch(45.5, 30.5, 10, 1), Touch(45.5, 30.5, 10, 1), 1.0, SHAPE)
    _, soft = swept(Touch(45.5, 30.5, 10, 1), Touch(45.5, 30.5, 10, 1), 0.0, SHAPE)
    assert hard.sum() == pytest.approx(np.pi * 100, rel=0.02)
    middle = hard.shape[0] // 2
    assert hard[middle, middle] == soft[middle, middle].round(2) == 1
    assert np.count_nonzero((hard > 0.02) & (hard < 0.98)) < 100 < np.count_nonzero((soft > 0.02) & (soft < 0.98))


def test_a_brush_follows_the_pen_below_the_pixel():
    for x in (40.0, 40.25, 40.5, 40.75):
        rect, cover = swept(Touch(x, 30, 5, 1), Touch(x, 30, 5, 1), 1.0, SHAPE)
        columns = np.arange(rect.left, rect.right) + 0.5
        assert (cover.sum(0) * columns).sum() / cover.sum() == pytest.approx(x, abs=0.03)


def test_pressure_makes_a_stroke_thinner_or_fainter_as_is_wished():
    brush = Brush(20, 1.0, 1.0, thins=True, fades=False)
    assert brush.radius_at(1) == 20 and brush.radius_at(0.3) < 12 and brush.strength_at(0.1) == 1
    brush = Brush(20, 1.0, 1.0, thins=False, fades=True)
    assert brush.radius_at(0.1) == 20 and brush.strength_at(0.5) < 0.7
    on = raster(gray=np.full(SHAPE, 30000, np.uint16))
    painted(on, ColorInk(RED), (20, 30, 0.2), (70, 30, 1.0), brush=Brush(12, 1.0, 1.0))
    widths = (on.touched > 128).sum(0)
    assert widths[22] < widths[45] < widths[68]


def test_a_quick_circle_stays_round():
    turns = np.linspace(0, 2 * np.pi, 9)[:-1]
    points = [(45 + 20 * np.cos(t), 30 + 20 * np.sin(t)) for t in [*turns, *turns[:3]]]
    on = raster(gray=np.full(SHAPE, 30000, np.uint16))
    painted(on, ColorInk(RED), *points, brush=Brush(1.5, 1.0, 1.0))
    y, x = np.nonzero(on.touched > 128)
    # a polygon of eight corners would come 1.5 pixels nearer to the middle
    assert np.hypot(x + 0.5 - 45, y + 0.5 - 30).min() > 20 * np.cos(np.pi / 8) - 1.5 + 0.2


def test_a_stroke_beside_the_picture_changes_nothing():
    on = raster()
    before = on.pixels.copy()
    stroke = Stroke(on, Brush(5), ColorInk(RED))
    assert stroke.to(-50, -50) == NOWHERE and stroke.to(-50, 200) == NOWHERE
    assert stroke.finish() is None and np.array_equal(on.pixels, before)


# ---- light and shade


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", LIGHTS)
@pytest.mark.parametrize("color", [RED, (0.0, 0.0, 1.0), (1.0, 1.0, 0.0), (0.02, 0.6, 0.1)])
def test_color_alone_keeps_the_light_of_every_gray(name, depth, color):
    on, light = raster(LIGHTS[name], depth), LIGHTS[name]
    for opacity in (0.3, 1.0, 0.6):
        everywhere(on, ColorInk(color), opacity)
    unit, gray = to_unit(on.pixels), levels(on.ground.gray, depth).astype(np.float32) / np.iinfo(depth).max
    assert (np.ptp(on.pixels.astype(int), axis=2)[10:50] > 0).any()
    if light.weights is None:
        away = np.abs(unit_to_lab(unit)[..., 0] - gray_to_lightness(gray))
        assert away.max() < 0.3  # what the program grants rounding to 8 bits (engine/color/lab.py)
    else:
        red, blue = light.weights
        luma = unit.astype(np.float64) @ [red, 1 - red - blue, blue]
        peak = np.iinfo(depth).max
        assert np.array_equal(np.rint(luma * peak), np.rint(gray.astype(np.float64) * peak))  # to the level


def test_color_is_what_was_chosen_as_far_as_the_light_allows():
    on = raster(LIGHTS["709"], np.uint16)
    everywhere(on, ColorInk(RED))
    wanted = rgb_to_lab(np.array([[RED]], np.float32) ** 2.2)[0, 0]  # roughly; only the hue is compared
    lab = rgb_to_lab(on.pixels)
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    middle = (lab[..., 0] > 30) & (lab[..., 0] < 70)
    assert np.abs(hue[middle] - np.degrees(np.arctan2(wanted[2], wanted[1]))).max() < 12
    assert chroma[middle].min() > 25 and chroma[0, 0] < 1 and chroma[-1, -1] < 1  # black and white stay what they are


def test_without_keeping_light_the_color_itself_is_painted():
    on = raster()
    everywhere(on, ColorInk((0.2, 0.4, 0.6), keeps_light=False))
    assert (on.pixels == np.array([51, 102, 153])).all()


def test_a_picture_with_a_light_of_its_own_keeps_that_under_the_brush():
    source = NumberedSource(length=3)
    bright = np.full((48, 64, 3), 200, np.uint8)  # a scan of another print: nothing of the film's light in it
    on = opened(source, 0, bright)
    everywhere(on, ColorInk(RED))
    lightness = rgb_to_lab(on.pixels)[..., 0]
    assert np.abs(lightness - rgb_to_lab(bright)[..., 0]).max() < 0.5
    everywhere(on, GrayInk())
    assert (on.pixels == np.rint(source.read_luma(0) * 255).astype(np.uint8)[..., None]).all()  # the film's gray


# ---- eraser and restoring


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", ["709", "L"])
def test_the_eraser_leaves_the_films_gray_to_the_bit(name, depth):
    on = raster(LIGHTS[name], depth)
    gray = on.pixels.copy()
    everywhere(on, ColorInk(RED))
    assert not np.array_equal(on.pixels, gray)
    everywhere(on, GrayInk())
    assert np.array_equal(on.pixels, gray)


def test_restoring_brings_back_the_picture_or_the_film_to_the_bit():
    gray = all_grays()
    plain = np.repeat(levels(gray, np.uint8)[..., None], 3, 2)
    origin, film = plain.copy(), plain.copy()
    origin[..., 2] //= 2
    film[..., 0] //= 3
    on = Raster(Ground(gray, gray, origin, film, Light()))
    everywhere(on, ColorInk(RED))
    painted(on, PictureInk(), (20, 30), brush=Brush(8, 1.0))
    assert np.array_equal(on.pixels[28:33, 18:23], origin[28:33, 18:23])
    assert on.touched[30, 20] == 0 and on.touched[30, 60] == 255  # that place is as it was: nobody's word on it
    painted(on, PictureInk(is_film=True), (60, 30), brush=Brush(8, 1.0))
    assert np.array_equal(on.pixels[28:33, 58:63], film[28:33, 58:63])
    assert on.touched[30, 60] == 255


# ---- steps


def test_steps_back_and_forth_are_the_same_to_the_bit():
    on = raster(depth=np.uint16)
    states, patches = [(on.pixels.copy(), on.touched.copy())], []
    for ink, at in ((ColorInk(RED), 20), (GrayInk(), 30), (ColorInk((0, 0, 1)), 40), (PictureInk(), 35)):
        patch = painted(on, ink, (at, 20), (at + 20, 40), brush=Brush(9, 0.3, 0.7))
        assert patch is not None
        patches.append(patch)
        states.append((on.pixels.copy(), on.touched.copy()))
    for _ in range(2):
        for index in reversed(range(len(patches))):
            on.swap(patches[index])
            assert np.array_equal(on.pixels, states[index][0]) and np.array_equal(on.touched, states[index][1])
        for index, patch in enumerate(patches):
            on.swap(patch)
            assert np.array_equal(on.pixels, states[index + 1][0])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=12), st.integers(1, 9))
def test_tiles_hold_all_that_is_meant_once(points, side):
    meant = np.zeros((21, 31), np.uint8)
    for x, y in points:
        meant[y, x] = 1
    counted = np.zeros_like(meant)
    for tile in tiles(Rect(0, 0, 31, 21), lambda tile: bool(meant[tile.part].any()), side):
        counted[tile.part] += 1
    assert counted.max() <= 1 and counted[meant > 0].all()
    assert tiles(Rect(0, 0, 31, 21), lambda tile: True, side) == (Rect(0, 0, 31, 21),)


def test_a_dropped_stroke_leaves_nothing_behind_not_even_for_the_next():
    on = raster()
    before = on.pixels.copy()
    stroke = Stroke(on, Brush(10), ColorInk(RED))
    stroke.to(30, 30)
    stroke.to(50, 30)
    assert not np.array_equal(on.pixels, before)
    assert not stroke.drop().is_empty
    assert np.array_equal(on.pixels, before) and not on.touched.any()
    painted(on, ColorInk(RED), (80, 10), brush=Brush(3))
    assert np.array_equal(on.pixels[20:, :70], before[20:, :70])


def test_a_stroke_that_changes_nothing_is_no_step():
    on = raster()
    assert everywhere(on, ColorInk(RED)) is not None
    assert everywhere(on, ColorInk(RED)) is None


def test_only_what_was_drawn_around_is_painted():
    on = raster()
    before = on.pixels.copy()
    within = polygon([(20, 10), (50, 10), (50, 40), (20, 40)], SHAPE)
    stroke = Stroke(on, Brush(30, 1.0), ColorInk(RED), within)
    stroke.to(20, 25)
    stroke.finish()
    changed = (on.pixels != before).any(2)
    assert changed[11:39, 21:39].mean() > 0.95
    assert not changed[within == 0].any()


@pytest.mark.parametrize("name", LIGHTS)
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("ink", [ColorInk(RED), ColorInk((0.1, 0.1, 0.9)), GrayInk(), PictureInk()])
def test_what_a_stroke_does_not_cover_stays_to_the_bit(name, depth, ink):
    """Also colors that are there with hardly any green, which the light of the mixture cannot hold."""
    on = raster(LIGHTS[name], depth)
    before = np.random.default_rng(2).integers(0, np.iinfo(depth).max, (*SHAPE, 3)).astype(depth)
    before[..., 1] //= 40
    share = np.zeros(SHAPE, np.float32)
    share[20:40, 20:60] = 1
    after = ink.over(before, share, on.ground, Rect(0, 0, SHAPE[1], SHAPE[0]))
    assert np.array_equal(after[share == 0], before[share == 0])
    assert not np.array_equal(after, before)


# ---- regions


def test_how_far_colors_may_differ_in_a_fill_is_in_units_of_lab():
    """Whatever OpenCV counts in: for each unit of L there are 1.275 of a or b."""
    lab = np.full((40, 80, 3), (60.0, 0.0, 0.0), np.float32)
    lab[:, 40:, 1] = 12.0
    picture = np.rint(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255).astype(np.uint8)
    near, far = (alike(picture, 5, 5, tolerance) for tolerance in (0.08, 0.11))
    assert near is not None and not near[:, 45:].any()  # 10.2 units
    assert far is not None and far.all()  # 14 units


def blocks(noise: float = 0.0) -> NDArray[np.uint8]:
    """A disk of one color on a ground of another of the same light, with a gray bar of another light."""
    rng = np.random.default_rng(1)
    picture = np.full((120, 160, 3), 120.0)
    y, x = np.mgrid[:120, :160]
    picture[np.hypot(x - 50, y - 60) < 30] = (150, 108, 118)
    picture[:, 100:110] = 40
    return np.clip(picture + rng.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_a_fill_stays_inside_edges_of_light_and_of_color(noise):
    picture = blocks(noise)
    ground = alike(picture, 10, 10, 0.12)
    assert ground is not None
    y, x = np.mgrid[:120, :160]
    disk = np.hypot(x - 50, y - 60)
    assert ground[:, :97][disk[:, :97] > 33].mean() > 254  # all of it: grain leaves no holes
    assert not ground[:, 102:].any()  # the bar stops it
    inside = alike(picture, 50, 60, 0.06)
    assert inside is not None and inside[disk < 27].mean() > 254 and not inside[disk > 33].any()


def test_a_fill_goes_where_it_may_and_is_as_deep_as_the_picture():
    picture = blocks().astype(np.uint16) * 257
    within = polygon([(0, 0), (30, 0), (30, 120), (0, 120)], picture.shape)
    found = alike(picture, 5, 5, 0.1, within)
    assert found is not None and found[:25, :30].all() and not found[:, 32:].any()
    assert alike(picture, 80, 5, 0.1, within) is None and alike(picture, -1, 5, 0.1) is None
    assert bounds(found)[:2] == (0, 0) and bounds(found).right in (30, 31, 32)
    assert bounds(np.zeros((5, 5), np.uint8)) == NOWHERE


def test_drawn_around_is_joined_and_taken_away_and_has_no_holes_from_loops():
    one, other = (
        polygon([(5, 5), (25, 5), (25, 25), (5, 25)], SHAPE),
        polygon([(15, 5), (45, 5), (45, 25), (15, 25)], SHAPE),
    )
    selection = Selection(one).joined(other, "add")
    assert selection.mask[15, 10] == selection.mask[15, 40] == 255 and selection.mask[40, 40] == 0
    rest = selection.joined(other, "subtract")
    assert rest.mask[15, 10] == 255 and rest.mask[15, 20] == 0 and rest.mask[15, 40] == 0
    assert Selection(one).joined(polygon([(1, 1)], SHAPE), "new").is_empty
    (edge,) = Selection(one).outlines()
    assert cv2.contourArea(edge) == pytest.approx(400, rel=0.12)
    star = [(45 + 25 * np.sin(t), 30 - 25 * np.cos(t)) for t in np.arange(5) * 4 * np.pi / 5]
    assert polygon(star, SHAPE)[30, 45] == 255


# ---- opening a frame


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
def test_a_frame_without_a_keyframe_begins_with_its_gray(depth):
    source = NumberedSource(depth=depth)
    on = opened(source, 4)
    assert on.pixels.dtype == (np.uint8 if depth == np.uint8 else np.uint16)
    assert (on.pixels == on.pixels[..., :1]).all()
    peak = np.iinfo(on.pixels.dtype).max
    if depth == np.uint8:
        assert np.array_equal(on.pixels[..., 0], np.rint(source.read_luma(4) * peak).astype(on.pixels.dtype))
    style = opened(source, 4, is_color=False)
    assert not (style.pixels == style.pixels[..., :1]).all()


def test_a_picture_is_gone_on_from_at_the_films_size_and_the_deeper_of_both():
    source = NumberedSource()
    picture = np.full((96, 128, 3), (10, 200, 30), np.uint8)
    on = opened(source, 0, picture)
    assert on.shape == (48, 64) and (on.pixels == (10, 200, 30)).all()
    deep = opened(source, 0, picture.astype(np.uint16) * 257)
    assert deep.pixels.dtype == np.uint16 and (deep.pixels == np.array((10, 200, 30)) * 257).all()
    with pytest.raises(InputError, match="another shape"):
        opened(source, 0, np.zeros((64, 64, 3), np.uint8))


@pytest.mark.footage
def test_real_footage_keeps_its_light_under_a_brush(footage: Path):
    films = sorted((footage / "archival").rglob("*.mp4")) + sorted((footage / "archival").rglob("*.mov"))
    if not films:
        pytest.skip("there is no archival film on this machine")
    from engine.media.source import open_source

    source = open_source(films[0])
    try:
        on = opened(source, 2)
        assert source.facts.luma_weights is not None
        height, width = on.shape
        stroke = Stroke(on, Brush(height / 3, 0.4, 0.8), ColorInk(RED))
        stroke.to(width * 0.2, height / 2)
        stroke.to(width * 0.8, height / 2)
        stroke.finish()
        red, blue = source.facts.luma_weights
        luma = on.pixels.astype(np.float64) @ [red, 1 - red - blue, blue]
        assert np.array_equal(np.rint(luma), levels(on.ground.gray, on.pixels.dtype))
        assert (np.ptp(on.pixels.astype(int), axis=2) > 20).any()
    finally:
        source.close()
