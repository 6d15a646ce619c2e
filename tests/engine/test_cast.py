"""The cast: named colors, and a flag exactly where what is shown has drifted from them."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000

from engine.cli import main
from engine.color.gamut import lab_of, rgb_of
from engine.color.lab import lab_to_rgb
from engine.project import cast
from engine.project.drift import MOST_DRIFT, Drift, drifts
from engine.project.edits import put_keyframe, split_shot
from engine.project.file import ProjectFolder
from engine.project.model import Clip, Keyframe, Mask, Project, Shot
from engine.runtime.errors import InputError

COAT = "#8f3b34"
SIZE = (48, 64)


def project_with(*masks: Mask) -> Project:
    return Project(masks=masks)


def test_a_swatch_is_added_renamed_recolored_annotated_and_removed() -> None:
    before = project_with()
    project, coat = cast.add_swatch(before, "  Anna's   coat ", "#8F3B34")
    assert (coat.name, coat.color, before.cast) == ("Anna's coat", COAT, ())
    project, hat = cast.add_swatch(project, "Hat", "#203040", note="museum")
    project = cast.rename_swatch(project, hat.id, "Hat, felt")
    project = cast.recolor_swatch(project, hat.id, "#112233")
    project = cast.annotate_swatch(project, coat.id, "seen in a letter")
    assert [(s.name, s.color, s.note) for s in project.cast] == [
        ("Anna's coat", COAT, "seen in a letter"),
        ("Hat, felt", "#112233", "museum"),
    ]
    assert cast.rename_swatch(project, hat.id, "HAT, FELT").cast[1].name == "HAT, FELT"  # its own name is not taken
    assert [s.id for s in cast.remove_swatch(project, coat.id).cast] == [hat.id]


def test_what_cannot_be_is_a_sentence() -> None:
    project, coat = cast.add_swatch(project_with(), "Coat", COAT)
    for change, sentence in (
        (lambda: cast.add_swatch(project, "  ", COAT), "needs a name"),
        (lambda: cast.add_swatch(project, "coat", COAT), "named coat already"),
        (lambda: cast.recolor_swatch(project, coat.id, "red"), "is no color"),
        (lambda: cast.rename_swatch(project, "gone", "x"), "not in the cast any more"),
        (lambda: cast.tie_swatch(project, coat.id, ["nobody"]), "no object 'nobody'"),
    ):
        with pytest.raises(InputError, match=sentence):
            change()


def test_a_note_beyond_all_bounds_is_a_sentence() -> None:
    project, swatch = cast.add_swatch(Project(), "Coat", "#aa0000")
    for attempt in (
        lambda: cast.annotate_swatch(project, swatch.id, "x" * 70_000),
        lambda: cast.add_swatch(project, "Hat", "#aa0000", "x" * 70_000),
    ):
        with pytest.raises(InputError, match="has 70000 characters"):
            attempt()


def test_an_object_has_one_color_only() -> None:
    project, coat = cast.add_swatch(project_with(_mask("a", 1), _mask("b", 2)), "Coat", COAT)
    project, hat = cast.add_swatch(project, "Hat", "#203040")
    project = cast.tie_swatch(project, coat.id, ["a", "b", "a"])
    assert cast.tied_names(project, project.cast[0]) == ("Object a", "Object b")
    project = cast.tie_swatch(project, hat.id, ["b"])
    assert [swatch.masks for swatch in project.cast] == [("a",), ("b",)]
    gone = project.replaced(masks=project.masks[:1])
    assert cast.tied_names(gone, gone.cast[1]) == ()


def _mask(name: str, label: int) -> Mask:
    return Mask(id=name, name=f"Object {name}", color="#ffffff", label=label)


# --- drift -------------------------------------------------------------------------------------------------


def off_by(wanted: float, lightness: float = 45.0) -> tuple[float, float]:
    """Return a chroma that is `wanted` dE (CIEDE2000) from the coat's at this L, toward more red and blue."""
    own = np.array(lab_of(_rgb(COAT))[1:])
    low, high = 0.0, 60.0
    for _ in range(40):
        middle = (low + high) / 2
        other = own + middle * np.array([-0.3, -1.0])
        away = deltaE_ciede2000(np.array([lightness, *own]), np.array([lightness, *other]))
        low, high = (middle, high) if away < wanted else (low, middle)
    a, b = own + low * np.array([-0.3, -1.0])
    return float(a), float(b)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def painted(ab: tuple[float, float], seed: int = 0) -> NDArray[np.uint16]:
    """A picture whose left half has this chroma under light and shade with grain, its right half another one."""
    rng = np.random.default_rng(seed)
    lightness = np.tile(np.linspace(30, 60, SIZE[0], dtype=np.float32)[:, None], (1, SIZE[1]))
    lightness += rng.normal(0, 2, SIZE).astype(np.float32)
    chroma = np.empty((*SIZE, 2), np.float32)
    chroma[:, : SIZE[1] // 2], chroma[:, SIZE[1] // 2 :] = ab, (-20, 20)
    return lab_to_rgb(lightness, chroma + rng.normal(0, 1.5, chroma.shape).astype(np.float32), np.uint16)


def left_half() -> NDArray[np.uint8]:
    labels = np.zeros(SIZE, np.uint8)
    labels[:, : SIZE[1] // 2] = 3
    return labels


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    clip = Clip(path="a.mp4", absolute="/nowhere/a.mp4", width=SIZE[1], height=SIZE[0], length=30, rate="24/1")
    content = Project(clip=clip, shots=(Shot(id="s", start=0, stop=30),), masks=(_mask("coat", 3), _mask("dog", 1)))
    with closing(ProjectFolder.create(tmp_path / "film.tintloom", content)) as made:
        yield made


def shown(folder: ProjectFolder, project: Project, frame: int, ab: tuple[float, float]) -> Project:
    """Give a frame a keyframe whose coat has this chroma, and a mask of the coat."""
    color = folder.blobs.put_picture(painted(ab, frame))
    labels = folder.blobs.put_mask(left_half())
    project = put_keyframe(project, Keyframe(frame=frame, image=color, origin="painted"))
    return put_keyframe(project, Keyframe(frame=frame, image=labels, kind="mask", origin="painted"))


def tied(folder: ProjectFolder) -> tuple[Project, str]:
    project, swatch = cast.add_swatch(folder.project, "Coat", COAT)
    return cast.tie_swatch(project, swatch.id, ["coat"]), swatch.id


def measured(folder: ProjectFolder, project: Project) -> tuple[Drift, ...]:
    steps = drifts(folder, project)
    while True:
        try:
            step = next(steps)
            assert 0 <= step.done <= step.total
        except StopIteration as end:
            found: tuple[Drift, ...] = end.value
            return found


@pytest.mark.parametrize(("away", "is_flagged"), [(0.0, False), (4.4, False), (5.6, True), (12.0, True)])
def test_a_shot_is_flagged_exactly_where_it_is_off_by_more_than_five(
    folder: ProjectFolder, away: float, is_flagged: bool
) -> None:
    project, swatch = tied(folder)
    project = shown(folder, project, 4, off_by(away))
    (found,) = measured(folder, project)
    assert (found.swatch, found.shot, found.frames, found.worst_frame) == (swatch, "s", 1, 4)
    assert found.away == pytest.approx(away, abs=0.5) and found.is_flagged is is_flagged
    assert MOST_DRIFT == 5


def test_shots_are_told_apart_and_the_worst_frame_is_named(folder: ProjectFolder) -> None:
    project, _ = tied(folder)
    project = split_shot(project, 10, "second")
    for frame, away in ((2, 0.0), (8, 1.0), (12, 9.0), (20, 7.0), (28, 11.0)):
        project = shown(folder, project, frame, off_by(away))
    first, second = measured(folder, project)
    assert not first.is_flagged and first.frames == 2
    assert second.is_flagged and second.worst_frame == 28 and second.away == pytest.approx(9, abs=0.7)


def test_light_and_shade_are_no_drift_and_what_cannot_be_in_the_light_is_not_asked_for(folder: ProjectFolder) -> None:
    project, swatch = cast.add_swatch(
        folder.project, "Flag", "#e01010"
    )  # far outside the gamut of the lighter pixels
    project = cast.tie_swatch(project, swatch.id, ["coat"])
    lightness = np.tile(np.linspace(12, 90, SIZE[0], dtype=np.float32)[:, None], (1, SIZE[1]))
    pure = np.broadcast_to(np.float32(lab_of((224, 16, 16))[1:]), (*SIZE, 2))
    color = folder.blobs.put_picture(lab_to_rgb(lightness, pure))
    project = put_keyframe(project, Keyframe(frame=3, image=color))
    project = put_keyframe(project, Keyframe(frame=3, image=folder.blobs.put_mask(left_half()), kind="mask"))
    (found,) = measured(folder, project)
    assert found.away < 2


def test_nothing_is_measured_without_ties_masks_or_color(folder: ProjectFolder) -> None:
    loose, swatch = cast.add_swatch(folder.project, "Coat", COAT)
    assert measured(folder, shown(folder, loose, 4, off_by(9))) == ()
    elsewhere = cast.tie_swatch(loose, swatch.id, ["dog"])  # an object that is on no mask
    assert measured(folder, shown(folder, elsewhere, 4, off_by(9))) == ()
    project, _ = tied(folder)
    labels = folder.blobs.put_mask(left_half())
    assert measured(folder, put_keyframe(project, Keyframe(frame=4, image=labels, kind="mask"))) == ()


def test_the_command_line_lists_the_cast_and_measures_it(
    folder: ProjectFolder, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _ = tied(folder)
    folder.append(shown(folder, project, 4, off_by(8)))
    folder.save()

    def call(*words: object) -> tuple[int, Any]:
        monkeypatch.setattr(sys, "argv", ["tintloom", "cast", *map(str, words), "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), json.loads(capfd.readouterr().out)

    code, told = call("list", folder.path)
    assert code == 0 and told["cast"][0]["name"] == "Coat" and told["cast"][0]["objects"] == ["Object coat"]
    code, told = call("drift", folder.path)
    assert code == 0 and told["drift"][0]["flagged"] and told["drift"][0]["away"] == pytest.approx(8, abs=0.5)
    assert call("drift", folder.path, "--strict")[0] == 3


def test_the_chroma_of_the_helper_is_what_it_says() -> None:
    a, b = off_by(6)
    seen = lab_of(rgb_of(45, (a, b)))
    own = lab_of(_rgb(COAT))[1:]
    assert deltaE_ciede2000(np.array([45, *own]), np.array([45, *seen[1:]])) == pytest.approx(6, abs=0.3)
