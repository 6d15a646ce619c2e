"""The sample film is what it says it is, and the demo tells the truth about what became of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.demo.film import LUMA, RATE, SampleFilm, pictures, render
from engine.demo.run import PROJECT, make_sample_project, run_demo
from engine.demo.scenes import Camera, motorcycle
from engine.demo.scores import truth_picture
from engine.demo.sheet import error_picture
from engine.media.source import open_source
from engine.metrics.fidelity import psnr
from engine.metrics.warping import measure_flow
from engine.project.file import ProjectFolder
from engine.runtime.errors import EngineError

T = TypeVar("T")


def value_of(steps: Generator[object, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: T = end.value
            return value


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> SampleFilm:
    made = SampleFilm(tmp_path_factory.mktemp("sample"), width=160, height=90, lengths=(8, 8, 8))
    value_of(render(made))
    return made


def test_the_same_parameters_give_the_same_film(film: SampleFilm, tmp_path: Path) -> None:
    again = replace(film, folder=tmp_path)
    value_of(render(again))
    assert again.clip.read_bytes() == film.clip.read_bytes()
    other = replace(film, folder=tmp_path, seed=1)
    assert not np.array_equal(next(pictures(other)), truth_picture(film, 0))


def test_the_clip_is_the_truth_without_its_color(film: SampleFilm) -> None:
    with closing(open_source(film.clip)) as source:
        assert len(source) == len(film) == 24
        for frame in (0, 9, 23):
            gray, truth = source.read(frame), truth_picture(film, frame)
            assert np.ptp(gray.astype(int), axis=2).max() == 0
            assert np.abs(source.read_luma(frame) * 255 - truth @ LUMA).mean() < 3
            assert np.ptp(truth.astype(int), axis=2).mean() > 15


def test_the_sound_is_as_long_as_the_picture_and_clicks_at_the_cuts(film: SampleFilm) -> None:
    with av.open(str(film.clip)) as container:
        stream = container.streams.audio[0]
        sound = np.concatenate([block.to_ndarray()[0] for block in container.decode(stream)])
        rate = stream.rate
    assert abs(len(sound) / rate - len(film) / RATE) < 0.05
    # a music box has nothing that high
    sharp = np.abs(np.diff(sound, 3))
    for start, _ in film.shots[1:]:
        at = round(start / RATE * rate)
        click = sharp[at - 200 : at + 1200].max()
        assert click > 4 * np.quantile(sharp, 0.95)


def test_the_motorcycle_has_true_parallax() -> None:
    camera = Camera(240, 135)
    grays = [cv2.cvtColor(motorcycle(t, camera), cv2.COLOR_RGB2GRAY) for t in (0.45, 0.55)]
    assert min(gray.std() for gray in grays) > 0.1
    flow = measure_flow(*grays)
    far, near = np.quantile(flow[20:-20, 20:-20, 0], [0.1, 0.9])
    assert near - far > 1.0
    assert np.abs(np.median(flow[..., 1])) < 0.3


def test_the_cut_out_object_hides_what_is_behind_it(film: SampleFilm) -> None:
    """The red saucer crosses the picture: it is somewhere else later, and nowhere where it was."""

    def red(frame: int) -> NDArray[np.intp]:
        picture = truth_picture(film, frame).astype(int)
        spots = (picture[..., 0] > 110) & (picture[..., 1] < 60) & (picture[..., 2] < 50)
        return np.argwhere(spots[:, 40:])

    early, late = red(1), red(6)
    assert min(len(early), len(late)) > 50
    assert early[:, 1].mean() > late[:, 1].mean() + 20


def test_the_sample_project_is_ready_to_propagate(film: SampleFilm, tmp_path: Path) -> None:
    small = replace(film, folder=tmp_path / "film")
    value_of(make_sample_project(tmp_path, small))
    with ProjectFolder.open(tmp_path / PROJECT) as project:
        assert project.warnings == ()
        assert project.clip_place().state == "found"
        shots = project.project.shots
        assert [(shot.start, shot.stop) for shot in shots] == list(small.shots)
        assert [[k.frame for k in shot.keyframes] for shot in shots] == [[frame] for frame in small.keyframes]
        assert np.array_equal(
            project.blobs.read(shots[1].keyframes[0].image), truth_picture(small, small.keyframes[1])
        )
        assert project.runs.all() == []
        changed = project.project.replaced(shots=shots[:2])
        project.save(changed)
    value_of(make_sample_project(tmp_path, small))  # what an artist changed is left alone
    with ProjectFolder.open(tmp_path / PROJECT) as project:
        assert project.project == changed


def test_a_stopped_start_is_no_project(film: SampleFilm, tmp_path: Path) -> None:
    steps = make_sample_project(tmp_path, replace(film, folder=tmp_path / "film"))
    for _ in range(30):
        next(steps)
    steps.close()
    assert not (tmp_path / PROJECT).exists()


METHODS = (
    ("flow", {}),
    ("dvp", {"warm_up": 2, "steps_per_frame": 1, "finish": 1, "working_height": 32, "network_width": 4}),
)


@pytest.mark.slow
def test_the_demo_from_gray_to_the_finished_film(film: SampleFilm, tmp_path: Path) -> None:
    small = replace(film, folder=tmp_path / "film")
    outcome = value_of(run_demo(tmp_path, device="cpu", film=small, methods=METHODS))
    assert outcome.shots == small.shots
    flow, dvp = outcome.scores
    # a network of three steps cannot win, and gray is what any color must beat
    assert outcome.best is flow
    assert flow.mean_psnr > dvp.mean_psnr
    with closing(open_source(small.clip)) as source, closing(open_source(outcome.film)) as written:
        gray = np.mean([psnr(source.read(f), truth_picture(small, f)) for f in range(len(small))])
        assert flow.mean_psnr > gray + 3
        assert len(written) == len(small)
        assert written.facts.audio == source.facts.audio
        assert psnr(written.read(small.keyframes[1]), truth_picture(small, small.keyframes[1])) > gray + 3
    assert set(flow.psnr) == set(range(len(small)))
    assert set(flow.e_warp) == set(range(len(small))) - {start for start, _ in small.shots}
    sheet, curves = cv2.imread(str(outcome.sheet)), cv2.imread(str(outcome.curves))
    assert sheet.shape[1] > 9 * 200
    assert curves.shape[0] > 600
    with ProjectFolder.open(outcome.project) as project:
        runs = project.runs.all()
        assert len(runs) == 6
        shown = {project.project.shot_at(f).run_at(f) for f in range(len(small))}  # type: ignore[union-attr]
        assert shown == {run.id for run in runs if run.method == "flow"}


def test_the_demo_refuses_a_project_of_something_else(film: SampleFilm, tmp_path: Path) -> None:
    with ProjectFolder.create(tmp_path / PROJECT, film.clip):
        pass
    with pytest.raises(EngineError, match="no longer the sample project"):
        value_of(run_demo(tmp_path, film=replace(film, folder=tmp_path / "film"), methods=METHODS))


def test_the_error_picture_is_black_where_nothing_is_wrong() -> None:
    truth = np.full((8, 8, 3), 100, np.uint8)
    result = truth.copy()
    result[4:] += 60
    shown = error_picture(result, truth)
    assert shown[:4].max() < 8
    assert shown[4:].min(axis=(0, 1)).max() > 200
