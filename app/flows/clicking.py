"""Clicks on objects: the frame is looked through before the first one, and they are answered in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.flows.mask_sheets import MaskSheets
from app.flows.results import Results
from app.session import Session
from app.translation import tr
from engine.media.source import FrameSource
from engine.paint.segment import Click
from engine.project.model import Mask, Project, Shot
from engine.project.runs import RunFolder

if TYPE_CHECKING:
    from engine.paint.segment import Segmenter

_AWAY = 2  # frames: less moves too little to tell an object by, more too far
_MOST_HISTORIES = 256
_KEY = "segmenter"  # of the background: one frame at a time is looked through

Labels = NDArray[np.uint8]
Ensure = Callable[[], tuple[Mask, Callable[[Project], Project]]]


@dataclass(frozen=True)
class _Place:
    """A frame of the film that was open when it was asked for."""

    source: FrameSource
    frame: int

    def is_of(self, session: Session) -> bool:
        return session.source is self.source and session.frame == self.frame


@dataclass(frozen=True)
class _Asked:
    click: Click
    frame: int
    target: Mask
    also: Callable[[Project], Project]


class Clicking(QObject):
    """`target` names the object that clicks are about, and what makes it one if it is new."""

    changed = Signal()  # other clicks are to be shown

    def __init__(
        self,
        session: Session,
        background: Background,
        results: Results,
        sheets: MaskSheets,
        target: Ensure,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._results, self._sheets = session, background, results, sheets
        self._target = target
        self._segmenter: tuple[_Place, Segmenter] | None = None
        self._looking: _Place | None = None  # what is being looked through
        self._asked: deque[_Asked] = deque()
        self._is_working = False
        self._given: dict[tuple[str, int], tuple[Click, ...]] = {}
        self.is_taking = False
        sheets.ready.connect(self._go_on)
        sheets.committed.connect(self._go_on)
        session.document.changed.connect(lambda _: self.changed.emit())

    @property
    def given(self) -> Sequence[Click]:
        """The clicks that the mask which is seen came from."""
        if self._sheets.frame != self._session.frame or self._sheets.sheet is None:
            return ()
        target = self._shown_label()
        return self._given.get((self._sheets.key, target), ())

    @property
    def waiting(self) -> Sequence[Click]:
        return tuple(each.click for each in self._asked if each.frame == self._session.frame)

    def swap(self) -> None:
        self.is_taking = not self.is_taking

    def click(self, x: float, y: float, is_object: bool) -> bool:
        source = self._session.source
        if source is None or not (0 <= x < source.facts.width and 0 <= y < source.facts.height):
            return False
        self._session.player.pause()
        self._sheets.leave()
        target, also = self._target()
        self._asked.append(_Asked(Click(x, y, is_object), self._session.frame, target, also))
        self.prepare()
        self._sheets.look()
        self.changed.emit()
        self._go_on()
        return True

    def forget(self) -> None:
        """No tool for masks is in hand any more: what was prepared takes much memory."""
        self._stop_looking()
        self._asked.clear()
        self.changed.emit()

    def drop(self) -> None:
        """Another project: what was answered in the last one is of no use in it."""
        self._given.clear()
        self.forget()

    def leave(self) -> None:
        """Another frame is shown: the one before needs no looking through any more."""
        if self._looking is not None and not self._looking.is_of(self._session):
            self._stop_looking()
        self.changed.emit()

    def _stop_looking(self) -> None:
        self._background.cancel(_KEY)
        self._segmenter = self._looking = None

    def prepare(self) -> None:
        """Look the frame through, so that the first click is answered at once."""
        frame, source, shot = self._session.frame, self._session.source, self._session.shot
        if source is None or shot is None:
            return
        place = _Place(source, frame)
        if place == self._looking or (self._segmenter is not None and self._segmenter[0] == place):
            return
        folder = self._results.result_of(frame)
        self._stop_looking()
        self._looking = place

        def take(made: Segmenter) -> None:
            self._looking = None
            if place.is_of(self._session):
                self._segmenter = (place, made)
                self._go_on()

        def fail(error: Exception) -> None:
            self._looking = None
            self._asked.clear()
            self.changed.emit()
            self._session.fail(error, tr("The frame cannot be looked through"))

        self._background.start(
            "segmenter", lambda: segmenter_of(source, shot, frame, folder), done=take, failed=fail, key=_KEY
        )

    def _go_on(self) -> None:
        """Answer the oldest click, once the frame is looked through and what came before is entered."""
        while self._asked and self._asked[0].frame != self._session.frame:
            self._asked.popleft()  # the artist went on; it would change a frame that is not seen
        sheets, segmenter = self._sheets, self._segmenter
        if self._is_working or not self._asked or segmenter is None or sheets.sheet is None:
            return
        if not sheets.is_settled or sheets.frame != self._session.frame or not segmenter[0].is_of(self._session):
            return
        asked, before = self._asked[0], sheets.sheet.labels.copy()
        clicks = (*self._given.get((sheets.key, asked.target.label), ()), asked.click)
        self._is_working = True

        def done(after: Labels) -> None:
            self._is_working = False
            self._answer(asked, clicks, before, after)

        def fail(error: Exception) -> None:
            self._is_working = False
            if not self._asked or self._asked[0] is not asked:  # taken back meanwhile
                self._go_on()
                return
            self._asked.popleft()
            self.changed.emit()
            self._session.fail(error, tr("The object cannot be found"))

        made, label = segmenter[1], asked.target.label
        self._background.start("click", lambda: answered(made, before, label, clicks), done=done, failed=fail)

    def _answer(self, asked: _Asked, clicks: tuple[Click, ...], before: Labels, after: Labels) -> None:
        if not self._asked or self._asked[0] is not asked:  # taken back meanwhile
            self._go_on()
            return
        self._asked.popleft()
        label = asked.target.label
        if np.array_equal(before, after):
            self._given[(self._sheets.key, label)] = clicks
            said = tr("is in") if asked.click.is_object else tr("is not in")
            self._session.told.emit(tr("This place {said} {name} already.").format(said=said, name=asked.target.name))
        elif self._sheets.put(before, after, asked.frame):
            verb = tr("Click") if asked.click.is_object else tr("Take from")
            self._sheets.commit(
                f"{verb} {asked.target.name}", asked.also, lambda blob: self._remember(blob, label, clicks)
            )
        self.changed.emit()
        self._go_on()

    def _remember(self, blob: str, label: int, clicks: tuple[Click, ...]) -> None:
        self._given[(blob, label)] = clicks
        while len(self._given) > _MOST_HISTORIES:
            del self._given[next(iter(self._given))]
        self.changed.emit()

    def _shown_label(self) -> int:
        return self._target()[0].label


def segmenter_of(
    source: FrameSource, shot: Shot, frame: int, folder: RunFolder | None
) -> Generator[None, None, Segmenter]:
    """Look a frame through, with its result's color where there is one: not for the UI thread. It can be closed
    between its parts."""
    from engine.media.pixels import displayed
    from engine.paint.segment import Neighbor, Segmenter

    yield
    picture = source.read(frame)
    colored = folder.read_frame(frame) if folder is not None and folder.read_run().kind == "color" else None
    if colored is not None and colored.shape[:2] == picture.shape[:2]:
        picture = colored
    beside = [frame + away for away in (-_AWAY, _AWAY) if frame + away in shot]
    neighbors = []
    for other in beside:
        yield
        neighbors.append(Neighbor(displayed(source.read(other)), other - frame))
    yield
    return Segmenter(displayed(picture), neighbors)


def answered(segmenter: Segmenter, labels: Labels, label: int, clicks: Sequence[Click]) -> Labels:
    """Return the labels after the last click on the object `label`. Other objects keep what is theirs, but for the
    one that was clicked into."""
    from engine.media.masks import with_object

    mask = labels == label
    after = segmenter.click(mask, clicks)
    last = clicks[-1]
    under = int(labels[int(last.y), int(last.x)])
    others = (labels != 0) & (labels != label) & (labels != under)
    return with_object(labels, label, after & ~others)
