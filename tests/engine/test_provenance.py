"""Where a pixel's color came from, on material whose motion is known."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.motion.follow import Place, follow
from engine.motion.provenance import Origin, look_for, trace, unexplained, weighed

WIDTH, HEIGHT, FRAMES = 240, 160, 21
PAN = (2.5, 1.0)  # pixels a frame


def texture(height: int, width: int, seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).uniform(0, 1, (height, width)).astype(np.float32)
    layers = [cv2.GaussianBlur(noise, (0, 0), sigma) for sigma in (1.5, 4.0, 10.0)]
    mixed = sum((layer - layer.mean()) / layer.std() for layer in layers)
    return np.clip(0.5 + 0.12 * mixed, 0, 1).astype(np.float32)


GROUND = texture(HEIGHT + 60, WIDTH + 80, 1)
CARD = texture(60, 60, 2)


def frame(index: int, *, card_x: float | None = None, flicker: float = 0.0) -> NDArray[np.uint8]:
    """The ground pans; a card of another texture may lie over it, 60×60, its left edge at `card_x`."""
    shift = np.float32([[1, 0, -(10 + PAN[0] * index)], [0, 1, -(10 + PAN[1] * index)]])
    picture = cv2.warpAffine(GROUND, shift, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    if card_x is not None:
        left = round(card_x)
        first, last = max(left, 0), min(left + 60, WIDTH)
        if first < last:
            picture[50:110, first:last] = CARD[:, first - left : last - left]
    return np.asarray(np.rint(np.clip(picture + flicker, 0, 1) * 255), np.uint8)


def colored(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A keyframe whose red tells the column and whose green tells the line."""
    picture = np.zeros((*gray.shape, 3), np.uint8)
    picture[..., 0] = np.arange(gray.shape[1])
    picture[..., 1] = np.arange(gray.shape[0])[:, None]
    return picture


def done(work: Generator[None, None, Any]) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def share(x: float, y: float) -> tuple[float, float]:
    return (x + 0.5) / WIDTH, (y + 0.5) / HEIGHT


def pixel(origin: Origin) -> tuple[float, float]:
    return origin.x * WIDTH - 0.5, origin.y * HEIGHT - 0.5


@pytest.mark.parametrize("flicker", [0.0, 0.08])
def test_the_place_is_found_in_both_keyframes(flicker: float) -> None:
    frames = [frame(index, flicker=flicker * (index % 2)) for index in range(FRAMES)]
    found = done(trace(frames.__getitem__, lambda key: colored(frames[key]), 8, share(130, 80), (0, 20)))
    assert [origin.key for origin in found] == [0, 20] and {origin.how for origin in found} == {"followed"}
    for origin in found:
        by = 8 - origin.key
        wanted = (130 + PAN[0] * by, 80 + PAN[1] * by)
        assert np.hypot(*(np.subtract(pixel(origin), wanted))) < 1.0
        assert abs(origin.color[0] - wanted[0]) < 2 and abs(origin.color[1] - wanted[1]) < 2
        assert len(origin.path) == abs(by) + 1 and origin.path[0][1:] == pytest.approx(share(130, 80))
    assert found[0].weight > found[1].weight and sum(origin.weight for origin in found) == pytest.approx(1)


def test_a_keyframes_own_pixel_comes_from_itself() -> None:
    frames = [frame(index) for index in range(3)]
    [origin] = done(trace(frames.__getitem__, lambda key: colored(frames[key]), 1, share(50, 40), (0, 1)))
    assert (origin.key, origin.how, origin.weight) == (1, "itself", 1.0) and origin.color[:2] == (50, 40)


def test_what_is_covered_in_the_keyframe_has_no_source_there() -> None:
    """The card lies over the place in keyframe 0 and has left it by frame 12."""
    frames = [frame(index, card_x=100 + 9.0 * index) for index in range(FRAMES)]
    covered = (110 + PAN[0] * -12 + 0, 80)  # the ground that lay under the card's middle
    place = share(125 - PAN[0] * 12 + 5, 80 - PAN[1] * 12)
    assert covered
    found = done(trace(frames.__getitem__, lambda key: colored(frames[key]), 12, place, (0,)))
    assert found == (), "it is nowhere to be seen in the keyframe"
    both = done(trace(frames.__getitem__, lambda key: colored(frames[key]), 12, place, (0, 20)))
    assert [origin.key for origin in both] == [20] and both[0].weight == 1


def test_what_enters_the_picture_later_has_no_source() -> None:
    frames = [frame(index) for index in range(FRAMES)]
    assert done(trace(frames.__getitem__, lambda key: colored(frames[key]), 20, share(235, 80), (0,))) == ()


def test_a_thing_hidden_for_a_while_is_found_again_by_its_looks() -> None:
    """Everything is black for eight frames: the motion cannot be followed through that."""
    frames = [frame(index) for index in range(FRAMES)]
    for index in range(5, 13):
        frames[index] = np.zeros_like(frames[index])
    found = done(trace(frames.__getitem__, lambda key: colored(frames[key]), 15, share(120, 80), (0,)))
    assert [origin.how for origin in found] == ["alike"]
    assert np.hypot(*(np.subtract(pixel(found[0]), (120 + 15 * PAN[0], 80 + 15 * PAN[1])))) < 1.5
    assert found[0].certainty < 0.7


def test_a_damaged_frame_does_not_end_the_way() -> None:
    frames = [frame(index) for index in range(FRAMES)]
    frames[6] = np.zeros_like(frames[6])
    places = list(follow(frames.__getitem__, range(10, -1, -1), 100, 80))
    assert [place.frame for place in places] == [10, 9, 8, 7, 5, 4, 3, 2, 1, 0]
    assert abs(places[-1].x - (100 + 10 * PAN[0])) < 1


def test_a_plain_wall_is_not_looked_for_by_its_looks() -> None:
    plain = np.full((HEIGHT, WIDTH), 120, np.uint8)
    assert look_for(plain, plain, 50, 50, (50, 50)) is None
    stripes = np.asarray(np.tile(np.repeat([60, 200], 8), WIDTH // 16)[None].repeat(HEIGHT, 0), np.uint8)
    assert look_for(stripes, stripes, 100, 80, (100, 80)) is None, "every stripe looks the same"
    own = frame(0)
    found = look_for(own, own, 100, 80, (90, 70))
    assert isinstance(found, Place) and (found.x, found.y) == (100, 80)


def test_a_color_is_explained_by_a_source_or_a_mixture_of_two() -> None:
    one = Origin(0, 0.5, 0.5, "followed", 0.9, (200, 60, 60))
    other = Origin(9, 0.5, 0.5, "followed", 0.9, (60, 60, 200))
    near = unexplained((one, other), (200, 62, 60))
    far = unexplained((one, other), (40, 220, 40))
    assert near is not None and near < 2 and far is not None and far > 40
    assert unexplained((), (1, 2, 3)) is None
    assert weighed((), 5) == ()
