"""Pictures that are worked on in another program: files in the project's `outside/` folder, named by their frame.

`NAME 000040.png` is what was handed out; a painting program may save it again, or save its own kind of file under
the same name beside it (`NAME 000040.kra`). `known.json` says which content the project has already, so that what
was saved while the project was closed is noticed when it opens.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from engine.project.disk import is_inside, replace_file
from engine.project.model import FrameIndex, Frozen, Kind
from engine.runtime.errors import EngineError, ProjectError

FOLDER = "outside"
SUFFIXES = (".png", ".tif", ".tiff", ".exr", ".kra", ".ora", ".psd", ".psb", ".xcf")
_KNOWN = "known.json"
_FINISHED = "finished"
_MOST_KNOWN = 10_000
_MOST_JSON = 16 << 20
_KINDS: dict[Kind, str] = {"color": "", "style": " style", "mask": " mask", "hdr": " hdr"}
_NAMED = re.compile(r"^(?P<title>.+) (?P<frame>\d{6,9})(?P<kind> style| mask| hdr|)$")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(max_length=255, pattern=r"^[^\\/\x00]+$")]


class _Known(Frozen):
    """`files`: by name, the content that was looked at; `refused`: those whose content is in no keyframe."""

    files: Annotated[dict[FileName, Digest], Field(max_length=_MOST_KNOWN)] = Field(default_factory=dict)
    refused: Annotated[frozenset[FileName], Field(max_length=_MOST_KNOWN)] = frozenset()


@dataclass(frozen=True)
class Place:
    """Which keyframe a file is for."""

    frame: FrameIndex
    kind: Kind = "color"


def file_name(title: str, place: Place, suffix: str) -> str:
    """Return the name of the file for a keyframe; `title` is the film's."""
    told = _UNFIT.sub("_", title).strip(" .")[:80] or "frame"
    return f"{told} {place.frame:06d}{_KINDS[place.kind]}{suffix}"


def place_of(path: Path) -> Place | None:
    """Return which keyframe a file of the folder is for, None if its name does not tell."""
    found = _NAMED.match(path.stem)
    if found is None or path.suffix.lower() not in SUFFIXES:
        return None
    kinds = {text: kind for kind, text in _KINDS.items()}
    return Place(int(found["frame"]), kinds[found["kind"]])


def digest_of(path: Path) -> str:
    """Return the digest of the file's content. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Outside:
    """The folder `outside/` of a project. Thread use: one at a time."""

    def __init__(self, project: Path) -> None:
        self.folder = project / FOLDER
        self._project = project

    def files(self) -> list[Path]:
        """Return the pictures that are there, whoever wrote them."""
        if not self._is_ours():
            return []
        found = (path for path in self.folder.iterdir() if not path.name.startswith("."))
        return sorted(path for path in found if path.is_file() and not path.is_symlink() and place_of(path))

    def news(self) -> list[tuple[Path, str]]:
        """Return the files whose content the project does not have yet, with its digest, the latest saved last."""
        known = self._known().files
        found: list[tuple[float, Path, str]] = []
        for path in self.files():
            with contextlib.suppress(OSError):  # it is being replaced this moment: another change is told soon
                digest = digest_of(path)
                if known.get(path.name) != digest:
                    found.append((path.stat().st_mtime, path, digest))
        return [(path, digest) for _, path, digest in sorted(found)]

    def make(self) -> Path:
        """Return the folder, made if there is none. Raises `ProjectError`."""
        if self.folder.exists() and not self._is_ours():
            raise ProjectError(f"{self.folder} leads out of the project and is not used.")
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise ProjectError(f"{self.folder} cannot be made: {error.strerror or error}.") from None
        return self.folder

    def remember(self, path: Path, digest: str, *, is_refused: bool = False) -> None:
        """Note that the project has this content of the file, or refused it. Raises `ProjectError`."""
        before = self._known()
        known = {name: kept for name, kept in before.files.items() if (self.folder / name).is_file()}
        files = dict(list({**known, path.name: digest}.items())[-_MOST_KNOWN:])
        refused = before.refused - {path.name} | ({path.name} if is_refused else set())
        after = _Known(files=files, refused=refused & files.keys())
        # an older program knows `files` alone
        text = after.model_dump_json(indent=1, exclude_defaults=True)
        replace_file(self.folder / _KNOWN, text.encode(), is_durable=False)

    def end(self, place: Place) -> None:
        """Nothing more is expected for this keyframe: its files stay in `finished/`. Raises `ProjectError`."""
        self.make()
        try:
            for path in self.files():
                if place_of(path) == place:
                    self._finish(path, digest_of(path))
        except OSError as error:
            raise ProjectError(f"{self.folder} cannot be written: {error.strerror or error}.") from None

    def put(self, written: Path, name: str) -> tuple[Path, Path | None]:
        """Rename a file written in this folder to `name` and note that the project has its content.

        Return where it is and, if something lay there whose content the project does not have, where in `finished/`
        that is kept now. Raises `ProjectError`.
        """
        path, kept = self.folder / name, None
        try:
            if path.is_file() and not path.is_symlink():
                digest, known = digest_of(path), self._known()
                if known.files.get(name) != digest or name in known.refused:
                    kept = self._finish(path, digest)
            written.replace(path)
            self.remember(path, digest_of(path))
        except OSError as error:
            raise ProjectError(f"{path} cannot be written: {error.strerror or error}.") from None
        return path, kept

    def copy_to(self, project: Path) -> None:
        """Copy the pictures to another project; they are changed in place, so never shared. Raises `OSError`."""
        if not self._is_ours():
            return
        target = Outside(project).make()
        for path in [*self.files(), self.folder / _KNOWN]:
            if path.is_file():
                shutil.copy2(path, target / path.name)

    def _finish(self, path: Path, digest: str) -> Path:
        """Move a file to `finished/`, under a number where another content has its name; return where it is."""
        finished = self.folder / _FINISHED
        finished.mkdir(exist_ok=True)
        if not is_inside(finished, self._project):
            raise ProjectError(f"{finished} leads out of the project and is not used.")
        kept, number = finished / path.name, 1
        while kept.exists() and digest_of(kept) != digest:
            number += 1
            kept = finished / f"{path.stem} ({number}){path.suffix}"
        path.replace(kept)
        return kept

    def _is_ours(self) -> bool:
        return self.folder.is_dir() and is_inside(self.folder, self._project)

    def _known(self) -> _Known:
        path = self.folder / _KNOWN
        try:
            if path.is_symlink() or path.stat().st_size > _MOST_JSON:
                return _Known()
            return _Known.model_validate_json(path.read_bytes())
        except (OSError, ValidationError, EngineError):
            return _Known()
