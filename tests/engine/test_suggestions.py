"""Suggested colors: what the same thing has elsewhere comes first, and all of them can be painted there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.color.gamut import lab_of
from engine.color.lab import gray_to_lightness
from engine.color.light import Light
from engine.color.suggestions import Candidate, Colored, of_cast, of_palette, of_pictures, suggested

FILM = Light((0.299, 0.114))
RED, BLUE = (170, 70, 60), (70, 90, 160)


def scene(shift: int = 0, is_colored: bool = True) -> NDArray[np.uint8]:
    """A smooth dark red thing on a striped light blue ground."""
    picture = np.empty((120, 200, 3), np.float64)
    picture[:] = np.array(BLUE) * 1.5
    picture[:, ::4] *= 0.7
    picture[40:90, 60 + shift : 110 + shift] = RED
    if not is_colored:
        picture = np.repeat((picture @ np.array([0.299, 0.587, 0.114]))[..., None], 3, 2)
    return np.clip(picture, 0, 255).astype(np.uint8)


def lightness() -> NDArray[np.float32]:
    return gray_to_lightness(scene(is_colored=False)[..., 0] / 255)


def hue(color: tuple[int, int, int]) -> float:
    _, a, b = lab_of(color)
    return float(np.degrees(np.arctan2(b, a)))


def test_the_same_thing_in_a_keyframe_gives_its_color_though_it_has_moved() -> None:
    key = Colored(scene(shift=9), "Keyframe 40", True)
    for place, true in (((85, 65), RED), ((20, 20), BLUE)):
        found = suggested(of_pictures(lightness(), *place, [key]), float(lightness()[place[1], place[0]]), FILM)
        assert found and found[0].why == "Keyframe 40"
        assert abs(hue(found[0].color) - hue(true)) < 12


def test_pictures_from_elsewhere_are_searched_as_a_whole() -> None:
    other = Colored(np.ascontiguousarray(scene()[::-1, ::-1]), "Museum photograph", False)
    found = suggested(of_pictures(lightness(), 85, 65, [other]), 45.0, FILM)
    assert found[0].source == "reference" and abs(hue(found[0].color) - hue(RED)) < 12


def test_gray_pictures_suggest_nothing() -> None:
    assert of_pictures(lightness(), 85, 65, [Colored(scene(is_colored=False), "Keyframe 1", True)]) == []


def test_the_swatch_of_the_object_clicked_on_comes_before_everything_and_each_says_where_it_is_from() -> None:
    candidates = [
        *of_palette("Kodachrome", [("Sky", lab_of((47, 111, 184))), ("Grass", lab_of((106, 138, 50)))], 45),
        Candidate((40, 30), "picture", "Keyframe 3", 0.9),
        *of_cast([("Anna's coat", (20, -30), True), ("Hat", (-30, 10), False)]),
    ]
    found = suggested(candidates, 45.0, FILM)
    assert [each.why for each in found[:3]] == ["Cast: Anna's coat", "Keyframe 3", "Cast: Hat"]
    assert {each.why for each in found[3:]} == {"Kodachrome: Sky", "Kodachrome: Grass"}


def test_no_two_are_alike_there_are_not_too_many_and_all_have_the_pixels_light() -> None:
    rng = np.random.default_rng(0)
    candidates = [
        Candidate((float(a), float(b)), source, "x", 0.5)
        for source in ("picture", "cast", "reference", "palette")
        for a, b in rng.uniform(-70, 70, (60, 2))
    ]
    for own in (12.0, 50.0, 92.0):
        found = suggested(candidates, own, FILM)
        assert len(found) <= 10 and len({each.color for each in found}) == len(found)
        gray = lab_gray(own)
        for each in found:
            luma = float(np.dot(each.color, [0.299, 0.587, 0.114]))
            assert abs(luma - gray) <= 1  # of 255: it can be painted there and keeps the light
    twice = [Candidate((30, 30), "picture", "first", 0.9), Candidate((32, 31), "cast", "second", 0.3)]
    assert [each.why for each in suggested(twice, 50, FILM)] == ["first"]


def lab_gray(own: float) -> float:
    from engine.color.lab import lightness_to_gray

    return float(lightness_to_gray(np.array([own]))[0] * 255)
