"""How long the window's thread is blocked while an artist works, part by part (`tintloom bench journeys`).

The journeys of the artist's desk are driven through the real window on a film of 854x480: painting, scribbling, an
object found with a click, propagating, looking for problems, touching up, tracking, undo, export. "Block" is how much
later than due a 5 ms timer of the UI thread fires, `cpu` the part of it in which that thread itself computed (on a
busy machine the rest is waiting for a core). With --stacks, a second thread notes where the UI thread is whenever
the timer is late, and the commonest places are printed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.window import Heartbeat, _environment, _wait, make_film

if TYPE_CHECKING:
    from app.application import Application

GOAL_MS = 50.0
_LATE_S = 0.04
_PATIENCE_S = 900.0


class Watch:
    """Heartbeats of one part of the work after the other."""

    def __init__(self, has_stacks: bool) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self.places: Counter[str] = Counter()
        self._has_stacks = has_stacks

    def part(self, name: str, work: Callable[[], object]) -> None:
        """Watch the UI thread while `work` runs."""
        heartbeat = Heartbeat()
        done = threading.Event()
        watcher = threading.Thread(
            target=self._look, args=(threading.get_ident(), heartbeat, done, name), daemon=True
        )
        heartbeat.start()
        if self._has_stacks:
            watcher.start()
        try:
            work()
            _wait(0.1)
        finally:
            done.set()
            heartbeat.stop()
            if self._has_stacks:
                watcher.join()
        self.found[name] = heartbeat.figures()

    def _look(self, thread: int, heartbeat: Heartbeat, done: threading.Event, name: str) -> None:
        beats = -1
        while not done.wait(0.01):
            if (now := len(heartbeat.late_ms)) != beats:
                beats, since = now, time.perf_counter()
            elif time.perf_counter() - since > _LATE_S and (place := _place_of(thread)):
                self.places[f"{name}: {place}"] += 1


def _place_of(thread: int) -> str:
    """Return where in the window's code a thread is. A frame that is kept keeps its painters open: none is kept."""
    stack = traceback.extract_stack(sys._current_frames().get(thread))
    own = [each for each in stack if f"{os.sep}app{os.sep}" in each.filename]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].name}" if own else ""


def drive(application: Application, film: Path, picture: Path, watch: Watch) -> None:
    """Walk the journeys; every part waits until what it asked for is on the screen."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    window, act = application.window, application.window.actions_

    def at(x: float, y: float) -> QPoint:
        return window.viewer.placement.to_view(x, y).toPoint()

    def stroke(*points: tuple[float, float]) -> None:
        viewer = window.viewer
        QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=at(*points[0]))
        for start, end in itertools.pairwise(points):
            for step in range(1, 21):
                share = step / 20
                QTest.mouseMove(viewer, at(*(a + (b - a) * share for a, b in zip(start, end, strict=True))))
                _wait(0.008)
        QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=at(*points[-1]))

    def opened() -> None:
        application.opening.open_film(film)
        _until(lambda: application.session.source is not None)
        _until(lambda: not application.background.is_running("shots"))
        _until(lambda: not application.background.is_running("proxy"))

    def painted() -> None:
        application.player.set_frame(3)
        act["tool_brush"].trigger()
        _wait(0.5)
        for row in (120, 200, 280):
            stroke((150, row), (500, row + 40), (700, row))
        _until(lambda: application.painting.is_settled)
        for _ in range(3):
            act["undo"].trigger()
            _wait(0.1)
        for _ in range(3):
            act["redo"].trigger()
            _wait(0.1)

    def scribbled() -> None:
        application.player.set_frame(30)
        act["tool_scribble"].trigger()
        _wait(1.0)
        stroke((200, 150), (400, 180))
        _wait(1.5)
        stroke((500, 350), (700, 380))
        _until(lambda: application.painting.is_settled and 30 in _keys(application, "color"))
        act["tool_look"].trigger()

    def propagated() -> None:
        application.window.method.choose_method("flow")
        act["propagate"].trigger()
        _until(lambda: not application.running.is_busy and bool(_chosen(application)))

    def looked() -> None:
        for name in (
            "next_problem",
            "next_problem",
            "heat",
            "heat",
            "compare",
            "next_compare",
            "next_compare",
            "compare",
        ):
            act[name].trigger()
            _wait(0.4)
        for name in ("show_ribbon", "show_scopes", "loop_worst", "loop_worst"):
            act[name].trigger()
            _wait(0.8)
        act["play"].trigger()
        _wait(1.5)
        act["play"].trigger()

    def touched() -> None:
        application.player.set_frame(16)
        window.viewer.set_mode(type(window.viewer.mode).RESULT)
        act["tool_brush"].trigger()
        _wait(0.5)
        stroke((300, 200), (420, 220))
        _until(lambda: application.painting.is_settled)
        act["tool_look"].trigger()
        act["accept_keyframe"].trigger()
        _wait(0.3)
        _until(lambda: not application.running.is_busy)
        act["accept_range"].trigger()
        _wait(0.8)

    def masked() -> None:
        application.player.set_frame(8)
        act["mask_click"].trigger()
        _wait(1.5)
        QTest.mouseClick(window.viewer, Qt.MouseButton.LeftButton, pos=at(427, 240))
        _until(lambda: 8 in _keys(application, "mask"))
        act["tool_look"].trigger()

    for name, work in {
        "open a film": opened,
        "paint, undo, redo": painted,
        "scribble": scribbled,
        "propagate": propagated,
        "look for what is wrong": looked,
        "touch up and accept": touched,
        "mask with a click": masked,
    }.items():
        watch.part(name, work)


def _until(condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + _PATIENCE_S
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("the window did not answer in time")
        _wait(0.02)


def _keys(application: Application, kind: str) -> list[int]:
    return [key.frame for shot in application.session.project.shots for key in shot.keyframes if key.kind == kind]


def _chosen(application: Application) -> list[str]:
    return [choice.run for shot in application.session.project.shots for choice in shot.chosen]


def measure(has_stacks: bool) -> tuple[dict[str, dict[str, float]], Counter[str]]:
    """Return the figures of every part, and where the UI thread was when it was late."""
    os.environ.update(_environment())
    from app.application import Application
    from app.paths import UserFolders

    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as home:
        film, picture = make_film(Path(made))
        application = Application(["tintloom"], folders=UserFolders.under(Path(home)))
        watch = Watch(has_stacks)
        try:
            application.show()
            _wait(1.5)
            drive(application, film, picture, watch)
        finally:
            application.close()
            application.window.deleteLater()
        return watch.found, watch.places


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tintloom bench journeys", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--stacks", action="store_true", help="print where the UI thread was when it was late")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    found, places = measure(chosen.stacks)
    if chosen.json:
        told: dict[str, Any] = {"parts": found, "places": places.most_common(40)}
        print(json.dumps(told))
        return 0
    print(f"{'':26}{'p95':>8}{'longest':>10}{'cpu p95':>10}{'cpu longest':>13}   (ms; goal: none over {GOAL_MS:g})")
    for name, figures in found.items():
        values = (figures[key] for key in ("block_p95_ms", "block_max_ms", "cpu_p95_ms", "cpu_max_ms"))
        print(
            f"{name:26}"
            + "".join(f"{value:>{width}.1f}" for value, width in zip(values, (8, 10, 10, 13), strict=True))
        )
    for place, count in places.most_common(25):
        print(f"{count:>5}  {place}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
