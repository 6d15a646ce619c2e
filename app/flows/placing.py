"""Where stills belong in the film: a function for a background task, no Qt. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.flows.pictures import eight_bit, number_of, shrunk
from app.translation import tr
from engine.media.source import FrameSource
from engine.project.model import Kind
from engine.runtime.errors import EngineError

THUMB = (144, 81)
How = Literal["number", "content", "chosen", "none"]

LOOKS_ALIKE = 0.35  # correlation of small grays; different frames of one film lie near 0, a repainted one near 1


@dataclass(frozen=True)
class Placed:
    """A still and the frame it would become the keyframe of, -1 for none yet.

    `how` it was found; `likeness` of the two, -1..1, None where they were not compared; `other`: a frame it looks
    more like, -1 for none; `trouble`: a sentence on why it should be looked at; `still`, `shown`: both of them small.
    """

    path: Path
    frame: int = -1
    how: How = "none"
    likeness: float | None = None
    other: int = -1
    trouble: str = ""
    is_readable: bool = True
    still: NDArray[np.uint8] | None = field(default=None, compare=False)
    shown: NDArray[np.uint8] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Placing:
    """How far it has come: a sentence, and the stills in the order they were given, as far as they are known."""

    told: str
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class Film:
    """The film's frames, and the same frames small and quick where there is a proxy."""

    frames: FrameSource
    quick: FrameSource | None = None

    @property
    def first_number(self) -> int:
        return int(getattr(self.frames, "first_number", 0))

    def gray(self, frame: int) -> NDArray[np.float32]:
        return (self.quick or self.frames).read_luma(frame)

    def thumb(self, frame: int) -> NDArray[np.uint8]:
        return shrunk(eight_bit((self.quick or self.frames).read(frame)), *THUMB)


def place_stills(
    paths: Sequence[Path], open_film: Callable[[], Film], kind: Kind = "color", at: int | None = None
) -> Generator[Placing, None, tuple[Placed, ...]]:
    """Find the frame of each still: by the number in its name, or, where that fails or is contradicted, by what it
    shows. `at`: the frame all of them are meant for.

    Yields as soon as one more is known. Styles and masks look like no frame, and go by their numbers alone.
    """
    film = open_film()
    try:
        yield from (work := _Work(paths, film, kind, at)).steps()
        return work.placed
    finally:
        if film.quick is not None:
            film.quick.close()


def look_at(still: Path, frame: int, open_film: Callable[[], Film]) -> Placed:
    """Return the still at the frame the artist has typed."""
    film = open_film()
    try:
        made = _Work([still], film, "color", frame)
        for _ in made.numbers():
            pass
        return made.placed[0]
    finally:
        if film.quick is not None:
            film.quick.close()


class _Work:
    def __init__(self, paths: Sequence[Path], film: Film, kind: Kind, at: int | None) -> None:
        self._paths, self._film, self._kind, self._at = list(paths), film, kind, at
        self._length = len(film.frames)
        self._placed: list[Placed] = []
        self._lost: dict[int, Any] = {}  # which still -> engine.color.finding.Still

    @property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(self._placed)

    def steps(self) -> Generator[Placing, None, None]:
        yield from self.numbers()
        yield from self._search()

    def numbers(self) -> Generator[Placing, None, None]:
        """Look at every still and at the frame it is meant for."""
        for place, path in enumerate(self._paths):
            try:
                self._placed.append(self._numbered(place, path))
            except EngineError as error:
                self._placed.append(Placed(path, trouble=str(error), is_readable=False))
            yield Placing(
                tr("Looking at {place} of {count}").format(place=place + 1, count=len(self._paths)), self.placed
            )

    def _numbered(self, place: int, path: Path) -> Placed:
        from engine.color.finding import FOUND, FrameMarks, Still, nearer_frame
        from engine.media.images import read_picture

        picture = read_picture(path)
        thumb = shrunk(eight_bit(picture), *THUMB)
        number = number_of(path)
        frame = self._at if self._at is not None else -1 if number is None else number - self._film.first_number
        is_there = 0 <= frame < self._length
        how: How = "chosen" if self._at is not None else "number" if is_there else "none"
        placed = Placed(path, frame if is_there else -1, how, still=thumb)
        if is_there:
            placed = replace(placed, shown=self._film.thumb(frame))
        if self._kind == "hdr" and is_there and picture.dtype.kind == "f":  # as bright as the frame beside it
            placed = replace(placed, still=self._as_bright(picture, frame))
        if self._kind != "color":
            trouble = "" if is_there else tr("The film has no frame of this number; type the one it belongs to.")
            return replace(placed, trouble=trouble)
        still = Still(picture)
        if not is_there:
            self._lost[place] = still
            return placed
        likeness = still.likeness(FrameMarks(self._film.gray(frame)))
        placed = replace(placed, likeness=likeness)
        if likeness < FOUND:
            self._lost[place] = still
        elif (near := nearer_frame(still, frame, self._film.gray, self._length)) != frame:
            return _doubted(placed, near)
        return placed

    def _as_bright(self, picture: NDArray[Any], frame: int) -> NDArray[np.uint8]:
        from engine.color.scene_linear import stops_above

        stops = stops_above((self._film.quick or self._film.frames).read(frame), picture) or 0.0
        return shrunk(eight_bit(picture * np.float32(2**-stops)), *THUMB)

    def _search(self) -> Generator[Placing, None, None]:
        """Look through the film for the stills that have no place, or do not look like theirs."""
        from engine.color.finding import find

        film = self._film
        for share, place, found in find(self._lost, film.gray, film.gray, self._length):
            if place is not None:
                self._placed[place] = self._settled(self._placed[place], found.frame, found.likeness, found.is_sure)
            yield Placing(tr("Looking through the film: {share:.0%}").format(share=share), self.placed)

    def _settled(self, placed: Placed, found: int, likeness: float, is_sure: bool) -> Placed:
        if placed.frame < 0:
            if not is_sure:
                why = tr("No frame of the film has its number or looks like it; type the one it belongs to.")
                return replace(placed, trouble=why)
            return replace(placed, frame=found, how="content", likeness=likeness, shown=self._film.thumb(found))
        if is_sure and found != placed.frame:
            return _doubted(placed, found)
        if (placed.likeness or 0.0) < LOOKS_ALIKE:
            return replace(
                placed,
                trouble=tr("It does not look like frame {frame}, nor like any other.").format(frame=placed.frame),
            )
        return placed


def _doubted(placed: Placed, other: int) -> Placed:
    says = tr("You chose") if placed.how == "chosen" else tr("Its number says")
    return replace(
        placed,
        other=other,
        trouble=tr("{says} frame {frame}, but what it shows is nearer to frame {other}.").format(
            says=says, frame=placed.frame, other=other
        ),
    )
