"""One writer at a time: a lock on `.lock` that the operating system drops when its process dies.

A stale lock therefore cannot exist, whatever killed the program. The file's text only names the owner.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from pathlib import Path
from typing import IO

import psutil

from engine.runtime.errors import ProjectError

_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)
_LOCKED_BYTE = 1 << 20  # Windows locks bytes against reading, too: lock one far behind the text


class ProjectLock:
    """Held from `acquire` to `release`; a second holder, in this process or another, gets a `ProjectError`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def acquire(self) -> None:
        path = self._folder / ".lock"
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")
        except OSError as error:
            raise ProjectError(f"The project {self._folder} cannot be changed: {error.strerror or error}.") from None
        try:
            _lock(file)
        except OSError as error:
            # some network drives know no locks: there the name of a living owner has to do
            is_taken = error.errno not in _NO_LOCKS or _is_owner_alive(file)
            owner = _owner(file)
            if is_taken:
                file.close()
                raise ProjectError(f"The project {self._folder.name} is already open{owner}.") from None
        self._file = file
        with contextlib.suppress(OSError):  # a full disk: the lock holds, only its owner's name is missing
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()} {socket.gethostname()}\n")
            file.flush()

    def release(self) -> None:
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            # the file stays: removing it would let two others lock two different files of one name
            self._file.seek(0)
            self._file.truncate()
            self._file.flush()
        with contextlib.suppress(OSError):
            _unlock(self._file)
        file, self._file = self._file, None
        with contextlib.suppress(OSError):  # closing writes once more what a full disk did not take
            file.close()


def _is_owner_alive(file: IO[str]) -> bool:
    file.seek(0)
    try:
        process, host = file.read(200).split()
        return host != socket.gethostname() or psutil.pid_exists(int(process))
    except (OSError, ValueError):
        return False


def _owner(file: IO[str]) -> str:
    try:
        file.seek(0)
        process, host = file.read(200).split()
    except (OSError, ValueError):
        return " in another window"
    if process == str(os.getpid()) and host == socket.gethostname():
        return " in this program"
    return f" in another window (process {process} on {host})"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _unlock(file: IO[str]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
