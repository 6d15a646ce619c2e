"""How the window answers: start, longest block of the UI thread while a job runs, click to first preview.

    tintloom bench window [--film FILE] [--method flow --method dvp] [--starts 3] [--seconds 15] [--json]

A film of 854x480 is made for it unless one is given. "Block" is how much later than due a 5 ms timer of the UI
thread fires while a run works, frames are stepped, tabs switched and pictures compared. `cpu_ms` is the part of
that in which the UI thread itself computed: on a busy machine the rest is waiting for a core.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.application import Application

ROOT = Path(__file__).resolve().parents[1]
GOALS = {"start_s": 2.0, "block_p95_ms": 16.0, "block_max_ms": 50.0, "flow": 3.0, "dvp": 20.0}
_TICK_MS = 5
_FRAMES = 48
_SIZE = (854, 480)
_WAIT_S = 180.0

_START = """
import sys, time
sys.path.insert(0, {root!r})
from app.application import Application
from PySide6.QtCore import QTimer
application = Application(["tintloom"])
def usable():
    print(time.time(), flush=True)
    application.window.close()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, usable))
application.exec()
"""


class Heartbeat:
    """Ticks in the UI thread and keeps how late each tick came, and how much of that was its own computing."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late_ms: list[float] = []
        self.own_ms: list[float] = []
        self._last = (time.perf_counter(), time.thread_time())
        self._timer = QTimer(interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.late_ms.append(max(0.0, 1000 * (now[0] - self._last[0]) - _TICK_MS))
        self.own_ms.append(1000 * (now[1] - self._last[1]))
        self._last = now

    def figures(self) -> dict[str, float]:
        return {
            "beats": len(self.late_ms),
            "block_p95_ms": percentile(self.late_ms, 95),
            "block_max_ms": max(self.late_ms),
            "cpu_p95_ms": percentile(self.own_ms, 95),
            "cpu_max_ms": max(self.own_ms),
        }


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def measure_start(times: int) -> float:
    """Return the median seconds from starting the process to a window that takes input."""
    found = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as home:
            environment = {**_environment(), "TINTLOOM_HOME": home}
            began = time.time()
            done = subprocess.run(
                [sys.executable, "-c", _START.format(root=str(ROOT))],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
                timeout=_WAIT_S,
            )
        found.append(float(done.stdout.split()[-1]) - began)
    return statistics.median(found)


def measure_run(film: Path, picture: Path, method: str, seconds: float) -> dict[str, float]:
    """Return the blocks of the UI thread and the seconds from the click to the first preview for one method."""
    from app.application import Application
    from app.paths import UserFolders

    with tempfile.TemporaryDirectory() as home:
        application = Application(["tintloom"], folders=UserFolders.under(Path(home)))
        try:
            application.show()
            _prepare(application, film, picture, method)
            return _watch(application, seconds)
        finally:
            application.close()
            application.window.deleteLater()


def _prepare(application: Application, film: Path, picture: Path, method: str) -> None:
    application.opening.open_film(film)
    _until(lambda: application.session.source is not None)
    _until(lambda: application.window.runs is not None and not application.background.is_running("shots"))
    _until(lambda: not application.background.is_running("proxy"))
    application.keyframing.import_picture(picture, 0)
    _until(lambda: any(shot.keyframes for shot in application.document.project.shots))
    application.player.set_frame(1)
    panel = application.window.method
    panel.method.setCurrentIndex(panel.method.findData(method))
    _wait(1.5)


def _watch(application: Application, seconds: float) -> dict[str, float]:
    shown: list[float] = []
    application.queue.previewed.connect(lambda *_: shown.append(time.perf_counter()))
    application.queue.frame_ready.connect(lambda *_: shown.append(time.perf_counter()))
    heartbeat = Heartbeat()
    heartbeat.start()
    clicked = time.perf_counter()
    application.window.actions_["propagate"].trigger()
    _until(lambda: bool(shown))
    act = application.window.actions_
    deeds = (
        "next_frame",
        "compare",
        "next_frame",
        "tab_prepare",
        "forward_10",
        "tab_deliver",
        "tab_color",
        "compare",
    )
    end = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < end:
        act[deeds[count % len(deeds)]].trigger()
        count += 1
        _wait(0.25)
    heartbeat.stop()
    return {"first_preview_s": shown[0] - clicked, **heartbeat.figures()}


def _wait(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _until(condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + _WAIT_S
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("the window did not answer in time")
        _wait(0.02)


def make_film(folder: Path) -> tuple[Path, Path]:
    """Return a film of 854x480 with one shot, and its first frame in color as a keyframe."""
    import cv2

    from tests.material import make_film as write
    from tests.material import moving_picture

    pictures = [moving_picture(index, *_SIZE) for index in range(_FRAMES)]
    keyframe = folder / "keyframe_000000.png"
    cv2.imwrite(str(keyframe), pictures[0][..., ::-1])
    return write(folder / "film.mp4", pictures=pictures), keyframe


def measure(film: Path | None, methods: Sequence[str], starts: int, seconds: float) -> dict[str, Any]:
    """Return {"start_s", "methods": {name: figures}}."""
    os.environ.update(_environment())
    with tempfile.TemporaryDirectory() as made:
        path, picture = make_film(Path(made))
        if film is not None:
            path, picture = film, _first_frame(film, Path(made))
        runs = {name: measure_run(path, picture, name, seconds) for name in methods}
        return {"start_s": measure_start(starts), "methods": runs}


def _first_frame(film: Path, folder: Path) -> Path:
    import cv2

    from engine.media.source import open_source

    source = open_source(film)
    try:
        path = folder / "keyframe_000000.png"
        cv2.imwrite(str(path), source.read(0)[..., ::-1])
    finally:
        source.close()
    return path


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "QT_API": "pyside6"}


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{'':34}{'measured':>10}{'goal':>8}"]

    def add(name: str, value: float, goal: float | None, unit: str) -> None:
        lines.append(f"{name:34}{value:>7.1f} {unit:<2}" + (f"{goal:>5g} {unit}" if goal is not None else ""))

    add("start to a usable window", figures["start_s"], GOALS["start_s"], "s")
    for method, run in figures["methods"].items():
        add(f"{method}: click to first preview", run["first_preview_s"], GOALS.get(method), "s")
        add(f"{method}: UI block, p95", run["block_p95_ms"], GOALS["block_p95_ms"], "ms")
        add(f"{method}: UI block, longest", run["block_max_ms"], GOALS["block_max_ms"], "ms")
        add(f"{method}: of it computing, p95", run["cpu_p95_ms"], None, "ms")
        add(f"{method}: of it computing, longest", run["cpu_max_ms"], None, "ms")
    lines.append(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tintloom bench window", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--film", type=Path, help="measure on this film instead of the one that is made")
    parser.add_argument("--method", action="append", help="a method; repeatable (default: flow and dvp)")
    parser.add_argument("--starts", type=int, default=3, help="how often the start is measured")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long a run is watched")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(chosen.film, chosen.method or ["flow", "dvp"], chosen.starts, chosen.seconds)
    print(json.dumps(figures) if chosen.json else _table(figures))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
