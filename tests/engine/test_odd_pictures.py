"""Pictures and names that nobody foresaw are a sentence, or simply work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.color.palettes import of_picture
from engine.media.images import read_picture
from engine.runtime.errors import InputError, MediaError


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (1, 9000)])
def test_a_palette_of_next_to_no_pixels(shape: tuple[int, int]) -> None:
    palette = of_picture(np.full((*shape, 3), (200, 40, 30), np.uint8), "dot")
    assert [(color.color, color.share) for color in palette.colors] == [("#c8281e", 1.0)]


def test_a_palette_needs_a_name() -> None:
    with pytest.raises(InputError, match="needs a name"):
        of_picture(np.zeros((4, 4, 3), np.uint8), "   ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    done, encoded = cv2.imencode(".png", np.zeros((4, 4, 3), np.uint8))
    assert done
    path.write_bytes(encoded.tobytes())
    with pytest.raises(
        MediaError, match=r"caf\?\.png cannot be read: its name, or its folder's, is not UTF-8"
    ) as told:
        read_picture(path)
    str(told.value).encode()  # it can be shown
