"""From a film on disk to the `Clip` of a project, and back after the film has moved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.media.fingerprint import fingerprint, is_same
from engine.media.source import FrameSource, open_source
from engine.project.model import Clip
from engine.runtime.errors import EngineError, ProjectError


def clip_of(source: FrameSource, folder: Path) -> Clip:
    """Return the clip that `source` shows, its path relative to the project `folder` where possible.

    Does not wait for the index: `length` is the estimate until `source.is_indexed`; then `edits.with_length`
    puts it right.
    """
    facts = source.facts
    length = len(source) if source.is_indexed else max(source.known_length, 1)
    return Clip(
        path=relative_to(facts.path, folder),
        absolute=str(facts.path.absolute()),
        width=facts.width,
        height=facts.height,
        length=length,
        rate=facts.rate,
        pixel_aspect=facts.pixel_aspect,
        color=facts.color,
        fingerprint=fingerprint(facts.path),
    )


def relative_to(path: Path, folder: Path) -> str:
    """Return `path` as seen from `folder`, with forward slashes; absolute if on another Windows drive."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return str(path.absolute())


@dataclass(frozen=True)
class ClipPlace:
    """Where the film is now. `sentence` is for the artist if `state` is not "found" (or "none": no clip yet).

    "changed": there is a file, but not the one the project was made with; `path` names it.
    """

    state: Literal["none", "found", "changed", "missing"]
    path: Path | None = None
    sentence: str = ""


def find_clip(clip: Clip | None, folder: Path, name: str = "film") -> ClipPlace:
    """Look for the film beside the project first, then where it was. `name`: what sentences call it."""
    if clip is None:
        return ClipPlace("none")
    changed: Path | None = None
    for candidate in dict.fromkeys((folder / clip.path, Path(clip.absolute))):
        if not is_readable_place(candidate):
            continue
        path = Path(os.path.normpath(candidate.absolute()))
        try:
            if clip.fingerprint is None or is_same(clip.fingerprint, path):
                return ClipPlace("found", path)
        except EngineError:
            continue
        changed = changed or path
    if changed is not None:
        return ClipPlace("changed", changed, f"{changed} is not the {name} this project was made with any more.")
    return ClipPlace("missing", None, f"The {name} {clip.absolute} is missing; it was moved, renamed or unplugged.")


def processed_clip(path: Path, folder: Path) -> Clip:
    """Return the clip at `path` with its exact length: reads its index, so not for the UI thread.

    Raises `EngineError` with one sentence; whether it fits the film is for `edits.attach_processed` to say.
    """
    if not is_readable_place(path):
        raise ProjectError(f"{path} is not a film or a folder of pictures.")
    source = open_source(path)
    try:
        length = len(source)  # waits for the index
        source.read(0)  # what cannot be decoded is told now, not in the middle of a run
        return clip_of(source, folder).replaced(length=length)
    finally:
        source.close()


def seen_from(clip: Clip, folder: Path, other: Path) -> Clip:
    """Return the clip of the project at `folder` as the project at `other` names it."""
    place = find_clip(clip, folder)
    film = place.path if place.state == "found" and place.path else Path(clip.absolute)
    return clip.replaced(path=relative_to(film, other), absolute=str(film.absolute()))


def is_readable_place(path: Path) -> bool:
    """Return whether `path` is a file or folder: not a device, a pipe or an address that a project may name."""
    try:
        return path.is_file() or path.is_dir()
    except (OSError, ValueError):
        return False


class ClipDiffers(ProjectError):
    """Another film than the project's was offered; `is_usable` tells that its size and length agree."""

    def __init__(self, sentence: str, is_usable: bool) -> None:
        super().__init__(sentence)
        self.is_usable = is_usable


def relinked(
    clip: Clip, path: Path, folder: Path, *, accept_changed: bool = False, name: str = "project's film"
) -> Clip:
    """Return the clip at its new place. `name`: what sentences call it.

    Raises `ClipDiffers` if it is another film. One of the same size and length, for example the same scan
    encoded again, is taken with `accept_changed`. Reads the whole index of such a film: not for the UI thread.
    """
    if not is_readable_place(path):
        raise ProjectError(f"{path} is not a film or a folder of pictures.")
    if clip.fingerprint is None or not is_same(clip.fingerprint, path):
        _compare(clip, path, accept_changed, name)
    return clip.replaced(path=relative_to(path, folder), absolute=str(path.absolute()), fingerprint=fingerprint(path))


def _compare(clip: Clip, path: Path, accept_changed: bool, name: str) -> None:
    try:
        source = open_source(path)
    except EngineError as error:
        raise ClipDiffers(str(error), is_usable=False) from None
    try:
        width, height, length = source.facts.width, source.facts.height, len(source)
    finally:
        source.close()
    if (width, height) != (clip.width, clip.height):
        raise ClipDiffers(
            f"{path.name} is {width}x{height} pixels, but the {name} is {clip.width}x{clip.height}.", False
        )
    if length != clip.length:
        raise ClipDiffers(f"{path.name} has {length} frames, but the {name} has {clip.length}.", False)
    if clip.fingerprint is not None and not accept_changed:
        raise ClipDiffers(f"{path.name} has the size and length of the {name}, but it is not the same file.", True)
