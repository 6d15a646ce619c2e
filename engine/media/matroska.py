"""Tell a finished Matroska file the shape of its pixels, which PyAV cannot hand to the muxer.

The shape is one number, DisplayWidth, in the Video element of the track (RFC 9559, section 5.1.4.1.28). Room for it
is made by giving up the CRC-32 of the Tracks element, which is optional and has just the six bytes needed, so no
other byte of the file moves and its indexes stay true.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_SEGMENT, _TRACKS, _ENTRY, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_CRC, _DISPLAY_WIDTH, _UNIT = 0xBF, b"\x54\xb0", b"\x54\xb2"
_HEAD_BYTES = 1 << 22  # the tracks come before the first cluster


def write_display_width(path: Path, width: int) -> bool:
    """Make the first picture track be shown `width` pixels wide; return False if the file has no room for it."""
    with path.open("r+b") as file:
        head = file.read(_HEAD_BYTES)
        try:
            start, stop = _find(head, (_SEGMENT, _TRACKS))
            tracks = _widened(head[start:stop], width)
        except (ValueError, IndexError):
            return False
        if tracks is None:
            return False
        file.seek(start)
        file.write(tracks)
    return True


def _widened(tracks: bytes, width: int) -> bytes | None:
    """Return the content of Tracks with a DisplayWidth in place of its CRC-32, as long as before; None: no room."""
    parts = list(_elements(tracks))
    if not parts or parts[0][0] != _CRC:
        return None
    for size in (3, 2):  # as a longer length of an outer element takes a byte, a shorter number gives it back
        number = _DISPLAY_WIDTH + bytes([0x80 | size]) + width.to_bytes(size, "big")
        made, is_done = b"", False
        for kind, begin, start, stop in parts[1:]:
            if kind == _ENTRY and not is_done:
                entry = _with_number(tracks[start:stop], number)
                is_done = entry is not None
                made += _element(_ENTRY, entry, start - begin - 1) if entry is not None else tracks[begin:stop]
            else:
                made += tracks[begin:stop]
        if is_done and len(made) == len(tracks):
            return made
    return None


def _with_number(entry: bytes, number: bytes) -> bytes | None:
    """Return a TrackEntry with `number` at the end of its Video element, None if it has no Video."""
    made, is_done = b"", False
    for kind, begin, start, stop in _elements(entry):
        if kind == _VIDEO:
            # the muxer wrote that the unit is unknown: it is pixels
            video = entry[start:stop].replace(_UNIT + b"\x81\x04", _UNIT + b"\x81\x00")
            made += _element(_VIDEO, video + number, start - begin - 1)
            is_done = True
        else:
            made += entry[begin:stop]
    return made if is_done else None


def _find(content: bytes, path: tuple[int, ...]) -> tuple[int, int]:
    start, stop = 0, len(content)
    for wanted in path:
        for kind, _, inner, end in _elements(content, start, stop):
            if kind == wanted:
                start, stop = inner, min(end, len(content))
                break
        else:
            raise ValueError(f"no element {wanted:x}")
    return start, stop


def _elements(content: bytes, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int, int, int]]:
    """Yield (id, where it begins, where its content begins, where that ends)."""
    stop = len(content) if stop is None else stop
    while start < stop:
        begin = start
        kind_bytes = 9 - content[start].bit_length()
        kind = int.from_bytes(content[start : start + kind_bytes], "big")
        start += kind_bytes
        size_bytes = 9 - content[start].bit_length()
        size = int.from_bytes(content[start : start + size_bytes], "big") & ((1 << 7 * size_bytes) - 1)
        start += size_bytes
        yield kind, begin, start, start + size
        start += size


def _element(kind: int, content: bytes, least: int) -> bytes:
    """Return an element of a one-byte id; its length is told in `least` bytes, or in more where it needs them."""
    size_bytes = next(n for n in range(least, 9) if len(content) < (1 << 7 * n) - 1)
    return bytes([kind]) + (len(content) | 1 << 7 * size_bytes).to_bytes(size_bytes, "big") + content
