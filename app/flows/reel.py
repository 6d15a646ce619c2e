"""Small pictures of a whole shot, original and result, for what is seen of all frames at once: read once in the
background, kept as long as the shot is looked at, and read again where the result changes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.layers import is_indexed
from app.canvas.pictures import eight_bit
from app.session import Session
from engine.media.source import FrameSource
from engine.project.runs import RunFolder
from engine.runtime.errors import EngineError

_log = logging.getLogger(__name__)

_BUDGET = 160 << 20  # bytes of both rows of pictures
_LINES = 270  # at most
_MOST_FRAMES = 1500  # of a longer shot, those around the frame looked at
_AGAIN_MS = 250  # after a result changed
_PEACE_S = 0.25  # without a proxy, scrubbing goes before reading ahead

FolderOf = Callable[[int], RunFolder | None]


@dataclass
class Row:
    """Pictures (n × h × w × 3, RGB), which of them are there, and the state they were read in, -1 for not yet."""

    pictures: NDArray[np.uint8]
    has: NDArray[np.bool_]
    stamps: NDArray[np.int64]

    @classmethod
    def empty(cls, count: int, height: int, width: int) -> Row:
        """Return a row without pictures; memory is taken as they come."""
        return cls(
            np.zeros((count, height, width, 3), np.uint8), np.zeros(count, np.bool_), np.full(count, -1, np.int64)
        )


@dataclass
class Strip:
    """The pictures of frames `start` to `stop` (half-open). Written by one thread, picture first and `has` last."""

    start: int
    stop: int
    original: Row
    result: Row
    read: int = 0  # frames looked at so far, for the sign of progress
    gray: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.stop - self.start

    def gray_of(self, frame: int) -> NDArray[np.uint8]:
        """Return the original as gray (h×w). Raises `KeyError` while it is not there."""
        found = self.gray.get(frame)
        if found is None:
            if not self.original.has[frame - self.start]:
                raise KeyError(frame)
            found = self.gray[frame] = np.asarray(
                cv2.cvtColor(self.original.pictures[frame - self.start], cv2.COLOR_RGB2GRAY), np.uint8
            )
        return found


class Reel(QObject):
    """`strip` is of the shot that is looked at while somebody `want`s it."""

    grown = Signal()  # some pictures more, at most some twenty times a second
    changed = Signal()  # another shot, or none

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        result_of: FolderOf,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store, self._result_of = session, background, store, result_of
        self.strip: Strip | None = None
        self._watchers: set[str] = set()
        self._moved = 0.0
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._fill)
        session.player.frame_changed.connect(self._look)
        session.document.changed.connect(lambda _: self._follow())
        session.source_changed.connect(lambda _: self._leave())
        store.outdated.connect(self._outdate)

    @property
    def is_filled(self) -> bool:
        return self.strip is not None and self.strip.read >= len(self.strip)

    def want(self, who: str, is_wanted: bool) -> None:
        """Read as long as anybody wants to see it."""
        if is_wanted == (who in self._watchers):
            return
        (self._watchers.add if is_wanted else self._watchers.discard)(who)
        if self._watchers:
            self._follow()
        else:
            self._background.cancel("reel")

    def close(self) -> None:
        self._again.stop()
        self._background.cancel("reel")

    def _look(self, _frame: int) -> None:
        self._moved = time.monotonic()
        strip = self.strip
        if self._watchers and (strip is None or not strip.start <= self._session.frame < strip.stop):
            self._follow()

    def _follow(self) -> None:
        """Begin anew if another shot is looked at, and read what is missing."""
        if not self._watchers:
            return
        span = self._span()
        strip = self.strip
        if span is None:
            self._leave()
            return
        if strip is None or (strip.start, strip.stop) != span:
            self.strip = self._made(*span)
            self.changed.emit()
        if not self._background.is_running("reel"):
            self._fill()

    def _leave(self) -> None:
        self._background.cancel("reel")
        if self.strip is not None:
            self.strip = None
            self.changed.emit()
        if self._session.source is not None and self._watchers:
            self._follow()

    def _span(self) -> tuple[int, int] | None:
        shot, source = self._session.shot, self._session.source
        if source is None:
            return None
        start, stop = (shot.start, shot.stop) if shot is not None else (0, source.known_length)
        if stop - start > _MOST_FRAMES:
            kept = self.strip
            if kept is not None and start <= kept.start <= self._session.frame < kept.stop <= stop:
                return kept.start, kept.stop
            start = min(max(self._session.frame - _MOST_FRAMES // 2, start), stop - _MOST_FRAMES)
            stop = start + _MOST_FRAMES
        return (start, stop) if stop > start else None

    def _made(self, start: int, stop: int) -> Strip:
        source = self._session.source
        assert source is not None
        facts, count = source.facts, stop - start
        area = _BUDGET / (6 * count)
        scale = min(1.0, _LINES / facts.height, (area / (facts.width * facts.height)) ** 0.5)
        height, width = max(2, round(facts.height * scale)), max(2, round(facts.width * scale))
        return Strip(start, stop, Row.empty(count, height, width), Row.empty(count, height, width))

    def _outdate(self, layer: str) -> None:
        if layer == "result" and self._watchers and self.strip is not None:
            self._again.start()

    def _fill(self) -> None:
        strip, source = self.strip, self._session.source
        if strip is None or source is None or not self._watchers:
            return
        stamps = np.array([self._store.stamp(frame, "result") for frame in range(strip.start, strip.stop)], np.int64)
        if (strip.original.stamps >= 0).all() and np.array_equal(stamps, strip.result.stamps):
            return
        self._background.start(
            "reel",
            lambda: filled(
                strip,
                lambda: self._store.proxy or source,
                lambda frame: _result(self._result_of, self._store, frame),
                stamps,
                self._is_peaceful,
            ),
            progressed=lambda _: self.grown.emit(),
            done=lambda _: self._done(),
            failed=lambda error: _log.warning("the small pictures of the shot: %s", error, exc_info=error),
            key="reel",
        )

    def _done(self) -> None:
        self.grown.emit()
        self._again.start()  # the result may have changed meanwhile

    def _is_peaceful(self) -> bool:
        return self._store.proxy is not None or time.monotonic() - self._moved > _PEACE_S


def filled(
    strip: Strip,
    source_of: Callable[[], FrameSource],
    result_of: Callable[[int], NDArray[Any] | None],
    stamps: NDArray[np.int64],
    is_peaceful: Callable[[], bool],
) -> Generator[int | None]:
    """Read what `strip` lacks, in the order of the clip; yields how many frames it has looked at."""
    strip.read = 0
    for place in range(len(strip)):
        while not is_peaceful():
            time.sleep(0.02)
            yield None
        frame = strip.start + place
        if strip.original.stamps[place] < 0:
            _keep(strip.original, place, _original(source_of, frame))
            strip.original.stamps[place] = 0
        if strip.result.stamps[place] != stamps[place]:
            _keep(strip.result, place, result_of(frame))
            strip.result.stamps[place] = stamps[place]
        strip.read = place + 1
        yield strip.read


def _keep(row: Row, place: int, image: NDArray[Any] | None) -> None:
    if image is None:
        row.has[place] = False
        return
    height, width = row.pictures.shape[1:3]
    row.pictures[place] = cv2.resize(eight_bit(image), (width, height), interpolation=cv2.INTER_AREA)
    row.has[place] = True


def _original(source_of: Callable[[], FrameSource], frame: int) -> NDArray[Any] | None:
    try:
        return source_of().read(frame)
    except (EngineError, IndexError, OSError) as error:
        _log.info("frame %d: %s", frame, error)
        return None


def _result(result_of: FolderOf, store: FrameStore, frame: int) -> NDArray[Any] | None:
    folder = result_of(frame)
    if folder is None or is_indexed(folder.result(frame)):  # a mask has no color to look at
        return None
    made = folder.read_frame(frame)
    return None if made is None else store.as_film(made, frame)
