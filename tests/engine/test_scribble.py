"""Scribbles: color stays inside edges, strokes and protected places keep theirs, the light is nobody's to change."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from engine.color.lab import gray_to_lightness, rgb_to_lab
from engine.color.light import Light
from engine.color.lit import lit
from engine.paint.affinity import Affinity
from engine.paint.drawn import Rgb, Scribble
from engine.paint.scribble import ScribbledFrame, ab_of
from engine.runtime.errors import InputError
from tests.material import moving_picture

BT601 = Light((0.299, 0.114))
RED, BLUE, GREEN = (190, 60, 50), (50, 80, 170), (70, 130, 60)


def gray_of(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    return (picture @ np.array([0.299, 0.587, 0.114]) / 255).astype(np.float32)


def textured(shape: tuple[int, int] = (72, 104)) -> NDArray[np.float32]:
    """A dark and a light half with texture of their own and a line between."""
    rng = np.random.default_rng(3)
    gray = np.full(shape, 0.35, np.float32)
    gray[:, shape[1] // 2 :] = 0.65
    return np.clip(gray + 0.02 * rng.standard_normal(shape), 0, 1).astype(np.float32)


def line(x0: float, y0: float, x1: float, y1: float, color: Rgb | None, radius: float = 2.0) -> Scribble:
    return Scribble(((x0, y0), (x1, y1)), radius, color)


def exactly(graph: Affinity, given: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Solve the graph's equations directly, known pixels taken out of them."""
    held = known.ravel()
    free, fixed = np.flatnonzero(~held), np.flatnonzero(held)
    solved = given.reshape(-1, 2).astype(np.float64)
    lines = graph.system.astype(np.float64)[free]
    solved[free] = splu(lines[:, free].tocsc()).solve(-(lines[:, fixed] @ solved[fixed]))
    return solved.reshape(given.shape)


@pytest.mark.parametrize("size", [(64, 96), (61, 97), (130, 75), (240, 31)])
def test_the_quick_solution_is_the_exact_one_but_for_what_no_eye_sees(size: tuple[int, int]) -> None:
    picture = cv2.resize(moving_picture(4, 192, 128), size[::-1], interpolation=cv2.INTER_AREA)
    graph = Affinity(gray_to_lightness(gray_of(picture)))
    rng = np.random.default_rng(1)
    known = np.zeros(size, np.bool_)
    for row, column in rng.integers(0, np.array(size) - 8, (9, 2)):
        known[row : row + 3, column : column + 7] = True
    given = np.where(known[..., None], rgb_to_lab(picture)[..., 1:], 0).astype(np.float32)
    exact = exactly(graph, given, known)
    errors = [np.hypot(*np.moveaxis(graph.solve(given, known, cycles) - exact, 2, 0)) for cycles in (2, 5, 25)]
    assert np.ptp(exact[..., 0]) > 3  # or there is nothing to solve
    assert errors[0].mean() < 1.2 and errors[1].mean() < 0.4
    assert errors[2].mean() < 0.02  # it converges to nothing else


def test_color_stops_at_the_edge_and_fills_what_it_was_drawn_in() -> None:
    gray = textured()
    frame = ScribbledFrame(gray, BT601)
    ab = frame.chroma([line(10, 10, 20, 60, RED), line(90, 10, 80, 60, BLUE)])
    left, right = ab[4:-4, 4:48], ab[4:-4, 56:-4]
    assert np.abs(left - ab_of(RED)).max() < 4 and np.abs(right - ab_of(BLUE)).max() < 4


def test_pixels_drawn_on_have_the_color_drawn_and_the_later_stroke_wins() -> None:
    frame = ScribbledFrame(textured(), BT601)
    strokes = [line(10, 20, 90, 20, RED), line(50, 5, 50, 60, GREEN)]
    ab = frame.chroma(strokes)
    first, second = (stroke.cover(frame.shape) for stroke in strokes)
    assert np.array_equal(ab[second], np.broadcast_to(np.float32(ab_of(GREEN)), ab[second].shape))
    assert np.array_equal(ab[first & ~second][0], np.float32(ab_of(RED)))


def test_protected_pixels_keep_their_color_and_no_color_passes_them() -> None:
    gray = np.full((60, 100), 0.5, np.float32)
    present = lit(gray, np.broadcast_to(np.float32(ab_of(GREEN)), (60, 100, 2)), BT601)
    frame = ScribbledFrame(gray, BT601, present)
    fence = Scribble(((26, -5), (26, 65)), 2, None)
    open_, fenced = (frame.chroma([line(10, 5, 20, 55, RED), *more]) for more in ([], [fence]))
    own = rgb_to_lab(present)[0, 0, 1:]
    assert np.abs(fenced[fence.cover(frame.shape)] - own).max() < 1e-3
    assert np.abs(open_[30, 30] - own).max() > 15 and np.abs(fenced[30, 30] - own).max() < 1


def test_a_stroke_on_a_colored_picture_recolors_what_it_is_drawn_in_and_leaves_the_rest() -> None:
    gray = textured()
    present = ScribbledFrame(gray, BT601).chroma([line(10, 10, 20, 60, GREEN), line(90, 10, 80, 60, BLUE)])
    picture = lit(gray, present, BT601)
    ab = ScribbledFrame(gray, BT601, picture).chroma([line(25, 10, 25, 60, RED)])
    away = np.abs(ab - rgb_to_lab(picture)[..., 1:]).max(2)
    assert np.median(away[10:60, 22:28]) > 2 * np.median(away[10:60, :4])
    assert np.percentile(away[:, 60:], 95) < 5  # hardly any of it beyond the edge


def test_on_a_gray_frame_a_fence_of_protection_lets_no_color_through() -> None:
    frame = ScribbledFrame(np.full((60, 100), 0.5, np.float32), BT601)
    fence = Scribble(((50, -5), (50, 65)), 3, None)
    open_, fenced = (frame.chroma([line(10, 30, 20, 30, RED), *more]) for more in ([], [fence]))
    assert np.abs(open_[30, 80] - ab_of(RED)).max() < 1  # without it the red is everywhere
    assert np.abs(fenced[30, 80]).max() < 1 and np.abs(fenced[30, 12] - ab_of(RED)).max() < 1


def test_protecting_a_gray_frame_keeps_it_gray() -> None:
    frame = ScribbledFrame(textured(), BT601)
    guard = line(80, 10, 80, 60, None)
    ab = frame.chroma([line(10, 10, 10, 60, RED), guard])
    assert not ab[guard.cover(frame.shape)].any() and np.abs(ab[:, 60:]).max() < 4


@pytest.mark.parametrize("is_deep", [False, True])
@pytest.mark.parametrize("weights", [(0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)])
def test_luma_is_the_films_to_the_level_whatever_is_drawn(weights: tuple[float, float], is_deep: bool) -> None:
    rng = np.random.default_rng(0)
    gray = np.concatenate([np.linspace(0, 1, 120 * 40), rng.random(120 * 40)]).reshape(80, 120).astype(np.float32)
    frame = ScribbledFrame(gray, Light(weights), is_deep=is_deep)
    vivid = [line(5, y, 115, y, color) for y, color in ((8, (255, 0, 0)), (40, (0, 0, 255)), (70, (0, 255, 0)))]
    made = frame.picture(frame.chroma(vivid))
    peak = 65535 if is_deep else 255
    assert made.dtype == (np.uint16 if is_deep else np.uint8)
    luma = made @ np.array([weights[0], 1 - sum(weights), weights[1]])
    assert np.array_equal(np.rint(luma), np.rint(gray * peak))
    assert np.ptp(made.astype(int), axis=2).max() > peak // 8


def test_of_pictures_the_lightness_is_kept() -> None:
    gray = np.tile(np.linspace(0, 1, 100, dtype=np.float32), (30, 1))
    frame = ScribbledFrame(gray, Light())
    made = frame.picture(frame.chroma([line(5, 15, 95, 15, (255, 0, 255))]))
    assert np.abs(rgb_to_lab(made)[..., 0] - gray_to_lightness(np.rint(gray * 255) / 255)).max() < 0.5


def test_a_frame_larger_than_is_solved_at_once_has_sharp_edges_too() -> None:
    gray = textured((800, 1200))
    frame = ScribbledFrame(gray, BT601)
    strokes = [line(100, 100, 200, 700, RED, 8), line(1100, 100, 900, 700, BLUE, 8)]
    quick = frame.look(strokes)
    ab = frame.chroma(strokes)
    assert quick.shape[0] < 800 and abs(quick.shape[1] / quick.shape[0] - 1.5) < 0.01
    assert ab.shape == (800, 1200, 2)
    assert np.percentile(np.abs(ab[50:-50, 50:594] - ab_of(RED)), 99) < 10
    assert np.percentile(np.abs(ab[50:-50, 606:-50] - ab_of(BLUE)), 99) < 10
    assert np.array_equal(ab[strokes[0].cover(frame.shape)][0], np.float32(ab_of(RED)))


@pytest.mark.parametrize("between", [24, 12])
def test_behind_a_dark_grille_a_large_frame_keeps_the_color_drawn(between: int) -> None:
    lightness = np.full((540, 960), 60, np.float32)
    for bar in range(3):
        lightness[bar::between] = lightness[:, bar::between] = 5
    known = np.zeros(lightness.shape, bool)
    known[30:34, 30:33] = known[500:504, 906:909] = True
    given = np.zeros((*lightness.shape, 2), np.float32)
    given[30:34, 30:33], given[500:504, 906:909] = (90, -80), (91, -79)
    found = Affinity(lightness).solve(given, known, 4)
    assert np.all((found >= (90, -80)) & (found <= (91, -79)))
    assert np.abs(found - (90.5, -79.5)).mean() < 0.3, "far from either stroke it is about their mean"
    pulled = Affinity(lightness, reach=40).solve(given, known, 4)  # what holds on to its gray may go back to it
    assert np.all((pulled >= (0, -80)) & (pulled <= (91, 0))) and np.abs(pulled[270, 480]).max() < 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (50, 2), (3, 3), (9, 400)])
def test_frames_of_any_size_can_be_scribbled_on(shape: tuple[int, int]) -> None:
    gray = np.random.default_rng(0).random(shape).astype(np.float32)
    ab = ScribbledFrame(gray, BT601).chroma([Scribble(((0.5, 0.5),), 0.5, RED)])
    assert ab.shape == (*shape, 2) and np.abs(ab - ab_of(RED)).max() < 0.5  # the only color there is


def test_the_quick_look_is_much_like_what_is_kept() -> None:
    frame = ScribbledFrame(textured((150, 210)), BT601)
    strokes = [line(20, 20, 40, 120, RED), line(180, 20, 160, 120, BLUE)]
    look, kept = frame.look(strokes), frame.picture(frame.chroma(strokes))
    assert look.shape == kept.shape and look.dtype == kept.dtype
    away = np.abs(look.astype(int) - kept).max(2)
    assert np.median(away) <= 3 and np.percentile(away, 95) < 12


def test_the_same_scribbles_give_the_same_pixels_whatever_was_drawn_between() -> None:
    frame = ScribbledFrame(textured(), BT601)
    strokes = [line(10, 10, 20, 60, RED), line(90, 10, 80, 60, BLUE)]
    first = frame.picture(frame.chroma(strokes))
    frame.chroma([*strokes, line(50, 5, 50, 60, GREEN)])
    assert np.array_equal(first, frame.picture(frame.chroma(strokes)))
    assert np.array_equal(first, ScribbledFrame(textured(), BT601).picture(frame.chroma(strokes)))


def test_nothing_drawn_is_a_sentence() -> None:
    frame = ScribbledFrame(textured(), BT601)
    for strokes in ([], [line(1, 1, 9, 9, None)]):
        with pytest.raises(InputError, match="no stroke of color yet"):
            frame.chroma(strokes)
    with pytest.raises(InputError, match="No stroke lies on the picture"):
        frame.chroma([line(-90, -90, -60, -60, RED)])
    with pytest.raises(InputError, match="50x40 pixels and its frame 104x72"):
        ScribbledFrame(textured(), BT601, np.zeros((40, 50, 3), np.uint8))
