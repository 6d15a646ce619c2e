"""Tells the same film or folder of pictures again after it was moved or renamed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.media.pictures import is_picture
from engine.project.model import Fingerprint
from engine.runtime.errors import MediaError

_END = 1 << 20  # bytes read at each end of a film


def fingerprint(path: Path) -> Fingerprint:
    """Return size and digest: of a film its two ends, of a folder the names and sizes of its pictures.

    A picture of a numbered sequence has its folder's fingerprint. Raises `MediaError` with one sentence.
    """
    try:
        if path.is_dir():
            return _of_folder(path)
        if path.exists() and is_picture(path):
            return _of_folder(path.parent)
        return _of_file(path)
    except FileNotFoundError:
        raise MediaError(f"{path} is not there: it was moved, renamed or deleted.") from None
    except PermissionError:
        raise MediaError(f"{path} cannot be read: permission denied.") from None
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from None


def _of_file(path: Path) -> Fingerprint:
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_END))
        if size > _END:
            file.seek(max(_END, size - _END))
            digest.update(file.read(_END))
    return Fingerprint(size=size, digest=digest.hexdigest())


def _of_folder(folder: Path) -> Fingerprint:
    digest = hashlib.sha256()
    total = 0
    for file in sorted(p for p in folder.iterdir() if is_picture(p)):
        size = file.stat().st_size
        total += size
        digest.update(f"{file.name}\0{size}\n".encode())
    return Fingerprint(size=total, digest=digest.hexdigest())
