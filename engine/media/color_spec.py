"""What the color tags of a film mean: names, the matrix in force, sample ranges.

Code points are those of ITU-T H.273; the names are ffmpeg's.
"""

from __future__ import annotations

from typing import Literal

import av.video.format

from engine.project.model import ColorSpec

Matrix = Literal["rgb", "bt709", "fcc", "smpte170m", "smpte240m", "bt2020nc"]

_MATRICES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
    11: "smpte2085",
    12: "chroma-derived-nc",
    13: "chroma-derived-c",
    14: "ictcp",
}
_PRIMARIES = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    10: "smpte428",
    11: "smpte431",
    12: "smpte432",
    22: "ebu3213",
}
_TRANSFERS = {
    1: "bt709",
    4: "gamma22",
    5: "gamma28",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    17: "smpte428",
    18: "arib-std-b67",
}

# Kr, Kb of Y' = Kr R' + (1 - Kr - Kb) G' + Kb B' (H.273, table 4)
LUMA_WEIGHTS: dict[str, tuple[float, float]] = {
    "bt709": (0.2126, 0.0722),
    "fcc": (0.30, 0.11),
    "smpte170m": (0.299, 0.114),
    "smpte240m": (0.212, 0.087),
    "bt2020nc": (0.2627, 0.0593),
}

_SD_HEIGHT = 576


def matrix_code(name: str) -> int:
    """Return the H.273 number of a matrix name; 2 (unspecified) where the name is not known."""
    return next((code for code, known in _MATRICES.items() if known == name), 2)


def primaries_code(name: str) -> int:
    """Return the H.273 number of the primaries; 2 (unspecified) where the name is not known."""
    return next((code for code, known in _PRIMARIES.items() if known == name), 2)


def transfer_code(name: str) -> int:
    """Return the H.273 number of the transfer curve; 2 (unspecified) where the name is not known."""
    return next((code for code, known in _TRANSFERS.items() if known == name), 2)


def resolved_matrix(spec: ColorSpec, height: int) -> Matrix:
    """Return the matrix that Y'CbCr samples are to be read with.

    `height` is that of the stored picture: untagged films up to 576 lines are read as BT.601, larger ones as
    BT.709, as every player does. Matrices that cannot be undone by one 3x3 matrix are read as their nearest.
    """
    known: dict[str, Matrix] = {
        "gbr": "rgb",
        "bt709": "bt709",
        "fcc": "fcc",
        "bt470bg": "smpte170m",
        "smpte170m": "smpte170m",
        "smpte240m": "smpte240m",
        "bt2020nc": "bt2020nc",
        "bt2020c": "bt2020nc",
    }
    return known.get(spec.matrix, "smpte170m" if height <= _SD_HEIGHT else "bt709")


def is_rgb(pixel_format: str) -> bool:
    """Return whether the samples are R, G, B (or a palette of them) and not Y', Cb, Cr."""
    described = av.video.format.VideoFormat(pixel_format)
    return described.is_rgb or described.has_palette or pixel_format.startswith(("xyz", "bayer", "pal"))


def is_gray(pixel_format: str) -> bool:
    """Return whether there is one plane of luma and no color."""
    return pixel_format.startswith(("gray", "ya8", "ya16", "mono"))


def color_spec(matrix: int, primaries: int, transfer: int, color_range: int, pixel_format: str) -> ColorSpec:
    """Return the tags as the file has them; H.273 numbers in, `color_range` 1 is limited, 2 full, 0 untold."""
    described = av.video.format.VideoFormat(pixel_format)
    bits = max(component.bits for component in described.components)
    is_full = color_range == 2 or pixel_format.startswith("yuvj")
    if color_range == 0:
        is_full = is_full or is_rgb(pixel_format) or is_gray(pixel_format)
    return ColorSpec(
        matrix="gbr" if is_rgb(pixel_format) else _MATRICES.get(matrix, "unknown"),
        primaries=_PRIMARIES.get(primaries, "unknown"),
        transfer=_TRANSFERS.get(transfer, "unknown"),
        is_full_range=is_full or is_rgb(pixel_format),
        bit_depth=8 if described.has_palette else min(max(bits, 8), 16),
    )


def luma_range(is_full_range: bool, bits: int) -> tuple[int, int]:
    """Return the Y' samples of black and white at this depth (H.273, equations 20 and 29)."""
    return (0, (1 << bits) - 1) if is_full_range else (16 << (bits - 8), 235 << (bits - 8))
