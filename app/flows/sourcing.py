"""Who colored this? While the key is held: where in the keyframes the color under the pointer came from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.layers import is_indexed
from app.canvas.origin_mark import OriginMark, Shown
from app.canvas.pictures import eight_bit, thumbnail_of
from app.canvas.probe import Probe
from app.errors import problem_of
from app.flows.results import Results
from app.main_window import MainWindow
from app.session import Session
from app.translation import mark, tr
from engine.media.cache import ByteCache
from engine.media.images import read_picture
from engine.media.source import FrameSource
from engine.motion.provenance import Answer, Origin, color_at, trace, unexplained, weighed
from engine.project.blobs import Blobs
from engine.project.model import Keyframe, Run
from engine.project.runs import RunFolder

_LINES = 480  # at which the motion is followed
_BUDGET = 160 << 20
_SETTLE_MS = 30
_KEPT = 256  # answers
_THUMBNAIL = 108  # lines
_TRUSTED = 128  # of 255, in the gray picture of where a keyframe counts
_NO_RUN = mark("This frame has no result yet: there is no color to explain.")


@dataclass(frozen=True)
class Found:
    answer: Answer
    pictures: dict[int, QImage]
    sentence: str


class Grays:
    """The clip's frames as gray at no more than `_LINES` lines, kept within a budget; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: ByteCache[int, NDArray[np.uint8]] = ByteCache(_BUDGET)
        self._generation = 0

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._generation += 1

    def read(self, source: FrameSource, frame: int) -> NDArray[np.uint8]:
        """Return the frame, H×W. Raises `MediaError`, `IndexError`."""
        with self._lock:
            found, generation = self._kept.get(frame), self._generation
        if found is not None:
            return found
        gray = source.read_luma(frame)
        if gray.shape[0] > _LINES:
            width = max(1, round(gray.shape[1] * _LINES / gray.shape[0]))
            gray = cv2.resize(gray, (width, _LINES), interpolation=cv2.INTER_AREA)
        made = np.asarray(np.rint(np.clip(gray, 0, 1) * 255), np.uint8)
        with self._lock:
            if generation == self._generation:
                self._kept.put(frame, made, made.nbytes)
        return made


class Sourcing(QObject):
    """`mark` draws the answer. `begin` and the release of the key bound it; moving the pointer asks again."""

    held_changed = Signal()

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store = session, background, store
        self._results, self._window = results, window
        self.mark = OriginMark()
        self.is_held = False
        self._place: tuple[float, float] | None = None  # under the pointer, shares of the picture
        self._grays = Grays()
        self._answers: OrderedDict[tuple[object, ...], Found] = OrderedDict()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        window.viewer.probed.connect(self._point)
        session.player.frame_changed.connect(lambda _: self._ask_soon())
        session.source_changed.connect(lambda _: self._forget())
        store.outdated.connect(self._outdate)

    def begin(self) -> None:
        """The key is down: say where the color under the pointer came from until it is released."""
        if self.is_held:
            return
        if self._place is None:
            self._session.told.emit(tr("Point at a place of the picture, then hold Q to see who colored it."))
            return
        self.is_held = True
        self.held_changed.emit()
        self._ask()

    def end(self) -> None:
        """The key was released."""
        if not self.is_held:
            return
        self.is_held = False
        self._settle.stop()
        self._background.cancel("who")
        self._show(None)
        self.held_changed.emit()

    def hear(self, event: QEvent) -> None:
        """Take a released key, or the window losing the keyboard, which would keep the release from us."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.end()
            return
        held = self._window.actions_["who_colored"].shortcuts()
        if isinstance(event, QKeyEvent) and not event.isAutoRepeat() and QKeySequence(event.key()) in held:
            self.end()

    def close(self) -> None:
        self.end()
        self._settle.stop()

    # asking -------------------------------------------------------------------------------------------------

    def _point(self, probe: Probe | None) -> None:
        facts = self._store.facts
        place = None
        if probe is not None and facts is not None:
            place = (probe.x + 0.5) / facts.width, (probe.y + 0.5) / facts.height
        if place != self._place:
            self._place = place
            self._ask_soon()

    def _ask_soon(self) -> None:
        if self.is_held:
            self._settle.start()

    def _ask(self) -> None:
        place, source = self._place, self._session.source
        if not self.is_held or source is None:
            return
        self._background.cancel("who")
        if place is None:
            self._show(None)
            return
        run, folder = self._run()
        project = self._session.document.folder
        if run is None or folder is None or project is None:
            self._show(Shown(place, sentence=tr(_NO_RUN)))
            return
        keys = tuple(key for key in run.keyframes if key.kind == run.kind)
        if run.kind == "mask" or not keys:
            self._show(Shown(place, sentence=_no_keys(run)))
            return
        frame, facts = self._session.frame, source.facts
        pixel = int(place[0] * facts.width), int(place[1] * facts.height)
        wanted = (frame, pixel, run.id)
        kept = self._answers.get(wanted)
        if kept is not None:
            self._answers.move_to_end(wanted)
            self._show(Shown(place, kept.answer, kept.pictures, kept.sentence))
            return
        self._show(Shown(place, sentence=tr("Following this place to the keyframes...")))
        proxy = self._store.proxy
        reading = proxy if proxy is not None and proxy.facts.height >= _LINES else source
        self._background.start(
            "who",
            partial(found_for, partial(self._grays.read, reading), folder, project.blobs, keys, frame, place),
            done=partial(self._take, wanted, place),
            failed=partial(self._failed, place),
            key="who",
        )

    def _run(self) -> tuple[Run | None, RunFolder | None]:
        """Return the run whose picture this frame shows."""
        folder = self._results.result_of(self._session.frame)
        record = None if folder is None else self._results.records.get(folder.path.name)
        return (None, None) if record is None else (record.run, folder)

    def _take(self, wanted: tuple[object, ...], place: tuple[float, float], found: Found) -> None:
        self._answers[wanted] = found
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        if self.is_held and place == self._place:
            self._show(Shown(place, found.answer, found.pictures, found.sentence))

    def _failed(self, place: tuple[float, float], error: Exception) -> None:
        self._show(Shown(place, sentence=problem_of(error).sentence))

    def _show(self, shown: Shown | None) -> None:
        self.mark.shown = shown
        if shown is not None and shown.answer is not None:
            self._session.told.emit(spoken(shown))
        self._window.viewer.update()

    def _outdate(self, layer: str) -> None:
        if layer == "result":
            self._answers.clear()

    def _forget(self) -> None:
        self.end()
        self._grays.clear()
        self._answers.clear()


def found_for(
    read: Callable[[int], NDArray[np.uint8]],
    folder: RunFolder,
    blobs: Blobs,
    keys: tuple[Keyframe, ...],
    frame: int,
    place: tuple[float, float],
) -> Generator[None, None, Found]:
    """Trace a pixel to the keyframes of a run and gather what is to be shown of it; not for the UI thread.

    `read(frame)`: the clip as gray; `blobs`: where the pictures of `keys` are. Raises `EngineError`.
    """
    pictures: dict[int, NDArray[Any]] = {}
    blob_of = {key.frame: key.image for key in keys}

    def picture(key: int) -> NDArray[Any]:
        if key not in pictures:
            pictures[key] = eight_bit(read_picture(blobs.path(blob_of[key])))
        return pictures[key]

    origins = yield from trace(read, picture, frame, place, tuple(blob_of))
    trusted = {key.frame: blobs.path(key.trust) for key in keys if key.trust}
    counting = [origin for origin in origins if _counts(trusted.get(origin.key), origin)]
    if len(counting) < len(origins):
        origins = weighed(counting, frame)
    result = None if is_indexed(folder.result(frame)) else folder.read_frame(frame)
    shown = None if result is None else color_at(result, *place)
    answer = Answer(frame, *place, origins, shown)
    confidence = folder.read_confidence(frame)
    if confidence is not None:
        height, width = confidence.shape
        sure = confidence[min(int(place[1] * height), height - 1), min(int(place[0] * width), width - 1)]
        answer = replace(answer, confidence=float(sure))
    if shown is not None:
        answer = replace(answer, unexplained=unexplained(origins, shown))
    small = {origin.key: thumbnail_of(picture(origin.key), _THUMBNAIL * 2) for origin in origins}
    return Found(answer, small, verdict(answer))


def _counts(trust: Path | None, origin: Origin) -> bool:
    """Return whether the keyframe may speak for the place: a touched up one counts only where it was painted."""
    if trust is None:
        return True
    gray = eight_bit(read_picture(trust))
    height, width = gray.shape[:2]
    row, column = min(int(origin.y * height), height - 1), min(int(origin.x * width), width - 1)
    return int(gray[row, column].max()) >= _TRUSTED


def verdict(answer: Answer) -> str:
    """Return in a sentence what is known of where a color came from."""
    sure = (
        ""
        if answer.confidence is None
        else tr(" The method itself was {confidence:.0%} sure here.").format(confidence=answer.confidence)
    )
    if not answer.origins:
        return tr(
            "No source found: this place is not seen in the keyframes beside, or was lost on the "
            "way. Its color was made up from what is like it; a keyframe here helps.{sure}"
        ).format(sure=sure)
    if answer.origins[0].how == "itself":
        return tr("This frame is a keyframe: you colored it.")
    if answer.unexplained is None or answer.is_explained:
        return tr("These places explain the color.{sure}").format(sure=sure)
    return tr(
        "The color differs by ΔE {unexplained:.0f} from what these places have: the method "
        "took it from elsewhere.{sure}"
    ).format(unexplained=answer.unexplained, sure=sure)


def spoken(shown: Shown) -> str:
    """Return the answer as a line of text, for the status line and screen readers."""
    if shown.answer is None:
        return shown.sentence
    parts = [
        tr("keyframe {key} {weight:.0%}").format(key=origin.key, weight=origin.weight)
        for origin in shown.answer.origins
    ]
    return f"{shown.sentence} {', '.join(parts)}".strip()


def _no_keys(run: Run) -> str:
    if run.kind == "mask":
        return tr("This frame shows objects of a mask, not a color.")
    if run.processed is not None:
        return tr("This run made the processed clip steady: its color comes from that clip's own frame.")
    return tr("This run was made without keyframes: there is nothing its color came from.")
