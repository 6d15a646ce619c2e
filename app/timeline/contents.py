"""What the timeline shows, arranged for quick lookup by frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import chain

from app.timeline.columns import Coverage, Heat
from app.timeline.reach import Reach, reaches
from engine.project.model import Kind, Project, Shot
from engine.project.review import accepted_ranges


class Contents:
    """Shots and keyframes in the order of their frames, coverage, heat, suggestions, in and out.

    `keys` are the frames that have a keyframe of any kind, `reaches` those of the `kind` that is worked on.
    """

    def __init__(self) -> None:
        self.shots: tuple[Shot, ...] = ()
        self.spans: tuple[tuple[int, int], ...] = ()  # of the shots
        self.kind: Kind = "color"
        self.reaches: tuple[Reach, ...] = ()
        self.keys: tuple[int, ...] = ()
        self.touched: frozenset[int] = frozenset()  # frames whose result was touched up
        self._to_color: list[int] = []
        self._to_repair: list[int] | None = None  # while masks are worked on
        self.coverage = Coverage()
        self.final = Coverage()
        self.heat = Heat()
        self.looks: tuple[Coverage, ...] = ()  # which frames of the processed clip have which of its looks
        self.accepted = Coverage()
        self.affected: tuple[tuple[int, int], ...] = ()  # what a run changes or changed, to be accepted yet
        self.wished: tuple[int, int] | None = None  # what a run will be of, where that is around a keyframe
        self.first: int | None = None
        self.last: int | None = None
        self._known: dict[int, tuple[Shot, tuple[Reach, ...]]] = {}
        self._starts: list[int] = []
        self._ruling: list[int] = []

    def take(self, project: Project) -> None:
        if project.shots is not self.shots:
            self.shots = project.shots
            self._arrange()

    def set_kind(self, kind: Kind) -> None:
        """Show the reach of keyframes of this kind."""
        if kind != self.kind:
            self.kind, self._known = kind, {}
            self._arrange()

    def _arrange(self) -> None:
        # an edit leaves all other shots the very same values
        known = {
            id(shot): (self._known[id(shot)] if id(shot) in self._known else (shot, reaches(shot, self.kind)))
            for shot in self.shots
        }
        self._known = known
        self.reaches = tuple(chain.from_iterable(known[id(shot)][1] for shot in self.shots))
        self.spans = tuple((shot.start, shot.stop) for shot in self.shots)
        self.heat.set_shots(self.spans)
        self._starts = [shot.start for shot in self.shots]
        self._ruling = [reach.frame for reach in self.reaches]
        self.keys = tuple(sorted({key.frame for shot in self.shots for key in shot.keyframes}))
        partial = (key for shot in self.shots for key in shot.keyframes if key.trust is not None)
        self.touched = frozenset(key.frame for key in partial)
        self.accepted.replace([range(start, stop) for start, stop in accepted_ranges(self.shots)])

    @property
    def suggested(self) -> list[int]:
        """The frames to do next: while masks are worked on those whose mask to repair, else those to color."""
        return self._to_color if self._to_repair is None else self._to_repair

    def suggest(self, frames: Iterable[int]) -> None:
        self._to_color = sorted(frames)

    def suggest_repairs(self, frames: Iterable[int] | None) -> None:
        self._to_repair = None if frames is None else sorted(frames)

    def shot_index(self, frame: int) -> int | None:
        """Return which shot holds the frame, or None between shots."""
        index = bisect_right(self._starts, frame) - 1
        return index if index >= 0 and frame in self.shots[index] else None

    def shot_at(self, frame: int) -> Shot | None:
        index = self.shot_index(frame)
        return None if index is None else self.shots[index]

    def shots_between(self, start: int, stop: int) -> range:
        """Return the indices of the shots that reach into these frames."""
        return range(max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, stop))

    def keys_between(self, start: int, stop: int) -> range:
        """Return the indices of the keyframes in these frames."""
        return range(bisect_left(self.keys, start), bisect_left(self.keys, stop))

    def has_key(self, frame: int) -> bool:
        """Return whether this frame has a keyframe of any kind."""
        return bool(self.keys_between(frame, frame + 1))

    def reaches_between(self, start: int, stop: int) -> range:
        """Return the indices of the reaches that hold some of these frames."""
        first, last = bisect_left(self._ruling, start), bisect_left(self._ruling, stop)
        return range(max(0, first - 1), min(len(self.reaches), last + 1))

    def reach_of(self, frame: int) -> Reach | None:
        """Return the reach of the keyframe at this frame; None where it has none of the kind that is worked on."""
        index = bisect_left(self._ruling, frame)
        return self.reaches[index] if index < len(self._ruling) and self._ruling[index] == frame else None

    def ruling(self, frame: int) -> Reach | None:
        """Return the keyframe that rules this frame."""
        return next(
            (
                self.reaches[index]
                for index in self.reaches_between(frame, frame + 1)
                if self.reaches[index].start <= frame < self.reaches[index].stop
            ),
            None,
        )

    def next_key(self, frame: int, direction: int) -> int | None:
        """Return the nearest keyframe before (-1) or after (1) this frame."""
        index = bisect_right(self.keys, frame) if direction > 0 else bisect_left(self.keys, frame) - 1
        return self.keys[index] if 0 <= index < len(self.keys) else None

    def cut_limits(self, cut: int) -> tuple[int, int] | None:
        """Return the lowest and highest frame this cut may move to: both shots keep a frame and their keyframes."""
        index = bisect_left(self._starts, cut)
        if not 0 < index < len(self.shots) or self.shots[index].start != cut or self.shots[index - 1].stop != cut:
            return None
        before, after = self.shots[index - 1], self.shots[index]
        lowest = max([before.start + 1, *(keyframe.frame + 1 for keyframe in before.keyframes)])
        highest = min([after.stop - 1, *(keyframe.frame for keyframe in after.keyframes)])
        return lowest, highest

    def key_limits(self, frame: int) -> tuple[int, int] | None:
        """Return the lowest and highest frame a keyframe may move to: it stays in its shot."""
        shot = self.shot_at(frame)
        return None if shot is None else (shot.start, shot.stop - 1)
