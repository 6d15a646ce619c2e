"""The limits of color under a light, and palettes: of the program, of a picture, of the artist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import lab2rgb, rgb2lab

from engine.color import palettes
from engine.color.gamut import boundary, exists, lab_of, limit, nearest, plane, rgb_of
from engine.color.lab import rgb_to_lab
from engine.color.palettes import NamedColor, Palette
from engine.runtime.errors import EngineError, InputError


@pytest.mark.parametrize("lightness", [2.0, 20.0, 50.0, 75.0, 97.0])
def test_what_is_returned_as_possible_is_inside_srgb_and_beyond_it_nothing_is(lightness: float) -> None:
    edge = boundary(lightness)

    def overshoot(ab: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far the color is from what another library's clipping leaves of it."""
        lab = np.concatenate([np.full((len(ab), 1), lightness), ab], 1)[None]
        return np.abs(rgb2lab(lab2rgb(lab))[0] - lab[0]).max(-1)

    assert overshoot(0.99 * edge).max() < 0.5
    assert np.median(overshoot(1.15 * edge)) > 0.5
    assert exists(np.full(len(edge), lightness), 0.999 * edge).all()
    assert not exists(
        np.full(len(edge), lightness), 1.02 * edge + 0.5 * edge / np.linalg.norm(edge, axis=1)[:, None]
    ).any()


def test_the_nearest_color_keeps_hue_and_lightness_and_a_possible_one_stays() -> None:
    assert nearest(50, (10, -12)) == (10, -12)
    a, b = nearest(90, (90, 60))
    assert np.hypot(a, b) < 40 and b / a == pytest.approx(60 / 90)
    assert np.hypot(a, b) == pytest.approx(limit(90, float(np.degrees(np.arctan2(60, 90)))), rel=0.01)
    for lightness in (0.0, 100.0):
        assert np.hypot(*nearest(lightness, (50, 50))) < 1
    lab = rgb2lab(np.array([[rgb_of(90, (90, 60))]], np.uint8))[0, 0]
    assert lab[0] == pytest.approx(90, abs=0.6) and np.hypot(*(lab[1:] - (a, b))) < 1.5


def test_every_color_comes_back_from_lab() -> None:
    for color in [(0, 0, 0), (255, 255, 255), (255, 0, 0), (12, 200, 99), (1, 2, 3)]:
        lightness, a, b = lab_of(color)
        assert rgb_of(lightness, (a, b)) == color
        assert (lightness, a, b) == pytest.approx(tuple(rgb2lab(np.array([[color]], np.uint8))[0, 0]), abs=0.05)


def test_the_plane_is_clear_where_nothing_exists() -> None:
    picture = plane(50, 64, 128.0)
    assert picture.shape == (64, 64, 4) and picture[32, 32, 3] == 255 and picture[0, 0, 3] == 0
    assert 0.1 < (picture[..., 3] > 0).mean() < 0.5 and plane(96, 64, 128.0)[..., 3].sum() < picture[..., 3].sum() / 3
    assert picture[32, 40, 0] > picture[32, 40, 1]  # +a is to the right
    assert picture[26, 32, 2] < picture[26, 32, 0]  # +b is up


def test_the_palettes_that_ship_are_whole_and_say_what_they_rest_on() -> None:
    shipped = palettes.shipped()
    assert len(shipped) >= 10 and len({palette.id for palette in shipped}) == len(shipped)
    for palette in shipped:
        assert 8 <= len(palette.colors) <= 32 and len({c.color for c in palette.colors}) == len(palette.colors)
        assert "hosen by this project" in palette.rests_on and all(color.name for color in palette.colors)
    assert [bool(palette.era[0].isdigit()) for palette in shipped] == sorted(
        (bool(palette.era[0].isdigit()) for palette in shipped), reverse=True
    )


def test_a_palette_of_a_picture_finds_its_colors_large_and_small_and_each_once() -> None:
    known = {(150, 60, 50): 0.5, (60, 90, 150): 0.3, (70, 120, 70): 0.18, (220, 200, 60): 0.02}
    rng = np.random.default_rng(0)
    picture = np.repeat(np.array(list(known), np.float64), [int(share * 40_000) for share in known.values()], 0)
    rng.shuffle(picture)
    shaded = picture * rng.uniform(0.85, 1.1, (len(picture), 1)) + rng.normal(
        0, 2, picture.shape
    )  # one thing, shaded
    palette = palettes.of_picture(np.clip(shaded, 0, 255).astype(np.uint8).reshape(200, 200, 3), "Museum photograph")
    colors = np.array([[int(c.color[i : i + 2], 16) for i in (1, 3, 5)] for c in palette.colors], np.uint8)
    found = rgb_to_lab(colors[None])[0]
    for color, share in known.items():
        away = np.hypot(*(found[:, 1:] - rgb_to_lab(np.array([[color]], np.uint8))[0, 0, 1:]).T)
        assert away.min() < 4
        assert sum(c.share for c, d in zip(palette.colors, away, strict=True) if d < 8) == pytest.approx(
            share, abs=0.03
        )
    assert len(palette.colors) <= 7 and "Museum photograph" in palette.rests_on
    shares = [color.share for color in palette.colors]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_a_palette_is_taken_from_pictures_of_any_depth_and_one_color(kind: type) -> None:
    peak = 1 if kind is np.float32 else np.iinfo(kind).max
    palette = palettes.of_picture((np.full((3, 5, 3), 0.5) * peak).astype(kind), "Flat")
    assert len(palette.colors) == 1 and palette.colors[0].share == 1
    with pytest.raises(InputError, match="no pixels"):
        palettes.of_picture(np.zeros((0, 5, 3), kind), "Nothing")


def test_the_artists_palettes_are_kept_and_a_broken_file_costs_a_sentence_only(tmp_path: Path) -> None:
    folder = tmp_path / "palettes"
    assert palettes.kept_in(folder) == palettes.Kept((), ())
    mine = palettes.named("Léa, act 2!", (NamedColor(name="Dress", color="#aa3322"),), "Chosen by hand.")
    palettes.keep(mine, folder)
    (folder / "broken.json").write_text('{"id": "x", "colors": "red"}')
    (folder / "evil.json").write_text(
        Palette(id="e", title="E", rests_on="r", colors=mine.colors).model_dump_json()[:-1]
    )
    kept = palettes.kept_in(folder)
    assert kept.palettes == (mine,) and len(kept.remarks) == 2 and "broken.json" in kept.remarks[0]
    palettes.forget(mine, folder)
    palettes.forget(mine, folder)
    assert palettes.kept_in(folder).palettes == ()
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError):
        palettes.keep(mine, tmp_path / "file")
