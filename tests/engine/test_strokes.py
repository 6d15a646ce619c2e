"""Scribbles as they lie in a project: read as they were drawn, followed by edits, refused when something else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.paint.drawn import Scribble, found_at, recolored, without
from engine.project import edits
from engine.project.blobs import Blobs
from engine.project.file import ProjectFolder
from engine.project.keyframes import duplicate_keyframe, go_back_to, go_back_to_scribbles
from engine.project.model import Keyframe, Project, Scribbles, Shot
from engine.project.strokes import decode_strokes, encode_strokes, settled
from engine.runtime.errors import InputError, ProjectError

RED = Scribble(((2.0, 3.0), (9.5, 3.25)), 2.5, (200, 10, 0))
GUARD = Scribble(((1.0, 20.0),), 1.0, None)
STROKES = (RED, GUARD)
MADE, GROUND, OTHER = (f"{digit * 64}.png" for digit in "abc")


@pytest.fixture
def project() -> Project:
    kept = Scribbles(strokes="d" * 64 + ".json", made=MADE, ground=GROUND)
    key = Keyframe(frame=2, image=MADE, origin="painted", scribbles=kept)
    return Project(shots=(Shot(id="s", start=0, stop=9, keyframes=(key,)),))


def key_of(project: Project, frame: int = 2) -> Keyframe:
    key = project.shots[0].keyframe(frame)
    assert key is not None
    return key


def test_strokes_come_back_as_they_were_drawn(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "p.tintloom" / "blobs")
    blob = blobs.put_strokes(STROKES)
    assert blob.endswith(".json") and blobs.read_strokes(blob) == STROKES and blobs.ids() == [blob]
    (blobs.folder / blob).write_bytes(encode_strokes((RED,)))
    with pytest.raises(ProjectError, match="damaged"):
        blobs.read_strokes(blob)


def test_places_of_the_pen_are_kept_finely_enough_to_be_drawn_alike() -> None:
    rng = np.random.default_rng(2)
    points = tuple(map(tuple, rng.uniform(0, 60, (9, 2)).tolist()))
    kept = settled(points)  # type: ignore[arg-type]
    assert decode_strokes(encode_strokes((Scribble(kept, 1.5, None),)))[0].points == kept
    assert max(abs(a - b) for one, other in zip(points, kept, strict=True) for a, b in zip(one, other)) <= 1 / 128


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"strokes": [{"points": [], "radius": 1, "color": ""}]},
        {"strokes": [{"points": [[1, 2]], "radius": -1, "color": ""}]},
        {"strokes": [{"points": [[1, "nan"]], "radius": 1, "color": ""}]},
        {"strokes": [{"points": [[1e300, 2]], "radius": 1, "color": "#ff0000"}]},
        {"strokes": [{"points": [[1, 2]], "radius": 1, "color": "red"}]},
        {"code": "import os"},
    ],
)
def test_what_is_no_drawing_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ProjectError, match="strokes of a keyframe"):
        decode_strokes(json.dumps({"version": 1, "strokes": [], **change}).encode())


def test_a_place_means_the_nearest_stroke_and_of_two_the_later() -> None:
    over = Scribble(((5.0, 0.0), (5.0, 9.0)), 1.0, (0, 0, 200))
    drawn = (RED, GUARD, over)
    assert found_at(drawn, 5, 3, 1) == 2 and found_at(drawn, 3, 6, 1) == 0 and found_at(drawn, 1, 22, 1) == 1
    assert found_at(drawn, 40, 40, 5) is None and found_at((), 0, 0, 9) is None
    assert recolored(drawn, 1, (1, 2, 3))[1].color == (1, 2, 3) and without(drawn, 0) == (GUARD, over)


def test_scribbles_can_be_changed_while_the_picture_is_theirs(project: Project) -> None:
    assert key_of(project).drawn is not None
    brushed = edits.put_keyframe(project, key_of(project).replaced(image=OTHER))
    assert key_of(brushed).drawn is None and key_of(brushed).scribbles is not None
    imported = edits.put_keyframe(project, Keyframe(frame=2, image=OTHER))
    assert key_of(imported).drawn is None and key_of(go_back_to(imported, 2, "color", MADE)).drawn is not None
    back = key_of(go_back_to_scribbles(brushed, 2))
    assert back.drawn is not None and back.image == MADE and back.versions == (OTHER,)
    with pytest.raises(InputError, match="already"):
        go_back_to_scribbles(project, 2)
    with pytest.raises(InputError, match="not made of scribbles"):
        go_back_to_scribbles(edits.put_keyframe(project, Keyframe(frame=3, image=OTHER)), 3)


def test_on_another_frame_they_would_lie_wrong(project: Project) -> None:
    assert key_of(edits.move_keyframe(project, 2, 4), 4).scribbles is None
    assert key_of(duplicate_keyframe(project, key_of(project), 5), 5).scribbles is None


def test_strokes_and_what_they_lie_on_are_not_swept_out(tmp_path: Path) -> None:
    with ProjectFolder.create(tmp_path / "p") as folder:
        pixels = np.zeros((8, 8, 3), np.uint8)
        made, ground, lost = (folder.blobs.put_picture(pixels + value) for value in (1, 2, 3))
        kept = Scribbles(strokes=folder.blobs.put_strokes(STROKES), made=made, ground=ground)
        key = Keyframe(frame=0, image=made, scribbles=kept)
        folder.save(Project(shots=(Shot(id="s", start=0, stop=2, keyframes=(key,)),)))
        assert folder.unused_blobs() == {lost}
        path = folder.path
    content = json.loads((path / "project.json").read_text())
    content["version"] = 4
    del content["shots"][0]["keyframes"][0]["scribbles"]
    (path / "project.json").write_text(json.dumps(content))
    with ProjectFolder.open(path) as again:  # as the program before wrote it
        assert again.project.shots[0].keyframes[0] == key.replaced(scribbles=None) and not again.warnings
