"""`tintloom propagate --kind`: style and masks as a script gets them."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.cli import main
from engine.media.images import read_picture
from engine.media.masks import encode_mask, read_mask
from engine.media.source import open_source
from engine.project.file import ProjectFolder
from engine.runtime.checkpoint import load
from tests.material import make_film

BRIEF = ["-m", "dvp"]
for _pair in ("working_height=32", "warm_up=4", "steps_per_frame=1", "finish=2", "network_width=4"):
    BRIEF += ["-p", _pair]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "a.mp4", frames=4)


@pytest.fixture
def tintloom(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tintloom", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return call


def _mask(tmp_path: Path, size: tuple[int, int] = (64, 96)) -> Path:
    mask = np.zeros(size, np.uint8)
    mask[size[0] // 2 :, : size[1] // 3] = 1
    mask[: size[0] // 3, size[1] // 2 :] = 2
    path = tmp_path / "mask.png"
    path.write_bytes(encode_mask(mask))
    return path


def test_masks_come_out_as_indexed_pngs_named_by_frame(tintloom: Any, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "masks"
    code, told, err = tintloom(
        "propagate", film, "--kind", "mask", "-k", f"1={_mask(tmp_path)}", "-o", out, "--one-shot", "--json", *BRIEF
    )
    assert code == 0, err
    assert json.loads(told)["kind"] == "mask"
    assert [path.name for path in sorted(out.iterdir())] == [f"{frame:08d}.png" for frame in range(4)]
    assert np.array_equal(read_mask(out / "00000001.png"), read_mask(tmp_path / "mask.png"))
    for path in out.iterdir():
        assert cv2.imread(str(path)).shape == (64, 96, 3)
        assert set(np.unique(read_mask(path))) <= {0, 1, 2}
    code, _, err = tintloom(
        "propagate", film, "--kind", "mask", "-k", f"1={_mask(tmp_path)}", "-o", out, "--one-shot", *BRIEF
    )
    assert code == 1
    assert "exists already" in err


def test_a_mask_film_is_white_on_black_and_a_smaller_mask_is_enlarged(
    tintloom: Any, film: Path, tmp_path: Path
) -> None:
    out = tmp_path / "matte.mkv"
    mask = _mask(tmp_path, (32, 48))
    code, _, err = tintloom(
        "propagate", film, "--kind", "mask", "-k", f"0={mask}", "-o", out, "--one-shot", "--json", *BRIEF
    )
    assert code == 0, err
    with closing(open_source(out)) as matte:
        assert len(matte) == 4
        first = matte.read(0)
    assert first[60, 5].min() > 200
    assert first[60, 80].max() < 50
    assert first[5, 80].min() > 200


def test_a_style_is_painted_by_dvp_unless_another_method_is_named(tintloom: Any, film: Path, tmp_path: Path) -> None:
    with closing(open_source(film)) as source:
        painted = np.asarray(255 - source.read(2), np.uint8)
    cv2.imwrite(str(tmp_path / "painted.png"), painted[..., ::-1])
    words = ("propagate", film, "--kind", "style", "-k", f"2={tmp_path / 'painted.png'}", "--one-shot", "--json")
    out = tmp_path / "pictures"
    code, told, err = tintloom(*words, "-o", out, *BRIEF[2:])
    assert code == 0, err
    assert json.loads(told)["method"] == "dvp"
    assert json.loads(told)["colored"] == 4
    assert np.array_equal(read_picture(out / "00000002.png"), painted)
    code, _, err = tintloom(*words, "-o", tmp_path / "other", "-m", "flow")
    assert code == 1
    assert "does not propagate style" in err


def test_objects_are_pasted_where_color_is_learned(tintloom: Any, film: Path, tmp_path: Path) -> None:
    with closing(open_source(film)) as source:
        painted = np.asarray(255 - source.read(0), np.uint8)
    cv2.imwrite(str(tmp_path / "painted.png"), painted[..., ::-1])
    words = ("propagate", film, "-k", f"0={tmp_path / 'painted.png'}", "--one-shot", *BRIEF, "-p", "augmentation=1")
    alone = ("-p", "crop=false", "-p", "flip=false", "-p", "rotation=false")
    pictures = []
    for name, more in (("without", ()), ("with", ("--mask", f"0={_mask(tmp_path)}"))):
        code, _, err = tintloom(*words, *alone, *more, "-o", tmp_path / name)
        assert code == 0, err
        pictures.append(read_picture(tmp_path / name / "00000003.png"))
    assert not np.array_equal(*pictures)
    code, _, err = tintloom(*words, "-p", "copy_paste=false", "--mask", f"0={_mask(tmp_path)}", "-o", tmp_path / "no")
    assert code == 1 and "would not use --mask" in err
    code, _, err = tintloom(*words, "--mask", f"1={_mask(tmp_path)}", "-o", tmp_path / "no")
    assert code == 1 and "Frame 1 has a mask and no keyframe" in err


@pytest.mark.parametrize("out", ["masks", "matte.mkv"])
def test_frames_without_a_mask_are_black(tintloom: Any, film: Path, tmp_path: Path, out: str) -> None:
    kept = tmp_path / "kept"
    keys = [word for frame in (2, 3) for word in ("-k", f"{frame}={_mask(tmp_path)}")]
    words = ("propagate", film, "--kind", "mask", *keys, "--one-shot", "--keep-run", kept)
    code, _, err = tintloom(*words, "--start", "2", *BRIEF, "-o", tmp_path / "first")
    assert code == 0, err
    written = tmp_path / out
    code, told, err = tintloom("export", f"{kept}.tintloom", "-o", written)
    assert code == 0, err
    assert "2 of 4 frames have a mask" in " ".join(told.split())
    if out == "masks":
        masks = [read_mask(path) for path in sorted(written.glob("*.png"))]
        assert [bool(mask.any()) for mask in masks] == [False, False, True, True]
        assert {mask.shape for mask in masks} == {(64, 96)}
    else:
        with closing(open_source(written)) as matte:
            assert [int(matte.read(frame).max()) > 200 for frame in range(4)] == [False, False, True, True]
            assert matte.read(0).max() < 20


def test_masks_are_written_where_color_is_shown(tintloom: Any, film: Path, tmp_path: Path) -> None:
    kept, masks = tmp_path / "kept", tmp_path / "masks"
    with closing(open_source(film)) as source:
        cv2.imwrite(str(tmp_path / "painted.png"), np.asarray(255 - source.read(0), np.uint8))
    words = ("propagate", film, "--one-shot", "--keep-run", kept, *BRIEF)
    for kind, key in (("color", tmp_path / "painted.png"), ("mask", _mask(tmp_path))):
        code, _, err = tintloom(*words, "--kind", kind, "-k", f"0={key}", "-o", tmp_path / kind)
        assert code == 0, err
    code, told, err = tintloom("export", f"{kept}.tintloom", "-o", tmp_path / "shown")
    assert code == 0 and "4 of 4 frames are in color" in " ".join(told.split()), err
    code, told, err = tintloom("export", f"{kept}.tintloom", "-o", masks, "--content", "masks")
    assert code == 0 and "4 of 4 frames have a mask" in " ".join(told.split()), err
    first = min(masks.glob("*.png"))
    assert np.array_equal(read_mask(first), read_mask(tmp_path / "mask.png"))


def test_one_more_keyframe_begins_with_what_the_run_before_has_learned(
    tintloom: Any, film: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    words = ("propagate", film, "--kind", "mask", "--one-shot", "--keep-run", kept, *BRIEF)
    code, _, err = tintloom(*words, "-k", f"0={_mask(tmp_path)}", "-o", tmp_path / "m", "--start-from", "last")
    assert code == 1 and "No run 'last' of dvp has weights to begin with; those that have: none yet" in err
    assert tintloom(*words, "-k", f"0={_mask(tmp_path)}", "-o", tmp_path / "m")[0] == 0
    code, out, err = tintloom(
        *words, "-k", f"3={_mask(tmp_path)}", "-o", tmp_path / "n", "--start-from", "last", "--json"
    )
    assert code == 0, err
    with closing(ProjectFolder.open(kept.with_suffix(".tintloom"))) as project:
        first, second = project.runs.all()
        assert second.start_from == first.id and json.loads(out)["shots"][0]["run"] == second.id
        steps = [load(project.runs.folder(run.id).checkpoint).facts["step"] for run in (first, second)]
    assert steps[1] < steps[0]
    code, _, err = tintloom(*words, "-k", f"3={_mask(tmp_path)}", "-o", tmp_path / "o", "--start-from", "Run 7")
    assert code == 1 and "those that have: Run 1, Run 2" in err
    words = ("propagate", film, "--kind", "mask", "--one-shot", "--method", "flow", "--start-from", "last")
    code, _, err = tintloom(*words, "-k", f"0={_mask(tmp_path)}", "-o", tmp_path / "p")
    assert code == 1 and "(flow) learns nothing that a run could begin with" in err


def test_tracking_from_a_repaired_frame_leaves_the_frames_before_it_bit_identical(
    tintloom: Any, tmp_path: Path
) -> None:
    film, kept = make_film(tmp_path / "long.mp4", frames=6), tmp_path / "kept"
    words = ("propagate", film, "--kind", "mask", "-m", "flow", "--one-shot", "--keep-run", kept, "--json")
    code, _, err = tintloom(*words, "-k", f"0={_mask(tmp_path)}", "-o", tmp_path / "first", "--from", 0)
    assert code == 0, err
    repaired = np.zeros((64, 96), np.uint8)
    repaired[10:50, 60:90] = 3
    path = tmp_path / "repaired.png"
    path.write_bytes(encode_mask(repaired))
    track = ("--from", 3, "--direction", "forward")
    code, _, err = tintloom(*words, "-k", f"3={path}", "-o", tmp_path / "second", *track)
    assert code == 0, err
    folder = ProjectFolder.open(kept.with_suffix(".tintloom"), is_writable=False)
    ranges = [(choice.start, choice.stop) for choice in folder.project.mask_runs]
    assert ranges == [(0, 3), (3, 6)]
    assert [(run.start, run.stop) for run in folder.runs.all()] == [(0, 6), (3, 6)]
    folder.close()
    assert sorted(path.name for path in (tmp_path / "second").iterdir()) == [f"{f:08d}.png" for f in range(6)]
    for frame in range(6):
        one, two = ((tmp_path / name / f"{frame:08d}.png").read_bytes() for name in ("first", "second"))
        assert (one == two) is (frame < 3)
    code, _, err = tintloom(
        *words, "-k", f"3={path}", "-o", tmp_path / "third", "--from", 5, "--direction", "forward"
    )
    assert code == 1 and "Frame 5 has no mask to track" in err


def test_only_the_frames_around_a_keyframe_are_made(tintloom: Any, tmp_path: Path) -> None:
    film, kept = make_film(tmp_path / "long.mp4", frames=7), tmp_path / "kept"
    keys = [word for frame in (1, 3, 5) for word in ("-k", f"{frame}={_mask(tmp_path)}")]
    words = ("propagate", film, "--kind", "mask", "-m", "flow", "--one-shot", *keys)
    code, _, err = tintloom(*words, "-o", tmp_path / "made", "--keep-run", kept, "--around", 3)
    assert code == 0, err
    folder = ProjectFolder.open(kept.with_suffix(".tintloom"), is_writable=False)
    assert [(run.start, run.stop) for run in folder.runs.all()] == [(1, 6)]
    folder.close()
    code, _, err = tintloom(*words, "-o", tmp_path / "other", "--around", 2)
    assert code == 1 and "this frame has no keyframe of mask" in err
    code, _, err = tintloom(*words, "-o", tmp_path / "other", "--around", 3, "--from", 3)
    assert code == 2 and "--from and --around" in err
