"""Which tracked masks to repair: worked out in the background while masks are worked on, shown as cards and marks.

Only what was tracked is looked at, a little after the masks of the shot changed, and never while a run works or the
film plays. While a mask is painted its cards stay: where else repairs are missing is as true as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from app.background import Background
from app.canvas.pictures import small_image
from app.child import in_child
from app.flows.masking import Masking
from app.flows.results import Results
from app.flows.running import Running
from app.flows.tooling import Tooling
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from app.widgets.suggestion_cards import THUMBNAIL
from engine.project.edits import decline
from engine.project.model import Shot

if TYPE_CHECKING:  # what it computes with is loaded when it is needed
    from engine.suggest.tracked import MaskAdvice, MaskQuestion, Repair

_SETTLE_MS = 1500
_PAINT_MS = 10_000  # many strokes make one mask
_MOST = 3
_LONG = 20_000_000  # pixels of the shot from which on a process of its own is worth its second
_KEY = "repairs"

_State = tuple[object, ...]


@dataclass
class _Found:
    """What is known of one shot; `state`: what it was found for."""

    state: _State = ()
    repairs: tuple[Repair, ...] = ()
    thumbnails: dict[int, QImage] = field(default_factory=dict)


class Repairing(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        results: Results,
        running: Running,
        masking: Masking,
        tooling: Tooling,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._window = session, background, window
        self._results, self._running, self._masking = results, running, masking
        self._found: dict[str, _Found] = {}
        self._asked: tuple[str, _State] | None = None  # the shot that is looked at, and the state it is looked at in
        self._shown: object = None
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._look)
        cards = window.masks.suggestions
        cards.color_requested.connect(self.repair)
        cards.dismissed.connect(self.dismiss)
        session.document.changed.connect(lambda _: self._follow())
        session.document.folder_changed.connect(lambda _: self._leave())
        session.player.frame_changed.connect(self._take_frame)
        running.state_changed.connect(self._follow)
        results.made_from_changed.connect(lambda _: self._follow())
        tooling.changed.connect(self._follow)
        self._show()

    # what the artist asks -----------------------------------------------------------------------------------

    def repair(self, frame: int) -> None:
        """Go to a frame; the tool for masks is in hand already."""
        self._session.player.set_frame(frame)
        self._window.viewer.setFocus()
        self._session.told.emit(tr("Frame {frame}: mend the mask here, then track on from it.").format(frame=frame))

    def dismiss(self, frame: int) -> None:
        """The artist finds this mask good enough; it does not come again for this shot: one step of undo."""
        shot = self._session.shot
        if shot is not None:
            project = decline(self._session.project, frame, masks=True)
            self._session.document.edit(tr("Mask needs no repair: frame {frame}").format(frame=frame), project)

    def stop(self) -> None:
        """Look no further."""
        self._later.stop()
        self._background.cancel(_KEY)
        self._asked = None
        self._window.masks.suggestions.show_finding(None)

    # working it out -----------------------------------------------------------------------------------------

    def _leave(self) -> None:
        self.stop()
        self._found, self._shown = {}, None
        self._show()

    def _follow(self) -> None:
        """Something changed: drop what is not true any more, and look again in a while."""
        shot = self._session.shot
        if shot is None or not self._masking.is_on or self._running.is_busy:
            if self._asked is not None or self._later.isActive():
                self.stop()
            self._show()
            return
        found, state = self._of(shot), self._state(shot)
        if self._asked is not None and self._asked != (shot.id, state):
            self.stop()
        if found.state != state and self._asked is None:
            if found.state[1:-1] != state[1:-1]:
                own = {key.frame for key in shot.keyframes if key.kind == "mask"}
                found.repairs = tuple(each for each in found.repairs if each.frame not in own)
            is_painting = found.state[:1] != state[:1] and found.state[1:-1] == state[1:-1]
            self._later.start(_PAINT_MS if is_painting else _SETTLE_MS)
        self._show()

    def _take_frame(self, frame: int) -> None:
        self._window.masks.suggestions.show_frame(frame)
        shot = self._session.shot
        if self._masking.is_on and (shot.id if shot else "") != (
            self._shown[0] if isinstance(self._shown, tuple) else ""
        ):
            self._follow()

    def _look(self) -> None:
        shot, clip, film = self._session.shot, self._session.clip, self._session.film
        folder = self._session.document.folder
        if shot is None or clip is None or film is None or folder is None or not self._masking.is_on:
            return
        if self._session.player.is_playing:
            self._later.start(_SETTLE_MS)
            return
        from app.flows.advising import Film, work_out_repairs

        state, question = self._state(shot), self._question(shot)
        if question is None or not question.painted or not question.shown:
            self._of(shot).state, self._of(shot).repairs = state, ()
            self._show()
            return
        self._asked = shot.id, state
        cards = self._window.masks.suggestions
        arguments = (Film(film, folder.cache, clip.deinterlace), question, (THUMBNAIL.width(), THUMBNAIL.height()))
        is_long = clip.width * clip.height * (shot.stop - shot.start) > _LONG
        cards.show_finding(-1, is_asked=False)
        self._background.start(
            "repairs",
            lambda: in_child(work_out_repairs, *arguments) if is_long else work_out_repairs(*arguments),
            done=lambda made: self._take(shot, state, made),
            failed=lambda error: self._fail(shot, state, error),
            progressed=lambda progress: cards.show_finding(progress.done / progress.total, is_asked=False),
            key=_KEY,
        )

    def _take(self, shot: Shot, state: _State, made: tuple[MaskAdvice, dict[int, Any]]) -> None:
        advice, thumbnails = made
        self._asked = None
        self._window.masks.suggestions.show_finding(None)
        found = self._of(shot)
        found.state, found.repairs = state, advice.suggestions
        found.thumbnails = {frame: small_image(small) for frame, small in thumbnails.items()}
        self._follow()  # it may have changed meanwhile

    def _fail(self, shot: Shot, state: _State, error: Exception) -> None:
        self._of(shot).state = state  # it would fail again
        self._asked = None
        self._window.masks.suggestions.show_finding(None)
        self._session.fail(error, tr("The masks could not be looked through"), key="repairs")

    def _of(self, shot: Shot) -> _Found:
        return self._found.setdefault(shot.id, _Found())

    def _state(self, shot: Shot) -> _State:
        """Return all that the answer depends on: first the pictures of the artist's masks, last what was declined."""
        keys = [key for key in shot.keyframes if key.kind == "mask"]
        project = self._session.project
        runs = tuple(choice for choice in project.mask_runs if choice.start < shot.stop and choice.stop > shot.start)
        known = frozenset(self._results.records) & {choice.run for choice in (*runs, *shot.chosen)}
        names = tuple((mask.label, mask.name) for mask in project.masks)
        frames, pictures = tuple(key.frame for key in keys), tuple(key.image for key in keys)
        return pictures, frames, shot.start, shot.stop, runs, shot.chosen, known, names, shot.masks_good

    def _question(self, shot: Shot) -> MaskQuestion | None:
        folder = self._session.document.folder
        if folder is None:
            return None
        from engine.suggest.asking import question_about_masks

        known = {name: record.run for name, record in self._results.records.items()}
        blobs, runs = folder.blobs.folder, folder.runs.path
        return question_about_masks(self._session.project, shot, blobs, runs, known, _MOST)

    def _show(self) -> None:
        shot, is_on = self._session.shot, self._masking.is_on
        found, good = (self._of(shot), shot.masks_good) if shot is not None else (_Found(), ())
        repairs = tuple(each for each in found.repairs if each.frame not in good)
        shown = (shot.id if shot else "", repairs, is_on)
        if shown == self._shown:
            return
        self._shown = shown
        cards = self._window.masks.suggestions
        cards.show_suggestions(repairs, self._session.rate, found.thumbnails, "")
        self._window.masks.show_repairs(are_shown=bool(repairs))
        cards.show_frame(self._session.frame)
        frames = [each.frame for each in repairs] if is_on else None
        self._window.timeline.set_suggested_repairs(frames)
