"""The project's folder on disk.

NAME.tintloom/project.json        the document (versioned), written under a temporary name and renamed
              project.json.bak    the good copy before that
              journal.jsonl       every edit since: one snapshot a line; the last whole line is the truth
              .lock  queue.json   who writes; what waits to be run
              blobs/  runs/       pictures and results
              cache/              proxies; may be deleted at any time

Opening runs no code and follows no path out of the folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from engine.media.source import open_source
from engine.project.blobs import Blobs
from engine.project.clips import ClipPlace, clip_of, find_clip, relinked, seen_from
from engine.project.disk import flush_folder, is_inside, link_or_copy, remove_folder, replace_file
from engine.project.edits import whole_clip
from engine.project.lock import ProjectLock
from engine.project.model import VERSION, Project
from engine.project.objects import with_masks_of
from engine.project.outside import Outside
from engine.project.runs import Runs
from engine.project.upgrades import MASKS_HAVE_RUNS, NewerProject, upgraded, version_of
from engine.runtime.errors import ProjectError

SUFFIX = ".tintloom"
MAX_JSON = 256 << 20  # bytes; a project of 10,000 shots with 100,000 keyframes has about 30 MiB
FOLD_AT = 8 << 20  # bytes of journal at which it is folded into project.json
_OWN = (
    "project.json",
    "project.json.bak",
    "journal.jsonl",
    "queue.json",
    ".lock",
    "blobs",
    "runs",
    "cache",
    "outside",
)


class ProjectFolder:
    """An open project folder. `project` is the newest snapshot on disk; thread-safe.

    `warnings` are sentences about what was repaired while opening.
    """

    def __init__(self, path: Path, *, is_writable: bool) -> None:
        """Use `ProjectFolder.create` or `ProjectFolder.open`."""
        self.path = path
        self.is_writable = is_writable
        self.blobs = Blobs(path / "blobs")
        self.runs = Runs(path / "runs")
        self.project = Project()
        self.warnings: tuple[str, ...] = ()
        self._saved = self.project
        self._is_damaged = False
        self._lock = ProjectLock(path)
        self._writing = threading.RLock()

    @classmethod
    def create(cls, path: Path | str, content: Project | Path | str | None = None) -> ProjectFolder:
        """Make a new project of a film (its index is waited for), of a project value, or an empty one.

        Raises `ProjectError` if there is something at `path` already; nothing is ever overwritten.
        """
        path = with_suffix(Path(path)).absolute()
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise ProjectError(f"{path} is there already; choose another name.")
        project = content if isinstance(content, Project) else _project_of(content, path)
        try:
            for name in ("", "blobs", "runs", "cache"):
                (path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProjectError(f"The project {path} cannot be made: {error.strerror or error}.") from None
        folder = cls(path.resolve(), is_writable=True)
        folder._lock.acquire()
        try:
            folder._write(project)
        except BaseException:
            folder._lock.release()
            raise
        return folder

    @classmethod
    def open(cls, path: Path | str, *, is_writable: bool = True) -> ProjectFolder:
        """Open a project; `path` may also be the project.json inside.

        Raises `ProjectError` with one sentence: not a project, made by a newer program, open elsewhere, beyond
        repair. What can be repaired is, and told in `warnings`. With `is_writable=False` no lock is taken.
        """
        path = Path(path).absolute()
        if path.name == "project.json":
            path = path.parent
        if not path.is_dir():
            raise ProjectError(f"There is no project {path}.")
        folder = cls(path.resolve(), is_writable=is_writable)
        folder._check_links()
        folder._read()  # before the lock: a newer program's project is not touched at all
        if is_writable:
            folder._lock.acquire()
            try:
                folder._read()  # again: another window may have written until just now
                if folder._is_damaged:
                    folder._repair()
                folder.runs.stop_lost()
            except BaseException:
                folder._lock.release()
                raise
        return folder

    def __enter__(self) -> ProjectFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(SUFFIX)

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def is_open(self) -> bool:
        return self._lock.is_held or not self.is_writable

    @property
    def is_folded(self) -> bool:
        """Whether project.json holds the newest snapshot."""
        return self._saved == self.project

    def clip_place(self, project: Project | None = None) -> ClipPlace:
        """Return where the film of the project is now: beside the project first, then where it was."""
        return find_clip((project or self.project).clip, self.path)

    def relinked(self, project: Project, path: Path | str, *, accept_changed: bool = False) -> Project:
        """Return the project with its film at `path`. Raises `ClipDiffers` if it is another film."""
        if project.clip is None:
            raise ProjectError("The project has no film yet.")
        clip = relinked(project.clip, Path(path), self.path, accept_changed=accept_changed)
        return project.replaced(clip=clip)

    def append(self, project: Project) -> None:
        """Put a snapshot on disk at the journal's end: a few milliseconds, and safe against kill -9 and power cut.

        Raises `ProjectError` (disk full, folder gone); what was there stays readable.
        """
        with self._writing:
            self._may_write()
            if project == self.project:
                return
            journal = self.path / "journal.jsonl"
            text = project.model_dump_json().encode()
            is_new = not journal.exists()
            try:
                with journal.open("ab") as file:
                    # a line torn by a full disk or a crash is closed first
                    start = b"\n" if file.tell() else b""
                    file.write(start + f"{zlib.crc32(text):08x} ".encode() + text + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                    size = file.tell()
                if is_new:
                    flush_folder(self.path)
            except OSError as error:
                raise ProjectError(f"{journal} cannot be written: {error.strerror or error}.") from None
            self.project = project
            if size > FOLD_AT:
                self.save(project)

    def save(self, project: Project | None = None) -> None:
        """Fold the journal into project.json (by default the newest snapshot)."""
        with self._writing:
            self._may_write()
            if project is not None:
                self.append(project)  # so that whatever happens below, the newest snapshot is found
            if not self.is_folded or not (self.path / "project.json").exists():
                self._write(self.project)
            self._empty_journal()

    def save_copy(self, path: Path | str, project: Project) -> ProjectFolder:
        """Copy this project with its pictures and results to a new folder and return that, open.

        Relative paths to the films are made anew. Raises `ProjectError` if there is something at `path` already.
        """
        path = with_suffix(Path(path)).absolute()
        if path.resolve().is_relative_to(self.path):
            raise ProjectError(f"{path} lies inside the project itself; choose another place.")
        clips = {"clip": project.clip, "processed": project.processed}
        project = project.replaced(**{k: seen_from(c, self.path, path) for k, c in clips.items() if c is not None})
        folder = ProjectFolder.create(path, project)
        try:
            folder.take_pictures(self)
        except ProjectError:
            folder.close()
            remove_folder(folder.path)  # made a moment ago by us, so nothing of the artist's is in it
            raise
        folder.runs.stop_lost()
        return folder

    def take_pictures(self, other: ProjectFolder) -> None:
        """Copy the pictures and results of another project here that are not here yet."""
        try:
            Outside(other.path).copy_to(self.path)
            for name in ("blobs", "runs"):
                for source in sorted((other.path / name).rglob("*")):
                    target = self.path / source.relative_to(other.path)
                    if source.is_symlink() or ".trash" in source.parts:
                        continue
                    if source.is_dir():
                        target.mkdir(parents=True, exist_ok=True)
                    elif not target.exists() or source.suffix not in (".png", ".exr"):
                        link_or_copy(source, target)
        except OSError as error:
            raise ProjectError(f"The project cannot be copied to {self.path}: {_cause(error)}.") from None

    def close(self) -> None:
        """Fold what is open, empty the runs' trash and let the next one in. Closing twice is fine."""
        if not self._lock.is_held:
            return
        with self._writing:
            try:
                self.save()
                self.runs.empty_trash()
            finally:
                self._lock.release()

    def abandon(self) -> None:
        """Let go without writing anything more; the journal keeps what was appended."""
        self._lock.release()

    def unused_blobs(self) -> set[str]:
        """Return the pictures that neither a state of the project on disk nor a run refers to.

        Raises `ProjectError` if something that may refer to them cannot be read.
        """
        used = self.runs.blobs()
        for name in ("project.json", "project.json.bak"):
            if (self.path / name).exists():
                try:
                    used |= _blobs_in(_parse(self._bytes(name), self.path.name)[0])
                except (OSError, ValueError, RecursionError) as error:
                    raise ProjectError(f"{self.path / name} cannot be read: {_cause(error)}.") from None
        for text in self._journal_lines():
            used |= _blobs_in(_parse(text, self.path.name)[0])
        return set(self.blobs.ids()) - used

    def remove_unused_blobs(self, undoable: set[str]) -> int:
        """Remove pictures nobody refers to, keeping `undoable` (those of the undo stack); return bytes freed.

        Never called by itself: an artist asks for it.
        """
        with self._writing:
            self._may_write()
            return self.blobs.remove_except(set(self.blobs.ids()) - self.unused_blobs() | undoable)

    # --- parts ---------------------------------------------------------------------------------------------

    def _may_write(self) -> None:
        if not self._lock.is_held:
            raise ProjectError(f"The project {self.path.name} is not open for writing.")

    def _check_links(self) -> None:
        for name in _OWN:
            path = self.path / name
            if path.is_symlink() and not is_inside(path, self.path):
                raise ProjectError(f"{path} leads out of the project; it is not opened.")

    def _bytes(self, name: str) -> bytes:
        path = self.path / name
        if path.stat().st_size > MAX_JSON:
            raise ValueError(f"it is {path.stat().st_size >> 20} MiB large")
        return path.read_bytes()

    def _journal_lines(self) -> Iterator[bytes]:
        """Yield the whole lines of the journal, newest first."""
        try:
            lines = self._bytes("journal.jsonl").split(b"\n")
        except (OSError, ValueError):
            return
        for line in reversed(lines):
            checksum, _, text = line.partition(b" ")
            if len(checksum) == 8 and checksum == f"{zlib.crc32(text):08x}".encode():
                yield text

    def _read(self) -> None:
        """Take the newest whole snapshot: journal, project.json, its copy. Raises `ProjectError`."""
        causes: dict[str, str] = {}
        found: dict[str, tuple[Project, int]] = {}
        for name in ("project.json", "project.json.bak"):
            try:
                found[name] = _parse(self._bytes(name), self.path.name)
            except NewerProject:
                raise
            except (OSError, ValueError, RecursionError) as error:
                causes[name] = _cause(error)
            if found:
                break
        if journaled := self._newest_line(causes):
            found = {"journal.jsonl": journaled, **found}
        if not found:
            if not any((self.path / name).exists() for name in _OWN[:3]):
                raise ProjectError(f"{self.path} is not a project of Tintloom.")
            raise ProjectError(f"The project {self.path.name} cannot be read: {causes['project.json']}.")
        name, (self.project, version) = next(iter(found.items()))
        self._saved = found["project.json"][0] if "project.json" in found else Project()
        self.warnings = ()
        self._is_damaged = "project.json" in causes
        if self._is_damaged:
            source = "the journal of edits" if name == "journal.jsonl" else "the copy before the last save"
            self.warnings = (f"project.json is damaged ({causes['project.json']}); {source} was used instead.",)
        if (
            version < MASKS_HAVE_RUNS
            and (found_again := with_masks_of(self.project, self.runs.all())) != self.project
        ):
            self.project = found_again
            told = "An older Tintloom made this project; every frame has the masks that were tracked last."
            self.warnings = (*self.warnings, told)

    def _newest_line(self, causes: dict[str, str]) -> tuple[Project, int] | None:
        for text in self._journal_lines():
            try:
                return _parse(text, self.path.name)
            except NewerProject:
                raise
            except (ValueError, RecursionError) as error:
                causes["journal.jsonl"] = _cause(error)
        return None

    def _repair(self) -> None:
        """Put the damaged project.json aside and write what was found in its stead."""
        broken = self.path / "project.json"
        if broken.exists():
            number = 1 + sum(1 for _ in self.path.glob("project.broken-*.json"))
            broken.replace(self.path / f"project.broken-{number}.json")
        self._write(self.project)

    def _write(self, project: Project) -> None:
        path = self.path / "project.json"
        with contextlib.suppress(OSError, ValueError):  # a damaged file must not replace the good copy
            old = path.read_bytes()
            version = json.loads(old)["version"]
            replace_file(self.path / "project.json.bak", old)
            if version != VERSION:
                replace_file(self.path / f"project.version-{version}.json", old)
        replace_file(path, project.model_dump_json(indent=1).encode())
        self.project = self._saved = project

    def _empty_journal(self) -> None:
        journal = self.path / "journal.jsonl"
        with contextlib.suppress(OSError):
            if journal.exists():
                journal.unlink()
                flush_folder(self.path)


def with_suffix(path: Path) -> Path:
    """Return `path` ending in .tintloom."""
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)


def _project_of(clip: Path | str | None, folder: Path) -> Project:
    if clip is None:
        return Project()
    source = open_source(clip)
    try:
        length = len(source)
        return Project(clip=clip_of(source, folder), shots=whole_clip(length))
    finally:
        source.close()


def _parse(text: bytes, name: str) -> tuple[Project, int]:
    """Return the project in a text, and the version in which it was written."""
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("it is not a project")
    version = version_of(content, name)
    return Project.model_validate(upgraded(content, name)), version


def _blobs_in(project: Project) -> set[str]:
    keyframes = {blob for shot in project.shots for keyframe in shot.keyframes for blob in keyframe.blobs}
    return keyframes | {blob for mask in project.masks for _, blob in mask.frames}


def _cause(error: BaseException) -> str:
    """Return the cause in a few words, without pydantic's or Python's machinery."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is not whole JSON, line {error.lineno}"
    if isinstance(error, UnicodeDecodeError):
        return "it is not text"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, FileNotFoundError):
        return "it is missing"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    errors = getattr(error, "errors", None)
    if callable(errors):
        first = errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)
