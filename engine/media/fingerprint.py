"""Tells the same film or folder of pictures again after it was moved or renamed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from engine.media.pictures import is_picture
from engine.project.model import Fingerprint
from engine.runtime.errors import MediaError

_END = 1 << 20  # bytes read at each end of a film
_SAMPLED = 32  # pictures of a folder that are looked into, evenly spread, and
_PIECE = 32 << 10  # bytes read of each at its beginning, in its middle and at its end
_CONTENT = "2-"  # begins the digest of a folder's content; before, digests were of names and sizes alone


def fingerprint(path: Path) -> Fingerprint:
    """Return size and digest: of a film its two ends, of a folder its pictures' names, sizes and parts of some.

    A picture of a numbered sequence has its folder's fingerprint. Raises `MediaError` with one sentence.
    """
    return _told(path, _of_content)


def is_same(known: Fingerprint, path: Path) -> bool:
    """Return whether this is the film or folder that `known` was taken of, perhaps by an older Tintloom.

    Raises `MediaError` with one sentence.
    """
    return known == _told(path, _of_content if known.digest.startswith(_CONTENT) else _of_names)


def _told(path: Path, of_folder: Callable[[Path], Fingerprint]) -> Fingerprint:
    try:
        if path.is_dir():
            return of_folder(path)
        if path.exists() and is_picture(path):
            return of_folder(path.parent)
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


def _of_content(folder: Path) -> Fingerprint:
    names = _of_names(folder)
    digest = hashlib.sha256(names.digest.encode())
    files = sorted(p for p in folder.iterdir() if is_picture(p) and p.is_file())
    for number in range(min(_SAMPLED, len(files))):
        file = files[number * (len(files) - 1) // max(1, min(_SAMPLED, len(files)) - 1)]
        with file.open("rb") as content:
            size = file.stat().st_size
            for place in (0, (size - _PIECE) // 2, size - _PIECE):
                content.seek(max(0, place))
                digest.update(content.read(_PIECE))
    return Fingerprint(size=names.size, digest=_CONTENT + digest.hexdigest())


def _of_names(folder: Path) -> Fingerprint:
    digest = hashlib.sha256()
    total = 0
    for file in sorted(p for p in folder.iterdir() if is_picture(p)):
        size = file.stat().st_size
        total += size
        digest.update(f"{file.name}\0{size}\n".encode())
    return Fingerprint(size=total, digest=digest.hexdigest())
