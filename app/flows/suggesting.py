"""The frames to color next: worked out in the background, shown as cards and on the timeline.

Looked at again when the keyframes or the shown runs of the shot change, a little later and never while a run works
or the film plays. What was found before such a change is shown no longer. Of a shot without keyframes the one frame
to begin with is looked for, at a fraction of the cost, and never twice. A plan ("I will paint at most 5") is another
thing: it stays until its frames are colored or not needed, so that the artist can go through it in one sitting.

What is declined is left out where cards are shown: no other card goes with it, and undo shows it again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.background import Background
from app.canvas.pictures import small_image
from app.child import in_child
from app.flows.results import Results
from app.flows.running import Running
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from app.widgets.suggestion_cards import THUMBNAIL
from engine.project.edits import decline, suggest_again
from engine.project.model import Keyframe, Shot

if TYPE_CHECKING:  # what it computes with is loaded when it is needed
    from engine.suggest.advice import Advice, Question
    from engine.suggest.reasons import Suggestion

_SETTLE_MS = 1500  # an artist who changes keyframes changes several
_PAINT_MS = 10_000  # and makes many strokes on one
_MOST = 3
_FIRST = 1  # of a shot without keyframes: where to begin; more is a plan, which the artist asks for
_LONG = 20_000_000  # pixels of the shot from which on a process of its own is worth its second
_KEY = "suggest"


_Made = tuple["Advice", dict[int, Any]]
_State = tuple[object, ...]


@dataclass
class _Found:
    """What is known of one shot. `state`: what it was found for; `suggestions`: what was found unasked, best first;
    `plan`: what the artist asked for and has not colored. Both may hold what was declined since."""

    state: _State = ()
    advice: Advice | None = None
    suggestions: tuple[Suggestion, ...] = ()
    plan: tuple[Suggestion, ...] = ()
    thumbnails: dict[int, QImage] = field(default_factory=dict)
    firsts: dict[_State, _Made] = field(default_factory=dict)  # where to begin, by what that depends on

    def planned(self, declined: Collection[int]) -> tuple[Suggestion, ...]:
        """Return what is left of the plan."""
        return tuple(each for each in self.plan if each.frame not in declined)

    def cards(self, declined: Collection[int]) -> tuple[Suggestion, ...]:
        """Return what is to be shown: the plan as long as anything is left of it."""
        return self.planned(declined) or tuple(each for each in self.suggestions if each.frame not in declined)


class Suggesting(QObject):
    """Keeps for every shot what was found, as long as the project is open; the project keeps what was declined."""

    declined_changed = Signal()
    """The shot that is looked at has declined suggestions now (`has_declined`), or has none any more."""

    def __init__(
        self,
        session: Session,
        background: Background,
        results: Results,
        running: Running,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._window = session, background, window
        self._results, self._running = results, running
        self._found: dict[str, _Found] = {}
        self._working_on = ""  # the shot that is looked at, "" for none
        self._asked: _State = ()  # and the state it is looked at in
        self._budget, self._is_plan = 0, False  # and what for
        self.has_declined = False
        self._shown: object = None
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._look_again)
        cards = window.keyframes.suggestions
        cards.color_requested.connect(self.color)
        cards.dismissed.connect(self.dismiss)
        cards.find_requested.connect(self.find_best)
        cards.stop_requested.connect(self.stop)
        session.document.changed.connect(lambda _: self._follow())
        session.document.folder_changed.connect(lambda _: self.clear())
        session.source_changed.connect(lambda _: self._follow())
        session.player.frame_changed.connect(self._look)
        running.state_changed.connect(self._take_running)
        results.made_from_changed.connect(lambda _: self._follow())
        window.method.kind_changed.connect(lambda _: self._follow())
        for name, slot in {
            "suggest_keyframes": lambda: self.find_best(cards.budget.value()),
            "next_suggestion": self.go_to_next,
            "unsure_between": self.go_to_worst,
            "suggest_again": self.suggest_again,
        }.items():
            window.actions_[name].triggered.connect(lambda _=False, slot=slot: slot())

    # what the artist asks -----------------------------------------------------------------------------------

    def find_best(self, budget: int) -> None:
        """Look for the best `budget` frames of this shot: a plan that stays."""
        shot = self._session.shot
        if shot is None or not self._makes_sense():
            self._session.told.emit(tr("Open a film first; keyframes are suggested for color and style."))
            return
        if self._running.is_busy:
            self._session.told.emit(tr("The run goes first: keyframes are suggested when it has ended."))
            return
        self._window.show_workspace("color")
        self._start(shot, budget, is_plan=True)

    def stop(self) -> None:
        """Look no further."""
        self._later.stop()
        self._background.cancel(_KEY)
        self._working_on = ""
        self._window.keyframes.suggestions.show_finding(None)

    def color(self, frame: int) -> None:
        """Go to a suggested frame: the tool that the artist has in hand is the one it is colored with."""
        self._session.player.set_frame(frame)
        self._window.viewer.setFocus()
        self._session.told.emit(
            tr("Frame {frame}: color it here, import a picture (Ctrl+I) or export it to paint.").format(frame=frame)
        )

    def dismiss(self, frame: int) -> None:
        """The artist does not want to color this frame; it does not come again for this shot: one step of undo."""
        if self._session.shot is not None:
            project = decline(self._session.project, frame)
            self._session.document.edit(tr("Not needed: frame {frame}").format(frame=frame), project)

    def suggest_again(self) -> None:
        """Suggest what was declined in this shot again, masks too, when undo does not go back that far."""
        if self._session.shot is not None:
            project = suggest_again(self._session.project, self._session.frame)
            self._session.document.edit(tr("Suggest declined frames again"), project)

    def go_to_next(self) -> None:
        """Go to the suggested frame behind this one, from the last one on to the first."""
        frames = self._window.timeline.suggested
        if not frames:
            self._session.told.emit(tr('Nothing is suggested here. Press "Find the best" beside the keyframes.'))
            return
        self._session.player.set_frame(next((frame for frame in frames if frame > self._session.frame), frames[0]))

    def go_to_worst(self) -> None:
        """Go to the frame with the largest expected error between the keyframes on both sides."""
        shot, here = self._session.shot, self._session.frame
        found = self._of(shot) if shot is not None else _Found()
        if shot is None or found.advice is None:
            self._session.told.emit(tr("It is not known yet which frame is worst: the shot must be looked at first."))
            if shot is not None:
                self._later.start(0)
            return
        keys = [key.frame for key in shot.keyframes if key.kind == self._window.method.wished_kind]
        start = max((key + 1 for key in keys if key < here), default=shot.start)
        stop = min((key for key in keys if key > here), default=shot.stop)
        worst = found.advice.worst_between(start, stop)
        if worst is None:
            self._session.told.emit(tr("Here is no frame between two keyframes."))
        else:
            self._session.player.set_frame(worst)
            self._session.told.emit(
                tr("Frame {worst} is probably the most wrong of frames {start} to {stop}.").format(
                    worst=worst, start=start, stop=stop - 1
                )
            )

    # working it out -----------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Another project: nothing is known of its shots."""
        self.stop()
        self._found, self._shown = {}, None
        self._show()

    def _follow(self) -> None:
        """Keyframes, runs or cuts may have changed: drop what is not true any more."""
        shot = self._session.shot
        if shot is not None and self._makes_sense():
            self._renew(shot)
        self._show()
        self._tell_declined(shot)

    def _tell_declined(self, shot: Shot | None) -> None:
        has_declined = shot is not None and bool(shot.not_needed or shot.masks_good)
        if has_declined != self.has_declined:
            self.has_declined = has_declined
            self.declined_changed.emit()

    def _renew(self, shot: Shot) -> None:
        found, state = self._of(shot), self._state(shot)
        if self._session.source is None:
            return
        if self._working_on == shot.id:
            if self._asked == state:
                return
            if self._is_plan and self._asked[:-1] == state[:-1]:  # the artist still waits for it
                self._start(shot, self._budget, is_plan=True)
                return
            self.stop()
        if found.state == state:
            return
        if found.state[1:-1] == state[1:-1]:  # painted on or declined: where keyframes are missing is still true
            self._later.start(_PAINT_MS if found.state[0] != state[0] else _SETTLE_MS)
            return
        keys = {key.frame for key in shot.keyframes}
        found.advice, found.state, found.suggestions = None, (), ()
        found.plan = tuple(each for each in found.plan if each.frame not in keys and each.frame in shot)
        self._later.start(_SETTLE_MS)

    def _look(self, frame: int) -> None:
        self._window.keyframes.suggestions.show_frame(frame)
        shot = self._session.shot
        if (shot.id if shot else "") != (self._shown[0] if isinstance(self._shown, tuple) else ""):
            self._follow()

    def _take_running(self) -> None:
        """A run goes first: what is looked at meanwhile would take its processor."""
        if self._running.is_busy:
            if self._working_on:
                self.stop()
        else:
            self._follow()

    def _look_again(self) -> None:
        shot = self._session.shot
        if shot is None or self._running.is_busy or not self._makes_sense() or self._working_on == shot.id:
            return
        if self._session.player.is_playing or self._background.is_running("shots"):  # that goes first as well
            self._later.start(_SETTLE_MS)
            return
        found, state = self._of(shot), self._state(shot)
        if found.state == state:
            return
        if self._keys(shot):
            self._start(shot, _MOST, is_plan=False)
        elif (first := self._first_of(shot)) in found.firsts:
            self._take(shot, state, found.firsts[first], is_plan=False)
        else:
            self._start(shot, _FIRST, is_plan=False)

    def _first_of(self, shot: Shot) -> _State:
        """Return all that the frame to begin with depends on: nothing that is painted or run."""
        return shot.start, shot.stop, shot.not_needed

    def _start(self, shot: Shot, budget: int, *, is_plan: bool) -> None:
        is_first = not is_plan and not self._keys(shot)
        question, clip, film = self._question(shot, budget, is_first), self._session.clip, self._session.film
        folder = self._session.document.folder
        if question is None or clip is None or film is None or folder is None:
            return
        from app.flows.advising import Film, work_out

        self.stop()
        self._working_on = shot.id
        self._asked = state = self._state(shot)
        self._budget, self._is_plan = budget, is_plan
        cards = self._window.keyframes.suggestions
        arguments = (Film(film, folder.cache, clip.deinterlace), question, (THUMBNAIL.width(), THUMBNAIL.height()))
        is_long = clip.width * clip.height * (shot.stop - shot.start) > _LONG
        cards.show_finding(-1, is_asked=is_plan)
        self._background.start(
            "suggest",
            lambda: in_child(work_out, *arguments) if is_long else work_out(*arguments),
            done=lambda made: self._take(shot, state, made, is_plan=is_plan),
            failed=lambda error: self._fail(shot, state, error),
            progressed=lambda progress: cards.show_finding(progress.done / progress.total, is_asked=is_plan),
            key=_KEY,
        )

    def _take(self, shot: Shot, state: _State, made: _Made, *, is_plan: bool) -> None:
        self._working_on = ""
        self._window.keyframes.suggestions.show_finding(None)
        now = next((each for each in self._session.project.shots if each.id == shot.id), None)
        if now is None or (is_now := self._state(now)) != state:  # it changed meanwhile: this is not about it
            if now is not None and is_plan and is_now[:-1] == state[:-1]:
                self._start(now, self._budget, is_plan=True)
            self._follow()
            return
        advice, thumbnails = made
        found = self._of(shot)
        found.state, found.advice = state, advice
        if not is_plan and not self._keys(now):
            found.firsts[self._first_of(now)] = made
        if is_plan:
            found.plan, found.suggestions = advice.suggestions, ()
        else:
            found.suggestions = () if found.planned(now.not_needed) else advice.suggestions
        of_plan = {each.frame for each in found.plan}
        found.thumbnails = {
            **{frame: small for frame, small in found.thumbnails.items() if frame in of_plan},
            **{frame: small_image(small) for frame, small in thumbnails.items()},
        }
        self._show()

    def _fail(self, shot: Shot, state: _State, error: Exception) -> None:
        self._of(shot).state = state  # it would fail again
        self._working_on = ""
        self._window.keyframes.suggestions.show_finding(None)
        self._session.fail(error, tr("No keyframes could be suggested"), key="suggest")

    # what it is about ---------------------------------------------------------------------------------------

    def _of(self, shot: Shot) -> _Found:
        return self._found.setdefault(shot.id, _Found())

    def _makes_sense(self) -> bool:
        method = self._window.method
        is_of_use = method.wished_kind in ("color", "style") and "keyframes" in method.spec.needs
        return is_of_use and self._session.clip is not None

    def _keys(self, shot: Shot) -> list[Keyframe]:
        return [key for key in shot.keyframes if key.kind == self._window.method.wished_kind]

    def _state(self, shot: Shot) -> _State:
        """Return all that the advice depends on: first the keyframes' pictures, last what was declined."""
        made_from = frozenset(choice.run for choice in (*shot.chosen, *shot.accepted)) & set(self._results.records)
        keys = self._keys(shot)
        pictures = tuple((key.image, key.trust) for key in keys)
        places = tuple(key.frame for key in keys)
        kind = self._window.method.wished_kind
        return (
            *(pictures, shot.start, shot.stop, kind, places, shot.chosen, shot.accepted, made_from),
            shot.not_needed,
        )

    def _question(self, shot: Shot, budget: int, is_first: bool) -> Question | None:
        folder = self._session.document.folder
        if folder is None:
            return None
        from engine.suggest.asking import question_about

        known = {name: record.run for name, record in self._results.records.items()}
        kind, blobs, runs = self._window.method.wished_kind, folder.blobs.folder, folder.runs.path
        return question_about(shot, blobs, runs, known, budget, kind=kind, is_quick=is_first)

    # showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        shot, cards = self._session.shot, self._window.keyframes.suggestions
        cards.setVisible(shot is not None and self._makes_sense())
        found = self._of(shot) if shot is not None else _Found()
        suggestions = found.cards(shot.not_needed) if shot is not None else ()
        note = self._note(shot, found)
        shown = (shot.id if shot else "", found.advice, suggestions, note)
        if shown == self._shown:
            return
        self._shown = shown
        cards.show_suggestions(suggestions, self._session.rate, found.thumbnails, note)
        cards.show_frame(self._session.frame)
        self._window.keyframes.show_beginning(is_suggested=bool(suggestions))
        self._window.timeline.set_suggested(sorted(each.frame for each in suggestions))
        worths = found.advice.worths if found.advice is not None else ()
        self._window.keyframes.show_worths({w.frame: w.text for w in worths if w.loss_db is not None})

    def _note(self, shot: Shot | None, found: _Found) -> str:
        if shot is None:
            return ""
        if found.planned(shot.not_needed):
            return tr("A plan: color them in any order.")
        if found.cards(shot.not_needed):
            return "" if self._keys(shot) else tr("Color this one first.")
        if found.advice is not None and found.state[1:] == self._state(shot)[1:]:  # else more may come
            return tr("No further keyframe would bring much here.")
        if not self._keys(shot):
            return tr("Which frames to begin with?")
        return tr("Comes when the run has ended.") if self._running.is_busy else ""
