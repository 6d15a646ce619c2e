"""Tell a finished MOV file the range of its samples, which FFmpeg's muxer cannot.

It writes a track's color as 'nclc', which has no place for the range, and FFV1's own header has none either. The
'nclx' of ISO 14496-12 (12.1.5) has, in one byte more. Only 'moov' grows by it. Where 'moov' is the last box of the
file, as the muxer leaves it unless asked otherwise, no picture moves and every offset stays true.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_PATH = (b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"FFV1")
# bytes between a box's head and the boxes in it: version and count, and what every picture track tells
_BEFORE = {b"stsd": 8, b"FFV1": 78}


def write_range(path: Path, codes: tuple[int, int, int], *, is_full: bool) -> bool:
    """Mark the range of this file's FFV1 track; return False if the file is not as the muxer leaves it.

    `codes`: matrix, primaries and transfer curve by their numbers in ITU-T H.273.
    """
    matrix, primaries, transfer = codes
    color = _box(b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, matrix, 0x80 if is_full else 0))
    with path.open("r+b") as file:
        start = _last_box(file, b"moov")
        if start is None:
            return False
        file.seek(start + 8)
        old = file.read()
        new = _recolored(old, _PATH, color)
        if new == old:
            return False
        file.seek(start)
        file.write(_box(b"moov", new))
    return True


def _last_box(file: BinaryIO, wanted: bytes) -> int | None:
    """Return where the last box of the file begins if it is one of this kind, else None."""
    end = file.seek(0, 2)
    start = 0
    while start + 8 <= end:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))
        elif start + size == end and kind == wanted:
            return start
        if size < 8:
            return None
        start += size
    return None


def _recolored(content: bytes, path: tuple[bytes, ...], color: bytes) -> bytes:
    """Return the content of a box in which the boxes along `path` hold `color` in place of their own."""
    made = b""
    for kind, box in _boxes(content):
        if path and kind == path[0]:
            head = 8 + _BEFORE.get(kind, 0)
            made += _box(kind, box[8:head] + _recolored(box[head:], path[1:], color))
        elif path or kind != b"colr":
            made += box
    return made if path else color + made


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and bytes of every box; what is left behind them comes last, without a kind."""
    start = 0
    while start + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, start)
        if size < 8 or start + size > len(content):
            break
        yield kind, content[start : start + size]
        start += size
    if start < len(content):
        yield b"", content[start:]


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content
