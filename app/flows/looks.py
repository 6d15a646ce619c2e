"""The look to keep to: found in the background, chosen by a card or by the frame that is looked at."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject

from app import words
from app.background import Background
from app.canvas.pictures import small_image
from app.child import in_child
from app.errors import Fix
from app.flows.attaching import Attaching
from app.flows.running import Running
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from app.widgets.look_cards import LETTERS, THUMBNAIL, Look
from engine.project.edits import keep_to_look
from engine.project.model import Run, Shot

_STEADY = "consistency"
_LONG = 200_000_000  # pixels to look at from which on a process of its own is worth its second


class Looks(QObject):
    """Keeps for every shot the looks that were found; which one was chosen is in the project."""

    def __init__(
        self,
        session: Session,
        background: Background,
        attaching: Attaching,
        running: Running,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._attaching, self._window = session, background, attaching, window
        self._found: dict[tuple[int, int], tuple[Look, ...]] = {}
        self._followed: dict[tuple[int, int], str] = {}  # what was told of the shot's last result
        self._shown: tuple[object, ...] = ()
        cards = window.method.looks
        cards.find_requested.connect(self.find)
        cards.stop_requested.connect(self.stop_finding)
        cards.chosen.connect(self.choose)
        cards.here_requested.connect(lambda: self.choose(session.frame))
        running.ended.connect(self._compare)
        attaching.changed.connect(self._take_processed)
        session.document.changed.connect(lambda _: self._show())
        session.player.frame_changed.connect(lambda _: self._show())

    def main_frame(self, shot: Shot) -> int:
        """Return the frame this shot's result is to keep to, or -1 for the look most of its frames have."""
        return -1 if shot.look is None else shot.look

    def find(self) -> None:
        """Look through the processed clip's frames of this shot."""
        clip, shot, film = self._session.clip, self._session.shot, self._session.film
        processed = self._attaching.path
        if clip is None or shot is None or film is None or processed is None:
            attach = Fix(tr("Attach processed clip..."), self._attaching.ask)
            self._session.note(tr("There is no processed clip to look through."), "", attach, key="processed")
            return
        self._window.method.choose_method(_STEADY)
        size = (THUMBNAIL.width(), THUMBNAIL.height())
        arguments = (film, processed, shot.start, shot.stop, clip.deinterlace, size)
        is_long = clip.width * clip.height * (shot.stop - shot.start) > _LONG
        self._window.method.looks.show_finding(0)

        def work() -> Generator[Any, None, Any]:
            from app.flows.finding import find_looks  # loaded here: the window must not wait for it

            return (yield from (in_child(find_looks, *arguments) if is_long else find_looks(*arguments)))

        self._background.start(
            "looks",
            work,
            done=lambda found: self._take(shot, found),
            failed=self._failed,
            progressed=self._show_progress,
            key="looks",
        )

    def stop_finding(self) -> None:
        self._background.cancel("looks")
        self._window.method.looks.show_finding(None)

    def choose(self, frame: int) -> None:
        """Keep to the look of this frame on every frame of its shot."""
        project = self._session.project
        if project.shot_at(frame) is not None:
            self._session.document.edit(
                tr("Keep to the look of frame {frame}").format(frame=frame), keep_to_look(project, frame)
            )

    def _take(self, shot: Shot, found: list[tuple[Any, Any]]) -> None:
        self._window.method.looks.show_finding(None)
        looks = tuple(Look(mode.frame, mode.share, mode.frames, small_image(small)) for mode, small in found)
        self._found[(shot.start, shot.stop)] = looks
        self._shown = ()  # whether there are several is to be told even where the cards are the same
        self._show()

    def _compare(self, run: Run) -> None:
        """A run ended: tell which look its frames follow, where it was made from a clip that has several."""
        shot = self._session.project.shot_at(run.start)
        clip, film, processed = self._session.clip, self._session.film, self._attaching.path
        folder = self._session.document.folder
        place = (shot.start, shot.stop) if shot is not None else None
        looks = self._found.get(place) if place is not None else None
        is_known = clip is not None and film is not None and processed is not None and folder is not None
        if run.processed is None or place is None or not looks or len(looks) < 2 or not is_known:
            return
        assert clip is not None and film is not None and processed is not None and folder is not None
        frames = tuple(look.frames for look in looks)
        made, bounds, deinterlace = folder.runs.folder(run.id), (run.start, run.stop), clip.deinterlace
        is_long = clip.width * clip.height * (run.stop - run.start) > _LONG
        arguments = (film, processed, made, frames, bounds, deinterlace)

        def work() -> Generator[Any, None, Any]:
            from app.flows.finding import follow_looks

            return (yield from (in_child(follow_looks, *arguments) if is_long else follow_looks(*arguments)))

        def done(found: tuple[int, ...]) -> None:
            self._followed[place] = _told(run.name, found)
            self._show()

        self._background.start(
            "follow-looks",
            work,
            done=done,
            key="follow-looks",
        )

    def _failed(self, error: Exception) -> None:
        self._window.method.looks.show_finding(None)
        self._session.fail(error, tr("The looks could not be found"), key="processed")

    def _show_progress(self, progress: Any) -> None:
        self._window.method.looks.show_finding(progress.done / progress.total if progress.total else 0.0)

    def _take_processed(self) -> None:
        """Another processed clip, or none: what was found is not of it."""
        self.stop_finding()
        self._found, self._followed, self._shown = {}, {}, ()
        has_clip = self._session.project.processed is not None
        self._window.method.set_processed(has_clip)
        self._show()

    def _show(self) -> None:
        """Show what is known of the shot that is looked at."""
        shot = self._session.shot
        looks = self._found.get((shot.start, shot.stop)) if shot is not None else None
        main = self.main_frame(shot) if shot is not None else -1
        told = self._followed.get((shot.start, shot.stop), "") if shot is not None else ""
        shown = (looks, main, shot and shot.id, told)
        if shown == self._shown:
            return
        self._shown = shown
        self._window.method.looks.show_looks(looks, main)
        self._window.method.looks.show_followed(told)
        is_known = main >= 0 or looks is not None
        self._window.method.keep_to(main, is_several=main >= 0 or len(looks or ()) > 1 if is_known else None)
        self._window.timeline.set_looks([look.frames for look in looks] if looks and len(looks) > 1 else ())


def _told(name: str, found: tuple[int, ...]) -> str:
    """Say how many frames of a run follow the look that most of them do, and which others are left."""
    made = [each for each in found if each >= 0]
    if not made:
        return ""
    counts = {look: made.count(look) for look in set(made)}
    ordered = sorted(counts, key=lambda look: -counts[look])
    told = tr("{counts} of {count} of {name} follow look {LETTERS}").format(
        counts=counts[ordered[0]], count=words.count(len(made), "frame"), name=name, LETTERS=LETTERS[ordered[0]]
    )
    others = [tr("{count} look {letter}").format(count=counts[look], letter=LETTERS[look]) for look in ordered[1:]]
    return f"{told}, {tr(' and ').join(others)}." if others else f"{told}."
