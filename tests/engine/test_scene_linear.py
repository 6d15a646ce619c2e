"""HDR keyframes: what can be one, on which scale it is, and how they come in on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.catalog import METHODS
from engine.cli import main
from engine.color.lab import from_linear
from engine.color.scene_linear import at_size, hdr_picture, scale_of, stops_above
from engine.media.exr import encode_exr
from engine.media.images import read_picture
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe
from engine.runtime.errors import InputError
from tests.fakes import WIDE
from tests.hdr import HEIGHT, KEY_STOPS, LAMP, SHADE, WIDTH, filmed, make_key, make_ldr_film, scene

BLOB = f"{'0' * 64}.exr"


@pytest.fixture
def tintloom(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(METHODS, WIDE.id, WIDE)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tintloom", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return call


def test_what_cannot_be_an_hdr_keyframe_is_a_sentence() -> None:
    with pytest.raises(InputError, match=r"key\.png has 8 bits a channel and is no HDR picture"):
        hdr_picture(np.zeros((4, 6, 3), np.uint8), "key.png", 6, 4)
    with pytest.raises(InputError, match="is 6x4 and has another shape than the film, 6x6"):
        hdr_picture(np.zeros((4, 6, 3), np.float32), "key.exr", 6, 6)
    smaller = hdr_picture(np.ones((4, 6, 3), np.float32), "key.exr", 12, 8)
    assert smaller.broken == 0 and at_size(smaller.picture, 12, 8).shape == (8, 12, 3)


def test_pixels_that_are_no_numbers_are_put_right_and_counted() -> None:
    picture = np.full((4, 6, 3), 3.0, np.float32)
    picture[0, 0], picture[1, 1, 2], picture[2, 2, 0] = np.nan, np.inf, -np.inf
    found = hdr_picture(picture, "key.exr", 6, 4)
    assert found.broken == 3 and np.isfinite(found.picture).all()
    assert found.picture[1, 1].tolist() == [3, 3, 65504] and found.picture[3, 3].tolist() == [3, 3, 3]


@pytest.mark.parametrize("stops", [-5.0, 0.0, 2.0, 9.5])
def test_the_scale_is_found_whatever_clips_or_was_repainted(stops: float) -> None:
    light = scene(0)
    light[: HEIGHT // 3, : WIDTH // 2] *= (0.2, 3.0, 1.0)  # a corner was repainted
    found = stops_above(filmed(0), light * np.float32(2**stops))
    assert found == pytest.approx(stops, abs=0.1)


def test_where_nothing_can_be_compared_no_scale_is_told() -> None:
    white = np.full((40, 60, 3), 255, np.uint8)
    assert stops_above(white, np.ones((40, 60, 3), np.float32)) is None
    assert stops_above(filmed(0), np.zeros((HEIGHT, WIDTH, 3), np.float32)) is None
    keys = [Keyframe(frame=n, image=BLOB, kind="hdr", stops=stops) for n, stops in enumerate((2.0, 2.2, None, 7.0))]
    assert scale_of(keys) == 2.2 and scale_of(keys[2:3]) == 0 and scale_of([]) == 0


def test_real_maps_are_found_on_their_scale(footage: Path) -> None:
    maps = sorted((footage / "hdr" / "maps").glob("*.hdr"))
    if not maps:
        pytest.skip(f"real HDR pictures are not on this machine ({footage / 'hdr' / 'maps'} is missing)")
    for path in maps[:4]:
        light = read_picture(path)
        assert light.dtype == np.float32
        middle = float(np.median(light)) or 1.0
        exposed = light * np.float32(0.18 / middle)
        film = np.rint(from_linear(np.clip(exposed, 0, 1)) * 255).astype(np.uint8)
        assert stops_above(film, exposed * 8) == pytest.approx(3, abs=0.1), path.name


def test_real_openexr_frames_come_in_and_go_out(tintloom: Any, tmp_path: Path, footage: Path) -> None:
    pictures = sorted((footage / "hdr" / "beachball").glob("*.exr"))
    if not pictures:
        pytest.skip(f"real HDR pictures are not on this machine ({footage / 'hdr' / 'beachball'} is missing)")
    lights = [hdr_picture(read_picture(path), path.name, *_size(path)).picture for path in pictures]
    (tmp_path / "film").mkdir()
    for number, light in enumerate(lights):
        frame = np.rint(from_linear(np.clip(light, 0, 1)) * 255).astype(np.uint8)
        cv2.imwrite(str(tmp_path / "film" / f"a.{number:04d}.png"), frame[..., ::-1])
    words = ("propagate", tmp_path / "film", "--kind", "hdr", "--one-shot", "-k", f"0={pictures[0]}")
    code, _, err = tintloom(*words, "-o", tmp_path / "light", "--json")
    assert code == 0, err
    made = [read_picture(path) for path in sorted((tmp_path / "light").glob("*.exr"))]
    assert len(made) == len(lights) and all(light.dtype == np.float32 for light in made)
    middle = np.s_[lights[0].shape[0] // 3 : 2 * lights[0].shape[0] // 3]
    assert np.median(made[0][middle]) == pytest.approx(np.median(np.clip(lights[0][middle], 0, 1)), rel=0.1)


def _size(path: Path) -> tuple[int, int]:
    height, width = read_picture(path).shape[:2]
    return width, height


def test_a_script_gets_scene_linear_pictures(tintloom: Any, tmp_path: Path) -> None:
    film, out, kept = make_ldr_film(tmp_path / "a.mkv"), tmp_path / "light", tmp_path / "kept.tintloom"
    keys = [make_key(tmp_path / f"key{n}.exr", n) for n in (0, 5)]
    words = ("propagate", film, "--kind", "hdr", "--one-shot", "--json", "--keep-run", kept)
    code, told, err = tintloom(*words, "-k", f"0={keys[0]}", "-k", f"5={keys[1]}", "-o", out)
    assert code == 0, err
    assert "keyframe 0 lies +2.0 stops above" in err.replace("\n", " ")
    assert json.loads(told)["kind"] == "hdr" and json.loads(told)["method"] == "stpn"
    assert [path.name for path in sorted(out.glob("0*"))] == [f"{frame:08d}.exr" for frame in range(6)]
    light = read_picture(out / "00000003.exr")
    expected = scene(3) * 2**KEY_STOPS
    assert light[SHADE[::-1]] == pytest.approx(expected[SHADE[::-1]], rel=0.1)
    assert light[LAMP[::-1]] == pytest.approx(expected[LAMP[::-1]], rel=0.1)  # what the film has burnt out
    with ProjectFolder.open(kept, is_writable=False) as project:
        (shot,) = project.project.shots
        assert [(key.frame, key.kind) for key in shot.keyframes] == [(0, "hdr"), (5, "hdr")]
        assert [key.stops for key in shot.keyframes] == pytest.approx([KEY_STOPS, KEY_STOPS], abs=0.1)
        assert project.blobs.path(shot.keyframes[0].image).read_bytes() == keys[0].read_bytes()


def test_a_radiance_picture_and_a_smaller_one_are_keyframes(tintloom: Any, tmp_path: Path) -> None:
    film, kept = make_ldr_film(tmp_path / "a.mkv"), tmp_path / "kept.tintloom"
    cv2.imwrite(str(tmp_path / "key.hdr"), cv2.resize(scene(0), (48, 32), interpolation=cv2.INTER_AREA)[..., ::-1])
    words = ("propagate", film, "--kind", "hdr", "--one-shot", "--keep-run", kept)
    code, _, err = tintloom(*words, "-k", f"0={tmp_path / 'key.hdr'}", "-o", tmp_path / "light")
    assert code == 0, err
    with ProjectFolder.open(kept, is_writable=False) as project:
        key = project.project.shots[0].keyframes[0]
        stored = project.blobs.read(key.image)
    assert stored.dtype == np.float32 and stored.shape == (HEIGHT, WIDTH, 3) and stored.max() > 5
    assert key.stops == pytest.approx(0, abs=0.15)


def test_a_script_is_told_what_is_wrong_with_its_keyframe(tintloom: Any, tmp_path: Path) -> None:
    film = make_ldr_film(tmp_path / "a.mkv")
    cv2.imwrite(str(tmp_path / "key.png"), filmed(0))
    words = ("propagate", film, "--kind", "hdr", "--one-shot", "-o", tmp_path / "light")
    code, _, err = tintloom(*words, "-k", f"0={tmp_path / 'key.png'}")
    assert code == 1 and "is no HDR picture" in err
    (tmp_path / "wide.exr").write_bytes(encode_exr(np.ones((20, 96, 3), np.float32), is_half=True))
    code, _, err = tintloom(*words, "-k", f"0={tmp_path / 'wide.exr'}")
    assert code == 1 and "another shape than the film" in err
    light = scene(0)
    light[3, 3] = np.nan
    (tmp_path / "broken.exr").write_bytes(encode_exr(light, is_half=False))
    code, _, err = tintloom(*words, "-k", f"0={tmp_path / 'broken.exr'}")
    assert code == 0 and "1 pixel of the keyframe broken.exr was no number" in err.replace("\n", " ")
    assert np.isfinite(read_picture(tmp_path / "light" / "00000000.exr")).all()
    code, _, err = tintloom(*words, "-k", f"0={tmp_path / 'broken.exr'}", "-m", "flow", "--force")
    assert code == 1 and "does not propagate hdr" in err
