"""What is open and where the artist looks: shared by the flows, owned by the application."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app import translation
from app.document import Document
from app.errors import Fix, Problem, problem_of
from app.timeline.player import Player
from engine.media.source import FrameSource
from engine.project.model import Clip, Project, Shot


class Session(QObject):
    """Flows tell what went wrong through `problem`; they never show anything themselves."""

    source_changed = Signal(object)  # FrameSource or None
    problem = Signal(object)  # Problem
    solved = Signal(str)  # the key of a problem that is none any more
    told = Signal(str)  # a sentence for the status line

    def __init__(self, document: Document, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.player = player
        self.source: FrameSource | None = None

    @property
    def project(self) -> Project:
        return self.document.project

    @property
    def clip(self) -> Clip | None:
        return self.document.project.clip

    @property
    def rate(self) -> Fraction:
        clip = self.clip
        return clip.rate if clip is not None else Fraction(25)

    @property
    def frame(self) -> int:
        return self.player.frame

    @property
    def shot(self) -> Shot | None:
        """The shot that is looked at."""
        return self.project.shot_at(self.frame)

    def number(self, shot: Shot | None) -> int:
        """Return the shot's place as people count, from 1; 0 if there is none."""
        return self.project.shots.index(shot) + 1 if shot in self.project.shots else 0

    @property
    def in_out(self) -> tuple[int, int] | None:
        """First frame and the one behind the last, or None where no range is set."""
        first, last = self.player.in_frame, self.player.out_frame
        if self.clip is None or (first is None and last is None):
            return None
        return (first or 0), (self.clip.length if last is None else last + 1)

    @property
    def film(self) -> Path | None:
        """Where the film is, if it was found."""
        place = self.document.clip_place
        return place.path if place.state == "found" else None

    def set_source(self, source: FrameSource | None) -> None:
        self.source = source
        self.source_changed.emit(source)

    def fail(self, error: BaseException, doing: str = "", *fixes: Fix, key: str = "", lasts_s: float = 0.0) -> None:
        """Tell what went wrong; for `key` and `lasts_s` see `Problem`."""
        self.problem.emit(replace(problem_of(error, doing, *fixes), key=key, lasts_s=lasts_s))

    def note(
        self,
        sentence: str,
        cause: str = "",
        *fixes: Fix,
        severity: str = "note",
        key: str = "",
        lasts_s: float = 0.0,
    ) -> None:
        said = (translation.sentence(sentence), translation.sentence(cause))
        self.problem.emit(Problem(*said, fixes, severity=severity, key=key, lasts_s=lasts_s))
