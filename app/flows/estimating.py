"""How long it will take, told before the click: for the choice as it is, and beside every quality."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import get_args

from pydantic import ValidationError
from PySide6.QtCore import QObject

from app import words
from app.background import Background
from app.flows.ranging import wished_parts
from app.main_window import MainWindow
from app.panels.method import Wish
from app.paths import UserFolders
from app.session import Session
from app.translation import mark, sentence, tr
from engine.project.model import Kind, Run
from engine.runtime.errors import EngineError
from engine.runtime.estimate import Estimate, Past, estimate, recall, remember
from engine.runtime.machine import Machine, measure_machine

_MEASURE_AGAIN_S = 24 * 3600.0
_MISSING: dict[Kind, str] = {
    "color": mark(
        "Color one frame first: this needs a keyframe. Paint it (B), or import a finished picture (Ctrl+I)."
    ),
    "style": mark("This needs a keyframe: import a frame in the style you want (Ctrl+I)."),
    "mask": mark("This needs a keyframe: import a mask of one frame (Ctrl+I)."),
    "hdr": mark("This needs a keyframe."),
}
_CHOICE = "quality"  # the field whose choices are told their minutes


class Estimating(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        folders: UserFolders,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._window = session, background, window
        self._machine: Machine | None = None
        self._past: list[Past] = []
        self._machine_file = folders.cache / "machine.json"
        self._history_file = folders.config / "history.jsonl"
        self._asked: tuple[object, ...] = ()
        window.method.wish_changed.connect(self.ask)
        session.document.changed.connect(lambda _: self.ask())
        session.player.frame_changed.connect(lambda _: self.ask())

    def learn_machine(self) -> None:
        """Measure this machine in the background, once a day; and recall how long earlier runs took."""

        def work() -> tuple[Machine, list[Past]]:
            return _machine(self._machine_file), recall(self._history_file)

        def take(known: tuple[Machine, list[Past]]) -> None:
            self._machine, self._past = known
            self.ask()

        self._background.start("machine", work, done=take)

    def learn_run(self, run: Run) -> None:
        """A run finished: the next estimate knows it."""
        past = Past.of(run)
        if past is not None:
            self._past.append(past)
            self._background.start("remember", lambda: remember(self._history_file, run))
            self._asked = ()
            self.ask()

    def ask(self) -> None:
        """Tell what a run of what is wished now would cost."""
        wish, clip, shot = self._window.method.wish(), self._session.clip, self._session.shot
        if wish is None:
            return
        parts, why = self._parts(wish)
        asked = (
            wish,
            parts,
            self._session.project.processed is None,
            clip and (clip.width, clip.height),
            self._machine,
            len(self._past),
            why,
        )
        if asked == self._asked:
            return
        self._asked = asked
        is_outside = bool(why) and wish.range == "in_out"
        missing = "" if clip is None else why if is_outside else self._missing(wish, parts) or why
        self._window.method.show_missing(missing)
        if clip is None or shot is None:
            self._window.method.show_estimate("")
        elif missing:
            self._window.method.show_estimate(missing)
        elif self._machine is None:
            self._window.method.show_estimate("")
        else:
            told = _sum([self._one(wish, *part) for part in parts])
            frames = words.count(sum(frames for frames, _ in parts), "frame")
            self._window.method.show_estimate(f"{frames}: {told.text}", self._notes(wish, parts))

    def _missing(self, wish: Wish, parts: tuple[tuple[int, int], ...]) -> str:
        """Return what must be there before this can be run, or ""."""
        if "processed" in wish.spec.needs and self._session.project.processed is None:
            return tr("{title} needs a processed clip.").format(title=tr(wish.spec.title))
        has_keyframes = "keyframes" not in wish.spec.needs or any(keyframes for _, keyframes in parts)
        return "" if has_keyframes else tr(_MISSING[wish.kind])

    def _parts(self, wish: Wish) -> tuple[tuple[tuple[int, int], ...], str]:
        """Return (frames, keyframes) of every run that would be made, and why there would be none."""
        try:
            parts = wished_parts(self._session, wish)
        except EngineError as error:
            return (), sentence(str(error))
        return tuple((part.stop - part.start, part.keyframes(wish.kind)) for part in parts), ""

    def _one(self, wish: Wish, frames: int, keyframes: int, params: object = None) -> Estimate:
        clip, machine = self._session.clip, self._machine
        assert clip is not None and machine is not None
        chosen = wish.params if params is None else params
        return estimate(
            wish.spec,
            chosen,  # type: ignore[arg-type]
            clip.width,
            clip.height,
            frames,
            keyframes,
            machine,
            self._past,
            device=wish.device,
            kind=wish.kind,
            is_warm=bool(wish.start_from),
        )

    def _notes(self, wish: Wish, parts: tuple[tuple[int, int], ...]) -> dict[str, dict[str, str]]:
        field = wish.spec.params.model_fields.get(_CHOICE)
        if field is None:
            return {}
        notes: dict[str, str] = {}
        for value in get_args(field.annotation):
            with contextlib.suppress(ValidationError):
                params = wish.spec.params.model_validate({**wish.params.model_dump(), _CHOICE: value})
                told = _sum([self._one(wish, *part, params) for part in parts])
                notes[str(value)] = told.short_text  # three of them stand in a row
        return {_CHOICE: notes}


def _sum(estimates: list[Estimate]) -> Estimate:
    total = sum(each.total_s for each in estimates)
    return Estimate(estimates[0].first_picture_s, total, max(each.doubt for each in estimates))


def _machine(path: Path) -> Machine:
    """Return what was measured lately, or measure now."""
    with contextlib.suppress(OSError, ValueError):
        if time.time() - path.stat().st_mtime < _MEASURE_AGAIN_S:
            return Machine.model_validate_json(path.read_text(encoding="utf-8"))
    machine = measure_machine()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(machine.model_dump_json(), encoding="utf-8")
    return machine
