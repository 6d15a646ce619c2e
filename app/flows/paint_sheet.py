"""One frame while it is painted on: its raster, the picture on the screen, and the steps that can be taken back."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from numpy.typing import NDArray

from app.canvas.live import LivePicture
from app.flows.drawing import Drawing
from engine.paint.ink import Pixels
from engine.paint.raster import Mask, Patch, Raster
from engine.paint.rect import Rect
from engine.paint.stroke import Stroke
from engine.project.model import Keyframe, Kind, Scribbles
from engine.runtime.errors import EngineError

Base = Literal["gray", "keyframe", "result"]  # what painting went on from
Change = tuple[Rect, Pixels, Mask]
Made = TypeVar("Made")
_STEPS_BYTES = 256 << 20  # of pixels kept to take strokes back at once; older steps are read from the project


class Once(Generic[Made]):
    """Work that one thread does while another may have to wait for it: done once, whoever asks first."""

    def __init__(self, work: Callable[[], Made]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._made: list[Made] = []
        self.error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return bool(self._made) or self.error is not None

    @property
    def made(self) -> Made:
        return self._made[0]

    def __call__(self) -> None:
        with self._lock:
            if self._made:
                return
            try:
                self.error = None
                self._made.append(self._work())
            except Exception as error:
                self.error = error


@dataclass
class Step:
    """A state of the picture. `blob`: its name in the project, None for "no keyframe"; known once it is stored, as is
    what the project keeps (`scribbles`) of what it was `drawn` with."""

    blob: str | None = None
    is_stored: bool = True
    drawn: Drawing | None = None
    scribbles: Scribbles | None = None

    def is_of(self, key: Keyframe | None) -> bool:
        """Whether it is what the document has (None: no keyframe)."""
        image, drawn = (key.image, key.drawn) if key is not None else (None, None)
        return self.is_stored and self.blob == image and self.scribbles == drawn


@dataclass(frozen=True)
class Answer:
    """A whole picture (H×W×3) that was computed, and the scribbles it was made of."""

    picture: NDArray[Any]
    drawn: Drawing | None = None


@dataclass
class Opened:
    """What the background brings: ready to paint on and to be looked at, with copies for what stores it."""

    raster: Raster
    live: LivePicture
    drawn: Drawing | None = None
    undrawn: EngineError | None = None  # why its scribbles cannot be read
    stored: NDArray[Any] = field(init=False)
    stored_touched: NDArray[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.stored, self.stored_touched = self.raster.pixels.copy(), self.raster.touched.copy()


class Sheet:
    """`begins_at`: the keyframe it was opened from, None if the frame has none; `result`: which picture of which run
    it was opened from (what `Sheets.result_at` returned then), None for none. UI thread only.

    What the pen does before the sheet is open, or while something long is computed on it, waits in order.
    """

    def __init__(
        self, frame: int, kind: Kind, base: Base, begins_at: Keyframe | None, result: object | None = None
    ) -> None:
        self.frame, self.kind, self.base, self.result = frame, kind, base, result
        self.opened: Opened | None = None
        self.working: Once[Any] | None = None  # what is being computed,
        self.bring: Callable[[], object] = lambda: None  # and what takes it over once it is done
        self.stroke: Stroke | None = None
        self._waiting: deque[Callable[[], object]] = deque()
        blob, scribbles = (begins_at.image, begins_at.drawn) if begins_at is not None else (None, None)
        self._steps = [Step(blob, scribbles=scribbles)]
        self._patches: list[Patch] = []  # the one at i leads from step i to i + 1, and back
        self._at = 0
        self._unwritten: list[Rect] = []

    @property
    def raster(self) -> Raster:
        assert self.opened is not None
        return self.opened.raster

    @property
    def is_ready(self) -> bool:
        return self.opened is not None

    @property
    def is_busy(self) -> bool:
        """Whether something waits or is being computed."""
        return self.working is not None or bool(self._waiting)

    @property
    def step(self) -> Step:
        """The state that is shown."""
        return self._steps[self._at]

    @property
    def is_keyframe(self) -> bool:
        """Whether what is shown is, or is about to be, the frame's keyframe."""
        return self.step.blob is not None or not self.step.is_stored

    @property
    def is_untouched(self) -> bool:
        """Whether there is no keyframe and nothing is on its way to be one, be it that all was taken back: it may be
        opened again from something else."""
        return not self.is_keyframe and self.stroke is None and not self.has_work

    @property
    def has_work(self) -> bool:
        """Whether something that the artist did waits or is being computed: it is not only being made ready."""
        return bool(self._waiting) or (self.is_ready and self.working is not None)

    # ---- what the pen does

    def do(self, deed: Callable[[], object]) -> None:
        """Do it now, or when what is being computed is there."""
        if self.working is not None:
            self._waiting.append(deed)
        else:
            deed()

    def go_on(self) -> None:
        """What was computed is there: do what waited, until something has to be computed again."""
        self.working = None
        while self._waiting and self.working is None:
            self._waiting.popleft()()

    def give_up(self) -> None:
        """The sheet cannot be opened: nothing that waits can be done."""
        self.working = None
        self._waiting.clear()

    def update(self, rects: Iterable[Rect]) -> None:
        """These pixels of the raster are others now."""
        if self.opened is not None:
            for rect in rects:
                self.opened.live.update(rect)

    # ---- steps

    def add(self, patch: Patch, drawn: Drawing | None = None) -> Step:
        """A stroke was finished: a new step; those that were taken back are gone."""
        del self._steps[self._at + 1 :], self._patches[self._at :]
        self._steps.append(Step(is_stored=False, drawn=drawn))
        self._patches.append(patch)
        self._at += 1
        self._unwritten += patch.rects
        while len(self._patches) > 1 and sum(kept.bytes for kept in self._patches) > _STEPS_BYTES:
            del self._steps[0], self._patches[0]
            self._at -= 1
        return self.step

    def taken_changes(self) -> list[Change]:
        """Return copies of what changed since the last call: what has to be written to what is stored."""
        rects, self._unwritten = list(dict.fromkeys(self._unwritten)), []
        raster = self.raster
        return [(rect, raster.pixels[rect.part].copy(), raster.touched[rect.part].copy()) for rect in rects]

    def turn(self, by: int) -> list[Rect]:
        """Go some steps on (or, below 0, back), as far as they are kept; return what changed."""
        changed: list[Rect] = []
        goal = min(max(self._at + by, 0), len(self._steps) - 1)
        while self._at != goal:
            is_back = goal < self._at
            patch = self._patches[self._at - 1 if is_back else self._at]
            changed += self.raster.swap(patch)
            self._at += -1 if is_back else 1
        self._unwritten += changed
        return changed

    def way_to(self, key: Keyframe | None) -> int | None:
        """Return how many steps lead to the nearest state that this keyframe is, or None if it is not kept."""
        ways = [index - self._at for index, step in enumerate(self._steps) if step.is_of(key)]
        return min(ways, key=abs, default=None)

    @property
    def bytes(self) -> int:
        if self.opened is None:
            return 0
        kept = sum(patch.bytes for patch in self._patches) + int(self.opened.stored.nbytes)
        return kept + self.opened.raster.bytes + self.opened.live.bytes
