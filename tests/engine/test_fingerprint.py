"""The same film or folder is known again wherever it lies; another one is not taken for it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.media.fingerprint import fingerprint, is_same
from engine.project.model import Fingerprint
from engine.runtime.errors import MediaError
from tests.material import make_film, make_sequence


def test_a_fingerprint_follows_the_film_and_not_its_name(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 10)
    before = fingerprint(film)
    moved = film.rename(tmp_path / "renamed.mp4")
    assert fingerprint(moved) == before
    moved.write_bytes(moved.read_bytes()[:-1] + b"\1")
    assert fingerprint(moved) != before
    folder = make_sequence(tmp_path / "s", 4)
    print_of_folder = fingerprint(folder)
    assert fingerprint(folder / "name.0002.png") == print_of_folder
    assert fingerprint(folder.rename(tmp_path / "t")) == print_of_folder
    (tmp_path / "t" / "name.0002.png").unlink()
    assert fingerprint(tmp_path / "t") != print_of_folder
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3 << 20))
    middle = fingerprint(large)
    content = bytearray(large.read_bytes())
    content[-5] = 1
    large.write_bytes(content)
    assert fingerprint(large) != middle and fingerprint(large).size == 3 << 20
    with pytest.raises(MediaError, match="not there"):
        fingerprint(tmp_path / "gone.mp4")


def test_a_rescan_of_the_same_size_is_another_folder(tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir()
    noise = np.random.default_rng(3)
    for number in range(100):  # uncompressed, as scanners write: every picture has the same size
        cv2.imwrite(str(folder / f"{number:04d}.bmp"), noise.integers(0, 256, (200, 300, 3), np.uint8))
    before = fingerprint(folder)
    shutil.copytree(folder, tmp_path / "copy")
    assert fingerprint(tmp_path / "copy") == before
    for number in range(100):
        file = folder / f"{number:04d}.bmp"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1  # the borders are as they were
        file.write_bytes(content)
    assert fingerprint(folder).size == before.size and fingerprint(folder) != before
    assert not is_same(before, folder) and is_same(before, tmp_path / "copy")
    (folder / "door.png").mkdir()  # no picture, whatever its name says
    fingerprint(folder)


def test_a_fingerprint_of_the_kind_of_before_still_holds(tmp_path: Path) -> None:
    folder = make_sequence(tmp_path / "s", 4)
    lines = "".join(f"{file.name}\0{file.stat().st_size}\n" for file in sorted(folder.iterdir()))
    size = sum(file.stat().st_size for file in folder.iterdir())
    old = Fingerprint(size=size, digest=hashlib.sha256(lines.encode()).hexdigest())
    assert is_same(old, folder) and is_same(old, folder / "name.0002.png")
    (folder / "name.0002.png").unlink()
    assert not is_same(old, folder)
