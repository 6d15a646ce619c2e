"""Files of painting programs with layers: the flattened picture that lies in them, or why there is none.

Krita (.kra) and OpenRaster (.ora) files are ZIP archives with a `mergedimage.png`. Photoshop's hold the flattened
picture behind the layers, but only a white one where "Maximize Compatibility" was off (Adobe Photoshop File Formats
Specification, resource 1057). GIMP's .xcf holds layers alone.
"""

from __future__ import annotations

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from engine.runtime.errors import MediaError

ZIPPED = (".kra", ".ora")
PHOTOSHOP = (".psd", ".psb")
LAYERS_ALONE = (".xcf",)
_PROGRAMS = {".kra": "Krita", ".ora": "the program it comes from"}
_PICTURE = "mergedimage.png"
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_VERSION_RESOURCE = 1057
_MOST_RESOURCES = 64 << 20


def refuse_layers_alone(path: Path) -> None:
    """Raise `MediaError` for a file that can hold no flattened picture."""
    if path.suffix.lower() in LAYERS_ALONE:
        raise MediaError(
            f"{path.name} is GIMP's own kind of file, which holds layers alone; in GIMP, export it as PNG (File, "
            "Export As)."
        )


@contextmanager
def flattened(path: Path, most_pixels: int, most_bytes: int) -> Iterator[Path]:
    """Yield where the flattened picture of a .kra or .ora file lies while the block lasts.

    Raises `MediaError` with one sentence, for a picture larger than allowed before it is unpacked.
    """
    again = f"save it from {_PROGRAMS.get(path.suffix.lower(), 'its program')} again"
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo(_PICTURE)
            with archive.open(entry) as member:
                head = member.read(33)
            if entry.file_size > most_bytes or len(head) < 33 or head[:8] != b"\x89PNG\r\n\x1a\n":
                raise MediaError(f"{path.name} holds no picture that can be read; {again}.")
            width, height = struct.unpack(">II", head[16:24])
            # a PNG is never much larger than its pixels: a bomb is
            if width * height > most_pixels or entry.file_size > 16 * width * height + (1 << 20):
                raise MediaError(f"{path.name} is {width}x{height} pixels, more than this program can hold.")
            with tempfile.TemporaryDirectory() as folder:
                extracted = Path(folder) / _PICTURE
                extracted.write_bytes(archive.read(entry))
                yield extracted
    except KeyError:
        raise MediaError(f"{path.name} holds no flattened picture; {again}.") from None
    except FileNotFoundError:
        raise MediaError(f"{path} is not there: it was moved, renamed or deleted.") from None
    except (*_DAMAGED, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        cause = str(error).strip().rstrip(".") or "it is cut short"
        raise MediaError(f"{path.name} is damaged: {cause}.") from None
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from None


def check_photoshop(path: Path) -> None:
    """Raise `MediaError` if a .psd or .psb file says that it holds no true flattened picture."""
    try:
        with path.open("rb") as file:
            if not _has_merged(file):
                raise MediaError(
                    f"{path.name} holds layers alone; in Photoshop, save it with Maximize Compatibility, or as PNG."
                )
    except OSError:
        return  # the reader says what is wrong


def _has_merged(file: BinaryIO) -> bool:
    """Return what the version resource says; True where there is none or the file is too damaged to tell."""
    head = file.read(26)
    if head[:4] != b"8BPS" or len(head) < 26:
        return True
    try:
        file.seek(struct.unpack(">I", file.read(4))[0], 1)  # the palette
        length = struct.unpack(">I", file.read(4))[0]
        resources = file.read(min(length, _MOST_RESOURCES))
        at = 0
        while resources[at : at + 4] == b"8BIM":
            number, name = struct.unpack(">HB", resources[at + 4 : at + 7])
            at += 6 + (name + 2) // 2 * 2
            size = struct.unpack(">I", resources[at : at + 4])[0]
            if number == _VERSION_RESOURCE and size >= 5:
                return bool(resources[at + 8])
            at += 4 + (size + 1) // 2 * 2
    except (struct.error, IndexError):
        return True
    return True
