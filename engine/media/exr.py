"""Scene-linear pictures as OpenEXR, in memory: what a project keeps of them is written as any other of its files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from engine.runtime.errors import MediaError

HALF_MAX = 65504.0  # the largest number that 16-bit floating point holds


def finite(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Return scene-linear light as numbers alone that half-float holds: nothing for what is no number or endlessly
    dark, `HALF_MAX` for what is endlessly bright. Negative light (a color outside Rec.709) stays."""
    whole = np.nan_to_num(np.asarray(picture, np.float32), nan=0.0, posinf=HALF_MAX, neginf=0.0)
    return np.clip(whole, -HALF_MAX, HALF_MAX, out=whole)


def encode_exr(picture: NDArray[Any], *, is_half: bool) -> bytes:
    """Return H×W×3 RGB (or H×W gray), scene linear, as an OpenEXR file of half or single precision.

    Raises `MediaError` with one sentence.
    """
    pixels = np.ascontiguousarray(picture, np.float32)
    height, width = pixels.shape[:2]
    spec = oiio.ImageSpec(width, height, 1 if pixels.ndim == 2 else 3, "half" if is_half else "float")
    spec.attribute("compression", "zip")
    spec.attribute("oiio:ColorSpace", "lin_rec709")
    handle, name = tempfile.mkstemp(suffix=".exr")  # OpenImageIO writes into files alone
    os.close(handle)
    try:
        output = oiio.ImageOutput.create(name)
        if output is None or not output.open(name, spec):
            raise MediaError(f"The picture cannot be encoded: {oiio.geterror()}.")
        written = output.write_image(pixels)
        if not (output.close() and written):
            raise MediaError(f"The picture cannot be encoded: {output.geterror()}.")
        return Path(name).read_bytes()
    except OSError as error:
        raise MediaError(f"The picture cannot be encoded: {error.strerror or error}.") from None
    finally:
        Path(name).unlink(missing_ok=True)
