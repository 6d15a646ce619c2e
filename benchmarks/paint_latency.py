"""How quickly paint follows the pen: from the event to the picture on the screen, in the real window.

    tintloom bench paint [--radius 100] [--size 1920x1080] [--film FILE] [--moves 200] [--json]

A film of that size is made for it unless one is given. The pen goes in loops over the frame, `--step` pixels at once.
"Event to pixel" runs from handing the event to the window to the end of the painting it asked for; `cpu` is the part
in which the UI thread itself computed: on a busy machine the rest is waiting for a core. Undo and redo are measured
until the picture shows them, and until all panels and the timeline do too ("whole"); then, how long after its end a
stroke is in the document (encoded, written, entered).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.application import Application

ROOT = Path(__file__).resolve().parents[1]
GOALS = {"pen_p95_ms": 20.0, "undo_p95_ms": 16.0, "undo_whole_p95_ms": 50.0}
_ROWS = {
    "pen": "pen event to pixel",
    "undo": "undo to pixel",
    "undo_whole": "undo, panels too",
    "redo": "redo to pixel",
    "redo_whole": "redo, panels too",
}
_FRAMES = 3
_UNDONE = 12


class Timed:
    """Wall time and the UI thread's own time of things done until the window has drawn them."""

    def __init__(self) -> None:
        self.wall_ms: list[float] = []
        self.own_ms: list[float] = []
        self._began = (0.0, 0.0)

    def measure(self, deed: Callable[[], object]) -> None:
        from PySide6.QtWidgets import QApplication

        self.begin()
        deed()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self.end()

    def begin(self) -> None:
        self._began = (time.perf_counter(), time.thread_time())

    def end(self) -> None:
        self.wall_ms.append(1000 * (time.perf_counter() - self._began[0]))
        self.own_ms.append(1000 * (time.thread_time() - self._began[1]))

    def figures(self, name: str) -> dict[str, float]:
        return {
            f"{name}_p50_ms": statistics.median(self.wall_ms),
            f"{name}_p95_ms": _percentile(self.wall_ms, 95),
            f"{name}_max_ms": max(self.wall_ms),
            f"{name}_cpu_p50_ms": statistics.median(self.own_ms),
            f"{name}_cpu_p95_ms": _percentile(self.own_ms, 95),
        }


def measure(film: Path, radius: float, moves: int, step: float) -> dict[str, float]:
    """Return the figures for one film and brush."""
    from app.application import Application
    from app.paths import UserFolders

    with tempfile.TemporaryDirectory() as home:
        application = Application(["tintloom"], folders=UserFolders.under(Path(home)))
        try:
            application.show()
            application.window.resize(1920, 1080)
            _prepare(application, film, radius)
            return {**_paint(application, moves, step), **_undo(application)}
        finally:
            application.close()
            application.window.deleteLater()


def _prepare(application: Application, film: Path, radius: float) -> None:
    application.opening.open_film(film)
    _until(lambda: application.session.source is not None)
    _until(lambda: not application.background.is_running("shots"))
    _until(lambda: not application.background.is_running("proxy"))
    application.brushes.set(size=round(2 * radius), hardness=50, opacity=80, pressure="size")
    application.window.actions_["tool_brush"].trigger()
    _until(lambda: (sheet := application.painting.sheet()) is not None and sheet.is_ready)
    _wait(1.0)


def _paint(application: Application, moves: int, step: float) -> dict[str, float]:
    viewer, timed, committed = application.window.viewer, Timed(), []
    place = viewer.placement
    strokes = max(1, moves // 40)
    for stroke in range(strokes):
        points = list(_loop(place.width, place.height, stroke, moves // strokes, step))
        _send(application, "press", points[0])
        for point in points[1:]:
            timed.measure(lambda point=point: _send(application, "move", point))  # type: ignore[misc]
        _send(application, "release", points[-1])
        ended = time.perf_counter()
        _until(lambda: application.painting.is_settled, 0.002)
        committed.append(time.perf_counter() - ended)
    return {**timed.figures("pen"), "in_document_s": statistics.median(committed)}


def _undo(application: Application) -> dict[str, float]:
    act, found = application.window.actions_, dict[str, float]()
    _wait(0.5)
    count = min(_UNDONE, application.document.undo_stack.index())
    hurried = application.painting._sheets.hurried  # the picture is drawn when the slots before this one were called
    for name in ("undo", "redo"):
        whole, seen = Timed(), Timed()
        at_once = hurried.connect(seen.end)
        for done in range(count):
            seen.begin()
            whole.measure(act[name].trigger)
            if len(seen.wall_ms) == done:  # nothing was hurried: seen when all was
                seen.end()
            _wait(0.2)
        hurried.disconnect(at_once)
        found |= {**seen.figures(name), **whole.figures(f"{name}_whole")}
    return found


def _send(application: Application, kind: str, point: tuple[float, float]) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    viewer = application.window.viewer
    at = viewer.placement.to_view(*point)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    what, button, held = {
        "press": (QEvent.Type.MouseButtonPress, left, left),
        "move": (QEvent.Type.MouseMove, none, left),
        "release": (QEvent.Type.MouseButtonRelease, left, none),
    }[kind]
    place = QPointF(viewer.mapToGlobal(at))
    QApplication.sendEvent(viewer, QMouseEvent(what, at, place, button, held, Qt.KeyboardModifier.NoModifier))


def _loop(width: int, height: int, stroke: int, count: int, step: float) -> Iterator[tuple[float, float]]:
    reach = 0.32 * height
    for index in range(count):
        turn = index * step / reach + stroke
        yield width / 2 + 1.3 * reach * math.cos(turn), height / 2 + reach * math.sin(2 * turn) / 1.5


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def _wait(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _until(condition: Callable[[], bool], pause_s: float = 0.02) -> None:
    end = time.perf_counter() + 180
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("the window did not answer in time")
        _wait(pause_s)


def make_film(folder: Path, width: int, height: int) -> Path:
    from tests.material import make_film as write
    from tests.material import moving_picture

    return write(folder / "film.mp4", pictures=[moving_picture(index, width, height) for index in range(_FRAMES)])


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{'':30}{'p50':>9}{'p95':>9}{'cpu p50':>9}{'cpu p95':>9}{'goal p95':>10}"]
    for name, text in _ROWS.items():
        row = [figures[f"{name}_{part}_ms"] for part in ("p50", "p95", "cpu_p50", "cpu_p95")]
        goal = GOALS[f"{name.replace('redo', 'undo')}_p95_ms"]
        lines.append(f"{text:30}" + "".join(f"{value:>6.1f} ms" for value in row) + f"{goal:>7g} ms")
    lines.append(f"a stroke is in the document after {figures['in_document_s']:.2f} s")
    lines.append(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tintloom bench paint", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--film", type=Path, help="paint on this film instead of the one that is made")
    parser.add_argument("--size", default="1920x1080", help="of the film that is made")
    parser.add_argument("--radius", type=float, default=100.0, help="of the brush, in pixels of the film")
    parser.add_argument("--moves", type=int, default=200, help="how many events of the pen are measured")
    parser.add_argument("--step", type=float, default=25.0, help="pixels of the film that the pen moves an event")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_API", "pyside6")
    with tempfile.TemporaryDirectory() as made:
        width, height = (int(part) for part in chosen.size.split("x"))
        film = chosen.film or make_film(Path(made), width, height)
        figures = measure(film, chosen.radius, chosen.moves, chosen.step)
    print(json.dumps(figures) if chosen.json else _table(figures))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
