"""Accepting and rejecting what a run made, by range; and the proof that what was accepted is as it was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject

from app import words
from app.background import Background
from app.errors import Fix
from app.flows.records import choices_of
from app.flows.results import Results
from app.flows.running import Running
from app.main_window import MainWindow
from app.session import Session
from app.translation import sentence, tr
from engine.project.approved import Proof, note_accepted, prove
from engine.project.choices import shown_choices, without
from engine.project.model import Project, Run, Shot
from engine.project.review import accept_range, accepted_ranges, reject_range, span, unaccept_range
from engine.runtime.errors import EngineError, InputError

_SHOWN_S = 20.0  # what was told about one range is of no interest much later
Range = tuple[int, int]


class Reviewing(QObject):
    """Shows the strip for the newest run of the shot that ended and shows frames that are not accepted yet."""

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
        self._session, self._background = session, background
        self._results, self._running, self._window = results, running, window
        self._ended: list[str] = []  # runs that ended since the project was opened, the newest last
        self._proofs: dict[str, Proof] = {}  # by the run that had ended then
        self._digests = threading.Lock()  # what is proved waits for what is noted
        self._strip = window.review
        self.waiting: Callable[[], str] = lambda: ""
        """Says what the frame looked at waits for, "" for nothing."""
        running.ended.connect(self._take_ended)
        running.state_changed.connect(self.show)
        session.document.folder_changed.connect(lambda _: self._forget())
        session.document.changed.connect(lambda _: self.show())
        session.player.frame_changed.connect(lambda _: self.show())
        session.player.in_out_changed.connect(lambda *_: self.show())
        window.review.dismissed.connect(self.dismiss)

    # what the artist asks -----------------------------------------------------------------------------------

    def accept(self) -> None:
        """Pin what is shown from in to out; without those, what the run that is reviewed or seen made here."""
        bounds = self._bounds(self.reviewed or self._seen())
        if bounds is None:
            self._warn(tr("There is no result here that could be accepted yet."))
            return
        before = self._session.project
        try:
            self._check_live(*bounds)
            after = accept_range(before, *bounds)
        except EngineError as error:
            self._warn(str(error))
            return
        self._session.solved.emit("review")
        if after == before:
            self._warn(tr("{value} are accepted already.").format(value=span(*bounds)))
            return
        self._session.document.edit(tr("Accept {frames}").format(frames=_small(span(*bounds))), after)
        self._note(before, after)

    def reject(self) -> None:
        """Show again, from in to out or wherever the run is shown, what was shown before it."""
        run = self.reviewed or self._seen()
        bounds = self._bounds(run)
        if bounds is None or not run:
            self._warn(tr("There is no result here that could be rejected."))
            return
        known = {name: record.run for name, record in self._results.records.items()}
        try:
            after = reject_range(self._session.project, run, *bounds, known)
        except EngineError as error:
            self._warn(str(error))
            return
        self._session.solved.emit("review")
        self._session.document.edit(tr("Reject {frames}").format(frames=_small(span(*bounds))), after)

    def unaccept(self) -> None:
        """Take the acceptance back from in to out, or of the accepted range that is looked at."""
        frame, project = self._session.frame, self._session.project
        here = next((r for r in accepted_ranges(project.shots) if r[0] <= frame < r[1]), None)
        bounds = self._session.in_out or here
        if bounds is None:
            self._warn(tr("This frame is not accepted; go to one that is, or set in and out."))
            return
        try:
            after = unaccept_range(project, *bounds)
        except EngineError as error:
            self._warn(str(error))
            return
        self._session.document.edit(tr("Take back {frames}").format(frames=_small(span(*bounds))), after)

    def check(self) -> None:
        """Prove now that every accepted frame shows what was accepted."""
        if not accepted_ranges(self._session.project.shots):
            self._warn(tr("Nothing is accepted yet."))
            return
        self._prove("", is_asked=True)

    def dismiss(self) -> None:
        """Close the strip of this run."""
        run = self.reviewed
        self._ended = [name for name in self._ended if name != run]
        self.show()

    # what is reviewed ---------------------------------------------------------------------------------------

    @property
    def reviewed(self) -> str:
        """The id of the run that the strip is about, "" for none."""
        shot = self._session.shot
        if shot is None:
            return ""
        return next((run for run in reversed(self._ended) if self._open_ranges(run, shot)), "")

    def show(self) -> None:
        """Show what can be accepted and rejected now, on the strip and along the timeline."""
        run, shot = self.reviewed, self._session.shot
        live = self._results.records.get(self._results.live)
        is_changing = live is not None and live.run.changes
        if is_changing and live is not None:
            self._window.timeline.set_affected([(live.run.start, live.run.stop)])
        else:
            self._window.timeline.set_affected(self._open_ranges(run, shot) if run and shot is not None else [])
        bounds = self._bounds(run)
        record = self._results.records.get(run)
        if not run or bounds is None or record is None:
            self._strip.hide()
            return
        rejected = [piece for piece in self._open_ranges(run, shot) if bounds[0] < piece[1] and piece[0] < bounds[1]]
        told = tr("{name} is shown on {run}.").format(
            name=record.run.name, run=_ranges_in_words(self._open_ranges(run, shot))
        )
        if record.e_warp is not None and record.e_warp_processed is not None:
            figures = tr("E_warp {own:.3f}; the processed clip {before:.3f}.")
            told = f"{figures.format(own=record.e_warp, before=record.e_warp_processed)}  {told}"
        proof = self._proofs.get(run)
        ranges = accepted_ranges(self._session.project.shots)
        has_accepted = any(bounds[0] < stop and start < bounds[1] for start, stop in ranges)
        named = tr("the rest") if has_accepted and rejected else _numbers(bounds)  # what is accepted stays
        self._strip.show_review(
            tr("Accept {bounds}").format(bounds=named),
            tr("Reject {bounds}").format(bounds=named) if rejected else "",
            self.waiting() or (f"{proof.sentence}  {told}" if proof is not None and proof.sentence else told),
        )

    def _open_ranges(self, run: str, shot: Shot | None) -> list[Range]:
        """Return where this shot shows `run` and that is not accepted."""
        if shot is None:
            return []
        free = list(shown_choices(shot))
        for start, stop in accepted_ranges([shot]):
            free = without(free, start, stop)
        return [(choice.start, choice.stop) for choice in free if choice.run == run]

    def _bounds(self, run: str) -> Range | None:
        """Return what a range is now: in to out within the shot, or from the first to the last frame of `run`."""
        shot, bounds = self._session.shot, self._session.in_out
        if shot is None:
            return None
        if bounds is not None:
            start, stop = max(bounds[0], shot.start), min(bounds[1], shot.stop)
            return (start, stop) if start < stop else None
        pieces = self._open_ranges(run, shot) if run else []
        return (pieces[0][0], pieces[-1][1]) if pieces else None

    def _seen(self) -> str:
        """Return the run whose result is looked at."""
        shot = self._session.shot
        return (shot.run_at(self._session.frame) if shot is not None else None) or ""

    def _check_live(self, start: int, stop: int) -> None:
        live = self._results.records.get(self._results.live)
        if live is not None and live.run.start < stop and start < live.run.stop:
            raise InputError(
                tr("{name} still works on these frames; accept them when it has ended.").format(name=live.run.name)
            )

    # digests ------------------------------------------------------------------------------------------------

    def _note(self, before: Project, after: Project) -> None:
        """Take the digests of what was accepted, in the background."""
        folder = self._session.document.folder
        if folder is None:
            return

        def work() -> Generator[Any, None, int]:
            with self._digests:
                return (yield from note_accepted(folder, before, after))

        def failed(error: Exception) -> None:
            self._session.fail(error, tr("It cannot be proved later that these frames stayed as they are"))

        self._background.start("note-accepted", work, failed=failed)

    def _prove(self, run: str, *, is_asked: bool = False) -> None:
        folder, project = self._session.document.folder, self._session.project
        if folder is None:
            return

        def work() -> Generator[Any, None, Proof]:
            with self._digests:
                return (yield from prove(folder, project))

        def done(proof: Proof) -> None:
            self._proofs[run] = proof
            if proof.changed:
                frames = words.count(len(proof.changed), "accepted frame")
                go = Fix(tr("Go there"), lambda: self._session.player.set_frame(proof.changed[0]))
                self._session.note(
                    tr("{frames} changed: the picture of frame {changed} is not the one that was accepted.").format(
                        frames=frames, changed=proof.changed[0]
                    ),
                    tr("A file of the run was changed, damaged or deleted outside this program."),
                    go,
                    severity="error",
                    key="proof",
                )
            elif is_asked:
                self._session.note(proof.sentence, key="proof")
            self.show()

        self._background.start("prove", work, done=done, failed=self._session.fail, key="prove", of=folder)

    # what happens -------------------------------------------------------------------------------------------

    def _take_ended(self, run: Run) -> None:
        if any(choice.run == run.id for choice in choices_of(self._session.project)):
            self._ended = [*(name for name in self._ended if name != run.id), run.id]
        if accepted_ranges(self._session.project.shots):
            self._prove(run.id)
        self.show()

    def _forget(self) -> None:
        self._ended, self._proofs = [], {}
        self.show()

    def _warn(self, sentence: str) -> None:
        self._session.note(sentence, severity="warning", key="review", lasts_s=_SHOWN_S)


def _numbers(bounds: Range) -> str:
    return f"{bounds[0]}-{bounds[1] - 1}" if bounds[1] - bounds[0] > 1 else f"{bounds[0]}"


def _ranges_in_words(ranges: list[Range]) -> str:
    parts = [_numbers(piece).replace("-", " to ") for piece in ranges]
    if len(parts) > 3:
        parts = [*parts[:2], tr("{count} more ranges").format(count=len(parts) - 2)]
    listed = (
        parts[0] if len(parts) == 1 else tr("{some} and {last}").format(some=", ".join(parts[:-1]), last=parts[-1])
    )
    return (
        tr("frames {listed}").format(listed=listed)
        if len(parts) > 1 or " to " in listed
        else tr("frame {listed}").format(listed=listed)
    )


def _small(told: str) -> str:
    """Return "Frames 3 to 9" as it stands amid a sentence."""
    small = told[:1].lower() + told[1:]
    return sentence(small)
