"""One thread and the pictures asked of it: what is looked at first, what lies near it next, thumbnails last."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

_log = logging.getLogger(__name__)


class Urgency(IntEnum):
    LOOK = 0
    NEAR = 1
    THUMBNAIL = 2


class Wanted(NamedTuple):
    """A picture: a frame of a layer; `height` 0 for the whole picture, else a thumbnail of that many lines."""

    layer: str
    frame: int
    height: int = 0


# Of a fast scrub only the last few places are worth decoding: the older ones were left long ago.
_MOST = {Urgency.LOOK: 4, Urgency.NEAR: 64, Urgency.THUMBNAIL: 256}


class DecodeThread:
    """Does `work` for every picture asked, one at a time. Looks go newest first, the rest in the order asked."""

    def __init__(self, name: str, work: Callable[[Wanted], None]) -> None:
        self._work = work
        self._asked: dict[Urgency, OrderedDict[Wanted, None]] = {urgency: OrderedDict() for urgency in Urgency}
        self._current: Wanted | None = None
        self._has_to_repeat = False
        self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"tintloom-{name}", daemon=True)
        self._thread.start()

    def ask(self, wanted: Wanted, urgency: Urgency) -> None:
        with self._changed:
            if wanted == self._current:
                return
            for other, asked in self._asked.items():
                if wanted in asked:
                    if other < urgency:
                        return
                    del asked[wanted]
            asked = self._asked[urgency]
            asked[wanted] = None
            while len(asked) > _MOST[urgency]:
                asked.popitem(last=False)
            self._changed.notify()

    def is_asked(self, wanted: Wanted) -> bool:
        with self._changed:
            return wanted == self._current or any(wanted in asked for asked in self._asked.values())

    def drop(self, urgency: Urgency) -> None:
        """Forget what was asked with this urgency and not begun."""
        with self._changed:
            self._asked[urgency].clear()

    def repeat(self, layer: str, frame: int | None = None) -> None:
        """What is being read right now became outdated: read it once more if it is of this layer (and frame)."""
        with self._changed:
            current = self._current
            if current is not None and current.layer == layer and frame in (None, current.frame):
                self._has_to_repeat = True

    @property
    def has_to_repeat(self) -> bool:
        """Whether the picture in work is outdated already."""
        return self._has_to_repeat

    def stop(self) -> None:
        """End after the picture in work; returns at once."""
        with self._changed:
            self._is_closing = True
            for asked in self._asked.values():
                asked.clear()
            self._changed.notify()

    def join(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (wanted := self._take()) is not None:
            try:
                self._work(wanted)
            except Exception:  # one bad picture must not end the thread that decodes the others
                _log.exception("%s of frame %d could not be made", wanted.layer, wanted.frame)

    def _take(self) -> Wanted | None:
        with self._changed:
            if self._has_to_repeat and self._current is not None and not self._is_closing:
                self._has_to_repeat = False
                return self._current
            self._current = None
            self._has_to_repeat = False
            while not self._is_closing:
                for urgency, asked in self._asked.items():
                    if asked:
                        self._current = asked.popitem(last=urgency is Urgency.LOOK)[0]
                        return self._current
                self._changed.wait()
            return None
