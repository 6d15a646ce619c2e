"""Folders of numbered pictures as a `FrameSource`."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.media.cache import ByteCache
from engine.media.pictures import SUFFIXES, PictureFacts, is_picture, read_facts, read_picture
from engine.media.pixels import gray_of_picture
from engine.media.source import ClipFacts
from engine.project.model import ColorSpec
from engine.runtime.errors import MediaError

__all__ = ["SUFFIXES", "ImageSequence", "is_picture", "read_picture"]

_RATE = Fraction(24)
_CACHE_BYTES = 64 << 20
_CHECKED = 256  # headers looked at when a sequence is opened
_SPARSEST = 200  # numbers a picture: beyond, they are no frame numbers (dates, for example)


@dataclass(frozen=True)
class Sequence:
    """Pictures of one name. `files[i]` is frame i, None where its number is missing; `title` names it."""

    title: str
    first: int
    files: tuple[Path | None, ...]
    warnings: tuple[str, ...] = ()

    @property
    def present(self) -> list[Path]:
        return [file for file in self.files if file is not None]


class ImageSequence:
    """The pictures of a folder, or of the sequence that one numbered picture belongs to; see `FrameSource`.

    A missing number keeps its place: the picture before is shown there, as on a contact sheet with holds.
    """

    is_indexed = True

    def __init__(self, path: Path, *, cache_bytes: int = _CACHE_BYTES) -> None:
        self._path = path
        self._sequence = find_sequence(path)
        self._lock = threading.Lock()
        self._cache: ByteCache[tuple[str, int], NDArray[Any]] = ByteCache(cache_bytes)
        self._is_closed = False
        facts = self._checked_facts()
        self.facts = _clip_facts(path, self._sequence, facts)
        self._shape = (facts.height, facts.width)
        self.time_base = 1 / self.facts.rate

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def first_number(self) -> int:
        """The number in the name of frame 0's file."""
        return self._sequence.first

    @property
    def known_length(self) -> int:
        return len(self._sequence.files)

    def __len__(self) -> int:
        return len(self._sequence.files)

    def read(self, index: int) -> NDArray[Any]:
        return self._cached("rgb", index)

    def read_luma(self, index: int) -> NDArray[np.float32]:
        return self._cached("luma", index)

    def read_luma_samples(self, index: int) -> NDArray[Any]:
        """Return the gray of `read_luma` as full-range uint8, or uint16 for pictures deeper than 8 bits."""
        top, kind = (255, np.uint8) if self.facts.color.bit_depth == 8 else (65535, np.uint16)
        return np.rint(self.read_luma(index) * top).astype(kind)

    def pts(self, index: int) -> int:
        """Return the frame's time in units of `time_base`, one a frame."""
        self._file(index)
        return index

    def time(self, index: int) -> Fraction:
        return self.pts(index) / self.facts.rate

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self._cache.clear()

    def _file(self, index: int) -> int:
        """Return the frame whose picture is shown at `index`: itself, or the last one before a gap."""
        if self._is_closed:
            raise MediaError(f"{self._path.name} was closed.")
        if not 0 <= index < len(self._sequence.files):
            raise IndexError(f"{self._path.name} has no frame {index}")
        while self._sequence.files[index] is None:
            index -= 1
        return index

    def _cached(self, kind: str, index: int) -> NDArray[Any]:
        index = self._file(index)
        with self._lock:
            picture = self._cache.get((kind, index))
        if picture is None:
            picture = self._read(index) if kind == "rgb" else gray_of_picture(self._cached("rgb", index))
            with self._lock:
                if not self._is_closed:
                    self._cache.put((kind, index), picture, picture.nbytes)
        return picture.copy()

    def _read(self, index: int) -> NDArray[Any]:
        file = self._sequence.files[index]
        assert file is not None
        picture = read_picture(file)
        if picture.shape[:2] != self._shape:
            self._refuse(file, picture.shape[1], picture.shape[0], self._shape[1], self._shape[0])
        if self.facts.color.bit_depth == 16 and picture.dtype == np.uint8:  # one shallow picture among deep ones
            return picture.astype(np.uint16) * 257
        if self.facts.color.bit_depth == 8 and picture.dtype == np.uint16:
            return np.rint(picture / 257).astype(np.uint8)
        return picture

    def _refuse(self, file: Path, width: int, height: int, expected_width: int, expected_height: int) -> None:
        raise MediaError(
            f"{file.name} is {width}x{height} pixels, but the other pictures of {self._path.name} are "
            f"{expected_width}x{expected_height}; make them one size, or put them into folders of their own."
        )

    def _checked_facts(self) -> PictureFacts:
        """Return the first picture's facts, having compared the size of many others."""
        files = self._sequence.present
        first = read_facts(files[0])
        for place in sorted({round(n) for n in np.linspace(0, len(files) - 1, min(len(files), _CHECKED))}):
            facts = read_facts(files[place]) if place else first
            if (facts.width, facts.height) != (first.width, first.height):
                self._refuse(files[place], facts.width, facts.height, first.width, first.height)
        return first


def _clip_facts(path: Path, sequence: Sequence, facts: PictureFacts) -> ClipFacts:
    suffix = sequence.present[0].suffix.lower().lstrip(".")
    name = {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper())
    told = list(sequence.warnings)
    if facts.has_alpha:
        told.append("The pictures have transparency, which is ignored.")
    rate = facts.rate or _RATE
    if facts.rate is None and len(sequence.files) > 1:
        told.append(f"Pictures tell no frame rate; {_RATE} frames a second are assumed.")
    return ClipFacts(
        path=path,
        width=facts.width,
        height=facts.height,
        rate=rate,
        pixel_aspect=facts.pixel_aspect,
        color=ColorSpec(
            matrix="gbr",
            primaries="bt709",
            transfer="linear" if facts.is_linear else "iec61966-2-1",
            is_full_range=True,
            bit_depth=facts.bits,
        ),
        container=f"{name} sequence" if len(sequence.files) > 1 else f"{name} picture",
        codec=name.lower(),
        pixel_format={8: "rgb24", 16: "rgb48le", 32: "gbrpf32le"}[facts.bits],
        duration=float(len(sequence.files) / rate),
        has_alpha=facts.has_alpha,
        timecode=facts.timecode,
        warnings=tuple(told),
    )


def find_sequence(path: Path) -> Sequence:
    """Return the longest sequence of the folder `path`, or the one the picture `path` is part of."""
    try:
        folder = path if path.is_dir() else path.parent
        if not path.exists():
            raise MediaError(f"{path} is not there: it was moved, renamed or deleted.")
        files = sorted(p for p in folder.iterdir() if is_picture(p) and not p.name.startswith(".") and p.is_file())
    except PermissionError:
        raise MediaError(f"{path} cannot be read: permission denied.") from None
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from None
    if path.is_dir():
        if not files:
            raise MediaError(f"The folder {path} holds no pictures.")
        return _longest(files)
    groups = _grouped(files)
    key = next((key for key, numbers in groups.items() if path in numbers.values()), None)
    if key is None or len(groups[key]) == 1:
        return Sequence(path.name, 0, (path,))
    return _sequence(key, groups[key])


def _longest(files: list[Path]) -> Sequence:
    groups = _grouped(files)
    key = max(groups, key=lambda key: len(groups[key]))
    if len(groups[key]) == 1 and len(files) > 1:  # names without numbers: as the folder lists them
        kind = Counter(file.suffix.lower() for file in files).most_common(1)[0][0]
        named = [file for file in files if file.suffix.lower() == kind]
        return Sequence(
            files[0].parent.name, 0, tuple(named), ("The pictures are taken in the order of their names.",)
        )
    sequence = _sequence(key, groups[key])
    left_out = len(files) - len(groups[key])
    if not left_out:
        return sequence
    pictures = "1 other picture" if left_out == 1 else f"{left_out} other pictures"
    sentence = f"The folder holds {pictures}; the longest sequence, {sequence.title}, is used."
    return Sequence(sequence.title, sequence.first, sequence.files, (*sequence.warnings, sentence))


def _sequence(key: tuple[str, str], numbers: dict[int, Path]) -> Sequence:
    first, last = min(numbers), max(numbers)
    title = f"{key[0]}#{key[1]}"
    if last - first + 1 > _SPARSEST * len(numbers):
        ordered = tuple(numbers[number] for number in sorted(numbers))
        return Sequence(
            title, first, ordered, ("The numbers are far apart: the pictures are taken one after another.",)
        )
    files = tuple(numbers.get(number) for number in range(first, last + 1))
    return Sequence(title, first, files, tuple(_told_gaps(first, files)))


def _told_gaps(first: int, files: Iterable[Path | None]) -> list[str]:
    missing = [first + place for place, file in enumerate(files) if file is None]
    if not missing:
        return []
    spans: list[list[int]] = []
    for number in missing:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans[:5]) + (" ..." if len(spans) > 5 else "")
    are = "picture is" if len(missing) == 1 else "pictures are"
    return [f"{len(missing)} {are} missing ({shown}): frames keep their numbers, the picture before is shown there."]


def _grouped(files: list[Path]) -> dict[tuple[str, str], dict[int, Path]]:
    """Return the pictures by what of their names stays the same: (before, after) -> number -> file.

    The number is the run of digits that varies over the most files; among equals the last one.
    """
    split = {file: re.split(r"(\d+)", file.stem) for file in files}
    keys: Counter[tuple[str, str]] = Counter()
    for file, parts in split.items():
        keys.update(_key(parts, place, file) for place in range(1, len(parts), 2))
    groups: dict[tuple[str, str], dict[int, Path]] = {}
    for file, parts in split.items():
        places = range(1, len(parts), 2)
        if not places:
            groups[(file.stem, file.suffix.lower())] = {0: file}
            continue
        best = max(places, key=lambda place: (keys[_key(parts, place, file)], place))
        groups.setdefault(_key(parts, best, file), {}).setdefault(int(parts[best]), file)
    return groups


def _key(parts: list[str], place: int, file: Path) -> tuple[str, str]:
    return "".join(parts[:place]), "".join(parts[place + 1 :]) + file.suffix.lower()
