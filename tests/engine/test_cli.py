"""The command line as a script sees it: exit codes, one JSON object, nothing overwritten, work that goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.catalog import METHODS
from engine.cli import main
from engine.demo.film import SampleFilm, render
from engine.media.source import open_source
from engine.project.file import ProjectFolder
from tests.fakes import FAKE
from tests.material import make_film

ROOT = Path(__file__).resolve().parents[2]
LENGTHS = (10, 8)


@dataclass
class Told:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        told = json.loads(lines[0])
        assert isinstance(told, dict)
        return told


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> SampleFilm:
    made = SampleFilm(tmp_path_factory.mktemp("film"), width=128, height=72, lengths=LENGTHS)
    for _ in render(made):
        pass
    return made


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(METHODS, FAKE.id, FAKE)
    yield


@pytest.fixture
def tintloom(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*words: object) -> Told:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["tintloom", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        return Told(int(left.value.code or 0), out, err)

    return call


def keys(film: SampleFilm, *frames: int) -> list[str]:
    return [word for frame in frames for word in ("-k", f"{frame}={film.truth_file(frame)}")]


def fake_params(**values: object) -> list[str]:
    values = {"steps": 10, "pause_s": 0} | values
    return ["-m", "fake", *(word for name, value in values.items() for word in ("-p", f"{name}={value}"))]


def test_version_and_methods(tintloom: Any) -> None:
    assert tintloom("--version").out.startswith("tintloom 0.")
    told = tintloom("methods", "--json").json
    assert [method["id"] for method in told["methods"]] == list(METHODS)
    shown = tintloom("methods").out
    for spec in METHODS.values():
        assert spec.sentence in shown
        assert all(f"{name}=" in shown for name in spec.params.model_fields)


def test_info_counts_frames_exactly(tintloom: Any, tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mov", frames=31, sound="aac", timecode="01:00:00:00")
    told = tintloom("info", film, "--json").json
    assert (told["frames"], told["width"], told["height"], told["rate"]) == (31, 96, 64, "25/1")
    assert told["timecode"] == "01:00:00:00"
    assert len(told["audio"]) == 1
    assert "31 (1.2 s)" in tintloom("info", film).out


def test_a_failure_is_one_sentence_and_code_1(tintloom: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    told = tintloom("info", tmp_path / "empty.mp4")
    assert told.code == 1
    assert told.out == ""
    assert "empty.mp4" in told.err
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1
    as_json = tintloom("info", tmp_path / "empty.mp4", "--json")
    assert as_json.code == 1
    assert "empty.mp4" in as_json.json["error"]


@pytest.mark.parametrize(
    "words",
    [
        ("paint",),
        ("info",),
        ("propagate", "a.mp4", "-o", "b.mp4"),
        ("propagate", "a.mp4", "-k", "key.png", "-o", "b.mp4"),
        ("propagate", "a.mp4", "-k", "-1=key.png", "-o", "b.mp4"),
        ("export", "a.tintloom", "-o", "b.mp4", "--crf", "99"),
        ("bench", "quality", ".", "--size", "wide"),
        ("bench", "quality", ".", "--references", "1", "--interval", "10", "20"),
    ],
)
def test_wrong_usage_is_code_2(tintloom: Any, words: tuple[str, ...]) -> None:
    told = tintloom(*words)
    assert told.code == 2
    assert "Usage" in told.err
    assert "Traceback" not in told.err


def test_shots_are_those_the_film_was_made_of(tintloom: Any, film: SampleFilm) -> None:
    told = tintloom("shots", film.clip, "--json").json
    assert told["cuts"] == [10]
    assert [(shot["start"], shot["stop"]) for shot in told["shots"]] == list(film.shots)
    assert told["shots"][1]["timecode"] == "00:00:00:10"


@pytest.mark.usefixtures("fake")
def test_every_shot_gets_its_own_keyframes_and_the_film_is_whole(
    tintloom: Any, film: SampleFilm, tmp_path: Path
) -> None:
    out = tmp_path / "colored.mp4"
    told = tintloom("propagate", film.clip, *keys(film, 3, 12), *fake_params(), "-o", out, "--json")
    assert told.code == 0, told.err
    assert [(s["start"], s["stop"], s["keyframes"]) for s in told.json["shots"]] == [(0, 10, [3]), (10, 18, [12])]
    assert (told.json["frames"], told.json["colored"]) == (18, 18)
    with closing(open_source(out)) as written, closing(open_source(film.clip)) as source:
        assert len(written) == len(source)
        assert written.facts.audio
        assert abs(written.read_luma(5) - source.read_luma(5)).mean() < 0.02  # the clip's own light
        red, _, blue = written.read(5).reshape(-1, 3).mean(axis=0)
        assert red > blue + 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["colored.mp4", "colored.mp4.provenance.json"]


@pytest.mark.usefixtures("fake")
def test_ffv1_may_go_into_mov_where_every_time_is_exact(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    words = ("propagate", film.clip, *keys(film, 3, 13), *fake_params(), "--format", "ffv1")
    told = tintloom(*words, "-o", tmp_path / "a.mov", "--json")
    assert told.code == 0, told.err
    with closing(open_source(tmp_path / "a.mov")) as written, closing(open_source(film.clip)) as source:
        assert written.facts.codec == "ffv1"
        assert [written.time(i) for i in range(len(source))] == [source.time(i) for i in range(len(source))]
        assert np.array_equal(written.read_luma_samples(5), source.read_luma_samples(5))


@pytest.mark.usefixtures("fake")
def test_a_shot_without_keyframe_stays_as_it_is_and_is_told(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    told = tintloom("propagate", film.clip, *keys(film, 3), *fake_params(), "-o", tmp_path / "frames", "--json")
    assert told.code == 0, told.err
    assert "frames 10-17" in told.json["warnings"][0]
    assert told.json["colored"] == 10
    pictures = sorted((tmp_path / "frames").glob("*.png"))
    assert [path.name for path in pictures] == [f"{frame:08d}.png" for frame in range(18)]
    gray = cv2.imread(str(pictures[12]))
    assert np.ptp(gray.astype(int), axis=2).max() <= 2
    assert np.ptp(cv2.imread(str(pictures[3])).astype(int), axis=2).max() > 40


@pytest.mark.usefixtures("fake")
def test_one_shot_and_a_range(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    words = ("--one-shot", "--start", 4, "--stop", 14, "-o", tmp_path / "frames", "--json")
    told = tintloom("propagate", film.clip, *keys(film, 12), *fake_params(), *words).json
    assert [(s["start"], s["stop"]) for s in told["shots"]] == [(4, 14)]
    assert sorted(path.name for path in (tmp_path / "frames").glob("*.png"))[0] == "00000004.png"


@pytest.mark.usefixtures("fake")
def test_nothing_is_overwritten_unasked(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    out = tmp_path / "mine.mp4"
    out.write_text("precious")
    words = ("propagate", film.clip, *keys(film, 3), *fake_params(), "-o", out)
    told = tintloom(*words)
    assert told.code == 1
    assert "mine.mp4" in told.err
    assert out.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.mp4"]
    assert tintloom(*words, "--force").code == 0
    assert out.stat().st_size > 1000
    before = film.clip.read_bytes()
    told = tintloom("propagate", film.clip, *keys(film, 3), *fake_params(), "-o", film.clip, "--force")
    assert told.code == 1
    assert film.clip.read_bytes() == before


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("-k", "99={truth}"), "99"),
        (("-k", "3=nothing.png"), "nothing.png"),
        (("-k", "3={truth}", "-k", "3={truth}"), "two keyframes"),
        (("-k", "3={other}"), "other.png"),
        (("-k", "3={truth}", "-p", "stepz=3"), "stepz"),
        (("-k", "3={truth}", "-p", "steps=none"), "steps"),
        (("-k", "3={truth}", "-m", "magic"), "magic"),
        (("-k", "3={truth}", "--start", "12"), "keyframe"),
        (("-k", "3={truth}", "--start", "50"), "50"),
        (("-k", "3={truth}", "--device", "abacus"), "abacus"),
        (("-k", "3={truth}", "-o", "b.webm"), "b.webm"),
    ],
)
def test_wrong_input_is_told_in_one_sentence_and_leaves_nothing(
    tintloom: Any, film: SampleFilm, tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    other = tmp_path / "in" / "other.png"
    other.parent.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (90, 300, 3), np.uint8)
    cv2.imwrite(str(other), noise)
    told = [word.format(truth=film.truth_file(3), other=other) for word in words]
    out = tmp_path / "out"
    out.mkdir()
    if "-o" not in words:
        told += ["-o", str(out / "a.mp4")]
    answer = tintloom("propagate", film.clip, "-m", "fake", *told)
    assert answer.code == 1
    sentences = [line for line in answer.err.splitlines() if line.startswith("error:")]
    assert len(sentences) == 1
    assert named in sentences[0]
    assert "Traceback" not in answer.err
    assert list(out.iterdir()) == []


@pytest.mark.usefixtures("fake")
def test_a_kept_run_goes_on_and_can_be_exported(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    kept = tmp_path / "work.tintloom"
    words = ("propagate", film.clip, *keys(film, 3, 12), "-o", tmp_path / "a.mp4", "--keep-run", kept)
    failed = tintloom(*words, *fake_params(fail_at=4))
    assert failed.code == 1
    assert "NaN" in failed.err
    assert str(kept) in failed.err
    assert not (tmp_path / "a.mp4").exists()
    assert tintloom(*words, *fake_params()).code == 0
    with ProjectFolder.open(kept) as project:
        assert [(s.start, s.stop) for s in project.project.shots] == list(film.shots)
        finished = [run.id for run in project.runs.all() if run.state == "finished"]
        assert len(finished) == 2
    # given again, what is finished is not done again
    assert tintloom(*words, *fake_params(), "--force").code == 0
    with ProjectFolder.open(kept) as project:
        assert [run.id for run in project.runs.all() if run.state == "finished"] == finished
    told = tintloom("export", kept, "-o", tmp_path / "b.mkv", "--no-copy-sound", "--json")
    assert told.code == 0, told.err
    assert told.json["colored"] == 18
    with closing(open_source(tmp_path / "b.mkv")) as written:
        assert written.facts.codec == "ffv1"
        assert not written.facts.audio


def test_another_clips_project_is_refused(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    other = make_film(tmp_path / "other.mp4", frames=12)
    with ProjectFolder.create(tmp_path / "other.tintloom", other):
        pass
    told = tintloom(
        "propagate", film.clip, *keys(film, 3), "-o", tmp_path / "a.mp4", "--keep-run", tmp_path / "other"
    )
    assert told.code == 1
    assert "another clip" in told.err


_WITH_FAKE = (
    "from engine.catalog import METHODS; from tests.fakes import FAKE; METHODS['fake'] = FAKE; "
    "from engine.cli import main; main()"
)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is sent as a POSIX signal")
def test_ctrl_c_keeps_the_work_and_the_same_command_goes_on(film: SampleFilm, tmp_path: Path) -> None:
    out = tmp_path / "frames"
    words = ["propagate", str(film.clip), *keys(film, 3), "-m", "fake", "-o", str(out), "--one-shot", "--json"]
    command = [sys.executable, "-c", _WITH_FAKE, *words, "-p", "steps=18", "-p"]
    slow = subprocess.Popen(
        [*command, "pause_s=0.4"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 100
        while not list(tmp_path.glob("frames.work.tintloom/runs/*/result/*.png")):
            assert time.monotonic() < deadline
            assert slow.poll() is None
            time.sleep(0.05)
        slow.send_signal(signal.SIGINT)
        told, words_told = slow.communicate(timeout=60)
    finally:
        slow.kill()
        slow.wait()
    assert slow.returncode == 130
    assert told == ""
    assert "frames.work.tintloom" in words_told
    assert "Traceback" not in words_told
    assert not out.exists()
    with ProjectFolder.open(tmp_path / "frames.work.tintloom") as project:
        (run,) = project.runs.all()
        assert run.state == "stopped"
        assert project.runs.folder(run.id).checkpoint.exists()
    again = subprocess.run([*command, "pause_s=0.4"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["shots"][0]["run"] == run.id
    assert len(list(out.glob("*.png"))) == 18
    assert not (tmp_path / "frames.work.tintloom").exists()


def test_metrics_against_truth_and_reference(tintloom: Any, film: SampleFilm, tmp_path: Path) -> None:
    words = ("metrics", "--frames", film.truth, "--reference", film.clip, "--truth", film.truth, "--every", 4)
    perfect = tintloom(*words, "--json").json["figures"]
    assert perfect["psnr"] == 100
    assert perfect["ssim"] == pytest.approx(1)
    assert perfect["e_warp"] > 0
    told = tintloom("metrics", "--frames", film.clip, "--truth", film.truth, "--every", 4, "--json").json["figures"]
    assert told["psnr"] < 35
    assert told["colorfulness"] < perfect["colorfulness"] / 4


def test_export_options_are_the_settings(tintloom: Any) -> None:
    from engine.media.export import ExportSettings

    shown = tintloom("export", "--help").out
    for name in ExportSettings.model_fields:
        assert f"--{name.replace('_', '-')}"[:20] in shown


def test_bench_says_where_benchmarks_are(tintloom: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cli.bench.ROOT", tmp_path)
    told = tintloom("bench", "quality", tmp_path)
    assert told.code == 1
    assert "source checkout" in told.err


def test_open_needs_something_to_open(tintloom: Any, tmp_path: Path) -> None:
    told = tintloom("open", tmp_path / "nothing.tintloom")
    assert told.code == 1
    assert "nothing.tintloom" in told.err
