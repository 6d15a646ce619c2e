"""Touching up a result: the frames around it are brought up to date by a short run over what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from app.background import Background
from app.errors import Fix
from app.flows.keyframing import Keyframing
from app.flows.paint_sheet import Sheet
from app.flows.results import Results
from app.flows.running import Running
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.catalog import MethodSpec
from engine.project.blobs import Blobs
from engine.project.choices import is_accepted
from engine.project.model import Keyframe, Kind, Run, Shot
from engine.project.touch import grown, is_waiting, touched_up
from engine.runtime.errors import EngineError
from engine.runtime.local import local_run

_SHOWN_S = 20.0


class Touching(QObject):
    """`completed` and `take` are for whoever paints; `accept` is what Return does."""

    def __init__(
        self,
        session: Session,
        background: Background,
        results: Results,
        running: Running,
        keyframing: Keyframing,
        window: MainWindow,
        methods: Mapping[str, MethodSpec],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._results = session, background, results
        self._running, self._keyframing, self._window, self._methods = running, keyframing, window, methods
        self.settled: Callable[[Callable[[], object]], object] = lambda then: then()
        """Calls back once everything that was painted is in the document."""
        self._told: tuple[int, str] | None = None
        session.document.changed.connect(lambda _: self._tell())

    # what was painted ---------------------------------------------------------------------------------------

    def completed(self, keyframe: Keyframe, sheet: Sheet, coverage: NDArray[np.uint8], blobs: Blobs) -> Keyframe:
        """Return a painted keyframe with where it counts, if it was painted on a result; for the thread that stores
        it. `coverage` (H×W, 255 wholly) is where."""
        if sheet.base != "result" and keyframe.trust is None:
            return keyframe
        return keyframe.replaced(trust=blobs.put_picture(self._trust(keyframe.frame, coverage)))

    def take(self, frame: int, picture: NDArray[Any], coverage: NDArray[np.uint8], kind: Kind = "color") -> None:
        """Make a painted result (H×W×3 RGB) a keyframe that counts where `coverage` (H×W, 255 wholly) says."""
        folder = self._session.document.folder
        if folder is None:
            return
        blobs = folder.blobs

        def work() -> tuple[str, str]:
            return blobs.put_picture(picture), blobs.put_picture(self._trust(frame, coverage))

        def done(stored: tuple[str, str]) -> None:
            try:
                after = touched_up(self._session.project, frame, *stored, kind)
            except EngineError as error:
                self._warn(str(error))
                return
            self._session.document.edit(tr("Touch up frame {frame}").format(frame=frame), after)

        self._background.start("touch-up", work, done=done, failed=self._session.fail, of=folder)

    def _trust(self, frame: int, coverage: NDArray[np.uint8]) -> NDArray[np.uint8]:
        from engine.color.lab import gray_to_lightness

        source = self._session.source
        return coverage if source is None else grown(coverage, gray_to_lightness(source.read_luma(frame)))

    def _tell(self) -> None:
        """Say, the first time of every frame and run, what to do with a touch-up."""
        key, shot = self._waiting_here(), self._session.shot
        if key is None or shot is None or (key.frame, shot.run_at(key.frame) or "") == self._told:
            return
        self._told = key.frame, shot.run_at(key.frame) or ""
        self._session.told.emit(self.waiting())

    def waiting(self) -> str:
        """Say what the frame looked at waits for, if it was touched up and its result does not know."""
        key = self._waiting_here()
        if key is None:
            return ""
        if is_accepted(self._session.shot, key.frame):
            told = tr("Frame {frame} was touched up, but is accepted and stays as it is.")
        else:
            told = tr("Frame {frame} was touched up; press Return to update the frames around it.")
        return told.format(frame=key.frame)

    # what the artist asks -----------------------------------------------------------------------------------

    def accept(self) -> None:
        """Return: a frame that was touched up updates its neighbors; any other result becomes a keyframe."""
        self.settled(self._accept)

    def _accept(self) -> None:
        if self._waiting_here() is not None:
            self._update()
        else:
            self._keyframing.accept_result()

    def update(self) -> None:
        """Bring the frames around the touch-up that is looked at, or the nearest one, up to date."""
        self.settled(self._update)

    def _update(self) -> None:
        shot = self._session.shot
        key = self._waiting_here() or self._nearest(shot)
        folder = self._session.document.folder
        if shot is None or key is None or folder is None:
            self._warn(tr("No frame of this shot was touched up since its result was made: paint on a result first."))
            return
        run = self._shown(shot, key.frame)
        spec = self._methods.get(run.method) if run is not None else None
        try:
            self._running.change(local_run(shot, key.frame, run, spec, self._of_kind(run)), shot)
        except EngineError as error:
            unaccept = Fix(tr("Take it back"), self._window.actions_["unaccept_range"].trigger)
            self._warn(str(error), *((unaccept,) if is_accepted(shot, key.frame) else ()))
            return
        self._session.solved.emit("touch")

    def _waiting_here(self) -> Keyframe | None:
        """Return the keyframe of this frame if it was touched up and its result does not know."""
        shot, frame = self._session.shot, self._session.frame
        return None if shot is None else next((key for key in self._pending(shot) if key.frame == frame), None)

    def _nearest(self, shot: Shot | None) -> Keyframe | None:
        if shot is None:
            return None
        frame = self._session.frame
        return min(self._pending(shot), key=lambda key: (abs(key.frame - frame), key.frame), default=None)

    def _pending(self, shot: Shot) -> list[Keyframe]:
        return [key for key in shot.keyframes if is_waiting(key, self._shown(shot, key.frame))]

    def _shown(self, shot: Shot, frame: int) -> Run | None:
        record = self._results.records.get(shot.run_at(frame) or "")
        return record.run if record is not None else None

    def _of_kind(self, run: Run | None) -> set[str]:
        """Return the runs that made what `run` made: color, masks ..."""
        records = self._results.records.items()
        return {name for name, record in records if run is not None and record.run.kind == run.kind}

    def _warn(self, sentence: str, *fixes: Fix) -> None:
        self._session.note(sentence, "", *fixes, severity="warning", key="touch", lasts_s=_SHOWN_S)
