"""Writing so that a reader, or a power cut, finds the old file or the new one and never half of one."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from pathlib import Path

from engine.runtime.errors import ProjectError

_ATTEMPTS = 25


def replace_file(path: Path, content: bytes, *, is_durable: bool = True) -> None:
    """Write `content` under a temporary name beside `path`, flush it to the disk and rename it.

    Raises `ProjectError` with one sentence; the old file is untouched then.
    """
    # two threads may write the same file at once; each has a name of its own, and the later one stays
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        _rename(temporary, path)
        if is_durable:
            flush_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ProjectError(f"{path} cannot be written: {error.strerror or error}.") from None


def _rename(temporary: Path, path: Path) -> None:
    # Windows refuses while someone reads the old file (a virus scanner, our own window): that passes in a moment
    for attempt in range(_ATTEMPTS):
        try:
            temporary.replace(path)
        except PermissionError:
            if os.name != "nt" or attempt + 1 == _ATTEMPTS:
                raise
            time.sleep(0.02)
        else:
            return


def flush_folder(folder: Path) -> None:
    """Make a rename or a new name inside `folder` survive a power cut (POSIX; elsewhere there is no such call)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether `path`, its links followed, lies in `folder`."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return False


def remove_folder(path: Path) -> None:
    """Remove a folder and all in it; a link is removed, not what it points to."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Copy a file; a picture, which is replaced and never changed in place, shares its bytes on the same disk."""
    if source.suffix in (".png", ".exr"):
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)
