"""The document: plain frozen values. Editing means making a new `Project`.

Frames are 0-based indices of the clip, ranges half-open. Nothing here reads a file.
"""

from __future__ import annotations

import hashlib
import json
import re
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

VERSION = 8

Kind = Literal["color", "style", "mask", "hdr"]
Origin = Literal["painted", "imported", "run"]
RunState = Literal["queued", "running", "paused", "finished", "stopped", "canceled", "failed"]

# A blob's name is its content: 64 hex digits and a suffix. The pattern is what keeps a project file from
# naming a path outside its own folder.
BLOB_PATTERN = re.compile(r"[0-9a-f]{64}\.(png|exr|json)")
StrokesId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.json$")]
BlobId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.(png|exr)$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
RunName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")]  # of a run, or "" for none
# Bounds no film reaches; a number beyond them is damage or malice and must not be allocated for.
Pixels = Annotated[int, Field(ge=0, le=1 << 17)]
FrameIndex = Annotated[int, Field(ge=0, le=1 << 27)]
MOST_SHOTS = 100_000
MOST_KEYFRAMES = 100_000  # of one shot
MOST_DECLINED = 10_000  # suggestions of one shot
MOST_VERSIONS = 64  # earlier pictures of one keyframe
MOST_SWATCHES = 4096
MOST_CHOICES = 100_000  # of one shot
MOST_LABELS = 255  # objects that the pixels of a mask can tell apart
MOST_STOPS = 40.0  # between an HDR picture and its frame: half-float holds no more
MOST_TEXT = 1 << 16  # characters
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT)]


def _fraction(value: object) -> object:
    if not isinstance(value, str):
        return value
    # Fraction() itself would take "1e999999999" and compute for hours, or stumble over "1/0"
    if not re.fullmatch(r"[0-9]{1,15}(/[0-9]{0,14}[1-9][0-9]{0,14})?", value):
        raise ValueError("a ratio is written as 24 or 24000/1001")
    return Fraction(value)


def _positive(ratio: Fraction) -> Fraction:
    if ratio <= 0:
        raise ValueError("a ratio is larger than 0")
    return ratio


Ratio = Annotated[
    Fraction,
    BeforeValidator(_fraction),
    AfterValidator(_positive),
    PlainSerializer(lambda ratio: f"{ratio.numerator}/{ratio.denominator}", return_type=str),
]


class Frozen(BaseModel):
    """A value: compared by content, never changed in place."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def replaced(self, **changes: object) -> Self:
        """Return a validated copy with `changes`."""
        return type(self).model_validate({**{k: getattr(self, k) for k in type(self).model_fields}, **changes})


class ColorSpec(Frozen):
    """How the clip's samples are to be read. Names are ffmpeg's (bt709, smpte170m, bt2020nc ...)."""

    matrix: str = "unknown"
    primaries: str = "unknown"
    transfer: str = "unknown"
    is_full_range: bool = False
    bit_depth: int = 8


class Fingerprint(Frozen):
    """Tells the same film or folder again after it moved: its size in bytes and a digest of parts of it."""

    size: int
    digest: str


class Clip(Frozen):
    """The imported film. `path` is relative to the project's folder where possible, `absolute` where it was.

    `width` and `height` are upright stored pixels; shown width is `width * pixel_aspect`.
    """

    path: Text
    absolute: Text
    width: Pixels
    height: Pixels
    length: FrameIndex
    rate: Ratio
    pixel_aspect: Ratio = Fraction(1)
    color: ColorSpec = ColorSpec()
    fingerprint: Fingerprint | None = None
    deinterlace: bool = False


class Scribbles(Frozen):
    """The strokes that a keyframe was made with: they can be changed for as long as its picture is what they made.

    `strokes`: a blob of them. `made`: the picture they made. `ground`: the one they were spread over, None for the
    frame's own gray. `is_first`: the frame had no keyframe before them, and without them has none.
    """

    strokes: StrokesId
    made: BlobId
    ground: BlobId | None = None
    is_first: bool = False

    @property
    def blobs(self) -> frozenset[str]:
        return frozenset({self.strokes, self.made, *((self.ground,) if self.ground is not None else ())})


class Keyframe(Frozen):
    """A frame the artist approved.

    `trust`: a gray picture of where it is to be believed (255 wholly, 0 not at all), None for everywhere: of a result
    that was touched up only what was painted counts. `versions`: the pictures it had before, oldest first.
    `scribbles`: the strokes it was made with, kept when it was changed otherwise since. `stops`: by how much the
    light of an HDR picture lies above its frame's, None where that is not known.
    """

    frame: FrameIndex
    image: BlobId
    kind: Kind = "color"
    origin: Origin = "imported"
    note: Text = ""
    trust: BlobId | None = None
    versions: Annotated[tuple[BlobId, ...], Field(max_length=MOST_VERSIONS)] = ()
    scribbles: Scribbles | None = None
    stops: Annotated[float, Field(ge=-MOST_STOPS, le=MOST_STOPS, allow_inf_nan=False)] | None = None

    @property
    def drawn(self) -> Scribbles | None:
        """The strokes that made its picture, None if anything else did."""
        return self.scribbles if self.scribbles is not None and self.scribbles.made == self.image else None

    @property
    def blobs(self) -> frozenset[str]:
        """All pictures and strokes that belong to it."""
        drawn = self.scribbles.blobs if self.scribbles is not None else ()
        return frozenset({self.image, *self.versions, *((self.trust,) if self.trust is not None else ()), *drawn})


class Choice(Frozen):
    """Frames `start` to `stop` of a shot show the result of this run. Later choices cover earlier ones."""

    run: Name
    start: FrameIndex
    stop: FrameIndex

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.start < self.stop:
            raise ValueError("a range must hold at least one frame")
        return self


class Shot(Frozen):
    """Frames between two cuts, half-open, with what the artist made on them.

    `look`: the frame whose treatment in the processed clip all frames are to have; None is the one most have.
    `accepted`: ranges the artist approved, each with the run whose pictures it keeps whatever is chosen later.
    `not_needed`, `masks_good`: suggested frames that the artist will not color, and whose masks need no repair. The
    latter is said of the masks there are: frames that get other ones lose it.
    """

    id: Name
    start: FrameIndex
    stop: FrameIndex
    keyframes: tuple[Keyframe, ...] = ()
    chosen: Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)] = ()
    look: FrameIndex | None = None
    accepted: Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)] = ()
    not_needed: Annotated[tuple[FrameIndex, ...], Field(max_length=MOST_DECLINED)] = ()
    masks_good: Annotated[tuple[FrameIndex, ...], Field(max_length=MOST_DECLINED)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.keyframes) > MOST_KEYFRAMES:
            raise ValueError(f"a shot has more than {MOST_KEYFRAMES} keyframes")
        if not 0 <= self.start < self.stop:
            raise ValueError("a shot must hold at least one frame")
        if any(not self.start <= key.frame < self.stop for key in self.keyframes):
            raise ValueError("a keyframe lies outside its shot")
        if self.look is not None and not self.start <= self.look < self.stop:
            raise ValueError("the frame whose look is kept to lies outside its shot")
        if len({(key.frame, key.kind) for key in self.keyframes}) != len(self.keyframes):
            raise ValueError("a frame has two keyframes of one kind")
        if any(not self.start <= each.start < each.stop <= self.stop for each in (*self.chosen, *self.accepted)):
            raise ValueError("a range of results lies outside its shot")
        if any(not self.start <= frame < self.stop for frame in (*self.not_needed, *self.masks_good)):
            raise ValueError("a suggestion that was declined lies outside its shot")
        return self

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame < self.stop

    def keyframe(self, frame: int, kind: Kind = "color") -> Keyframe | None:
        return next((k for k in self.keyframes if k.frame == frame and k.kind == kind), None)

    def with_keyframe(self, keyframe: Keyframe) -> Shot:
        kept = [k for k in self.keyframes if (k.frame, k.kind) != (keyframe.frame, keyframe.kind)]
        before = self.keyframe(keyframe.frame, keyframe.kind)
        is_as_it_was = before is not None and before.image == keyframe.image
        return self.replaced(
            keyframes=tuple(sorted((*kept, keyframe), key=lambda k: (k.frame, k.kind))),
            masks_good=self.masks_good if is_as_it_was else self._good_without(keyframe.frame, keyframe.kind),
        )

    def without_keyframe(self, frame: int, kind: Kind = "color") -> Shot:
        kept = tuple(k for k in self.keyframes if (k.frame, k.kind) != (frame, kind))
        return self.replaced(keyframes=kept, masks_good=self._good_without(frame, kind))

    def with_choice(self, choice: Choice) -> Shot:
        kept = tuple(c for c in self.chosen if not (choice.start <= c.start and c.stop <= choice.stop))
        return self.replaced(chosen=(*kept, choice))

    def run_at(self, frame: int) -> str | None:
        """Return the id of the run whose result this frame shows, or None."""
        shown = (*reversed(self.accepted), *reversed(self.chosen))
        return next((c.run for c in shown if c.start <= frame < c.stop), None)

    def _good_without(self, frame: int, kind: Kind) -> tuple[int, ...]:
        """Return `masks_good` for another keyframe on `frame`: what was said of its mask before is not said of it."""
        return tuple(each for each in self.masks_good if kind != "mask" or each != frame)


Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


Label = Annotated[int, Field(ge=1, le=MOST_LABELS)]


class Mask(Frozen):
    """A named object. `label` is its number in the pictures of mask keyframes; `frames` is kept for older files.

    `also`: the labels of objects that were merged into it; what runs have made still has them.
    """

    id: Name
    name: Text
    color: Color
    frames: Annotated[tuple[tuple[int, BlobId], ...], Field(max_length=MOST_KEYFRAMES)] = ()
    label: Label = 1
    also: Annotated[tuple[Label, ...], Field(max_length=MOST_LABELS)] = ()

    @property
    def labels(self) -> tuple[int, ...]:
        """All labels that are this object."""
        return (self.label, *self.also)


class Swatch(Frozen):
    """A color of the cast ("Anna's coat"); `masks` are the objects, by id, that are to have it in every shot."""

    id: Name
    name: Annotated[str, StringConstraints(max_length=256)]
    color: Color
    masks: tuple[Name, ...] = ()
    note: Text = ""


class Project(Frozen):
    """The undoable whole. Runs are not part of it: they are append-only and live in `runs/`.

    `processed` is another version of the film, frame for frame: what a colorizer or enhancer made of it.
    `mask_runs`: ranges of the clip, disjoint, each with the run whose masks its frames have, whatever they show.
    `last_label`: the highest label that a removed object had; its pixels are still in what runs have made.
    """

    version: int = VERSION
    clip: Clip | None = None
    processed: Clip | None = None
    shots: tuple[Shot, ...] = ()
    masks: tuple[Mask, ...] = ()
    cast: Annotated[tuple[Swatch, ...], Field(max_length=MOST_SWATCHES)] = ()
    mask_runs: Annotated[tuple[Choice, ...], Field(max_length=MOST_SHOTS)] = ()
    last_label: Annotated[int, Field(ge=0, le=MOST_LABELS)] = 0

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.shots) > MOST_SHOTS:
            raise ValueError(f"more than {MOST_SHOTS} shots")
        for before, after in zip(self.shots, self.shots[1:], strict=False):
            if before.stop > after.start:
                raise ValueError("two shots overlap")
        if len({shot.id for shot in self.shots}) != len(self.shots):
            raise ValueError("two shots have the same id")
        for things in (self.masks, self.cast):
            if len({each.id for each in things}) != len(things):
                raise ValueError("two objects or two colors of the cast have the same id")
        labels = [label for mask in self.masks for label in mask.labels]
        if len(set(labels)) != len(labels):
            raise ValueError("two objects have the same label")
        return self

    def shot(self, shot_id: str) -> Shot:
        return next(shot for shot in self.shots if shot.id == shot_id)

    def shot_at(self, frame: int) -> Shot | None:
        return next((shot for shot in self.shots if frame in shot), None)

    def with_shot(self, shot: Shot) -> Project:
        """Return a copy in which `shot` replaces the one with its id."""
        return self.replaced(shots=tuple(shot if s.id == shot.id else s for s in self.shots))

    def with_shots(self, shots: tuple[Shot, ...]) -> Project:
        return self.replaced(shots=tuple(sorted(shots, key=lambda shot: shot.start)))


class Run(Frozen):
    """One use of a method on a shot: what went in and how it ended.

    `seconds` of work (pauses left out) over all sittings, `first_picture_s` until the first preview or frame,
    `progress` 0..1. `message` is the sentence a failed or interrupted run ended with. `processed` is the version of
    the film it was made from where its method needs one, `start_from` the run whose weights it began with.
    `masks` are the objects it pastes to vary what it learns from; frames without one have those of run `masks_from`.
    `over` is what its frames showed when it was asked for: what they show again where it is rejected. A run that
    `changes` it (a touch-up is carried on) makes its pictures from those. `anchors` are frames that were accepted
    then, each with the run whose picture counts as a keyframe: what lies beside them is to agree with it.
    """

    id: Name
    shot: str
    start: FrameIndex
    stop: FrameIndex
    method: str
    params: dict[str, bool | int | float | str]
    inputs_digest: str
    seed: int = 0
    device: str = "cpu"
    weights_digest: str = ""
    state: RunState = "queued"
    name: str = ""
    is_starred: bool = False
    created: str = ""
    seconds: float = 0.0
    first_picture_s: float = 0.0
    progress: float = 0.0
    message: str = ""
    keyframes: tuple[Keyframe, ...] = ()
    clip_path: str = ""
    clip_length: int = 0
    clip_width: Pixels = 0
    clip_height: Pixels = 0
    deinterlace: bool = False
    kind: Kind = "color"
    processed: Clip | None = None
    start_from: RunName = ""
    masks: tuple[Keyframe, ...] = ()
    masks_from: RunName = ""
    over: tuple[Choice, ...] = ()
    changes: bool = False
    anchors: tuple[Choice, ...] = ()


def digest(
    shot: Shot,
    start: int | None = None,
    stop: int | None = None,
    kind: Kind = "color",
    processed: Clip | None = None,
) -> str:
    """Return a digest of all that a run of `kind` on frames `start` to `stop` of `shot` reads (default: whole).

    `processed`: the version of the film that it reads besides; where that lies does not matter.
    """
    start = shot.start if start is None else start
    stop = shot.stop if stop is None else stop
    inside = [k for k in shot.keyframes if k.kind == kind and start <= k.frame < stop]
    keyframes = sorted((k.frame, k.kind, k.image, *((k.trust,) if k.trust else ())) for k in inside)
    read: list[object] = [start, stop, keyframes]
    if processed is not None:
        mark = processed.fingerprint
        read.append([mark.size, mark.digest] if mark is not None else processed.absolute)
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:16]


def is_stale(run: Run, project: Project) -> bool:
    """Return whether the run was made from other keyframes, other masks to paste, another processed clip or across
    other cuts than there are now."""
    shot = project.shot_at(run.start)
    if shot is None or not shot.start <= run.start < run.stop <= shot.stop:
        return True
    masks = {(key.frame, key.image) for key in shot.keyframes if key.kind == "mask"}
    if not masks.issuperset((key.frame, key.image) for key in run.masks):
        return True
    processed = project.processed if run.processed is not None else None
    return run.inputs_digest != digest(shot, run.start, run.stop, run.kind, processed)
