from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.project.blobs import Blobs
from engine.runtime.errors import EngineError, MediaError, ProjectError

RNG = np.random.default_rng(5)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "p.tintloom" / "blobs")


@pytest.mark.parametrize(
    "image",
    [
        RNG.integers(0, 256, (13, 17, 3), np.uint8),
        RNG.integers(0, 65536, (13, 17, 3), np.uint16),
        (RNG.random((13, 17, 3), np.float32) * 40 - 2),
    ],
    ids=["uint8", "uint16", "float32"],
)
def test_a_picture_comes_back_bit_by_bit(blobs: Blobs, image: NDArray[np.generic]) -> None:
    blob = blobs.put_picture(image)
    back = blobs.read(blob)
    assert back.dtype == image.dtype
    np.testing.assert_array_equal(back, image)
    assert blobs.has(blob)


def test_the_same_picture_is_stored_once(blobs: Blobs) -> None:
    image = RNG.integers(0, 256, (13, 17, 3), np.uint8)
    assert blobs.put_picture(image) == blobs.put_picture(image.copy())
    assert len(blobs.ids()) == 1


def test_a_file_is_kept_as_the_artist_made_it(blobs: Blobs, tmp_path: Path) -> None:
    image = RNG.integers(0, 65536, (9, 9, 3), np.uint16)
    cv2.imwrite(str(tmp_path / "key.PNG"), image[..., ::-1])
    blob = blobs.put_file(tmp_path / "key.PNG")
    assert blobs.path(blob).read_bytes() == (tmp_path / "key.PNG").read_bytes()
    np.testing.assert_array_equal(blobs.read(blob), image)


def test_other_pictures_are_stored_without_loss(blobs: Blobs, tmp_path: Path) -> None:
    image = RNG.integers(0, 256, (9, 9, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "key.tif"), image[..., ::-1])
    blob = blobs.put_file(tmp_path / "key.tif")
    assert blob.endswith(".png")
    np.testing.assert_array_equal(blobs.read(blob), image)


def test_what_is_no_picture_is_refused(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "key.png").write_text("not a picture")
    with pytest.raises(MediaError, match=r"key\.png"):
        blobs.put_file(tmp_path / "key.png")
    for bad in (np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 3), np.int32)):
        with pytest.raises(ProjectError, match="cannot be stored"):
            blobs.put_picture(bad)
    assert blobs.ids() == []


def test_damage_is_noticed_and_healed_by_storing_again(blobs: Blobs) -> None:
    image = RNG.integers(0, 256, (13, 17, 3), np.uint8)
    blob = blobs.put_picture(image)
    path = blobs.path(blob)
    content = bytearray(path.read_bytes())
    content[60] ^= 4
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="damaged"):
        blobs.read(blob)
    blobs.put_picture(image)
    np.testing.assert_array_equal(blobs.read(blob), image)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a" * 64, "a" * 64 + ".py", "A" * 64 + ".png", "/" + "a" * 63 + ".png", ""]
)
def test_only_names_of_pictures_are_followed(blobs: Blobs, name: str) -> None:
    with pytest.raises(ProjectError, match="not the name of a picture"):
        blobs.path(name)


def test_a_link_out_of_the_project_is_not_followed(blobs: Blobs, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "secret.png"), np.zeros((4, 4, 3), np.uint8))
    blobs.folder.mkdir(parents=True)
    blob = "a" * 64 + ".png"
    (blobs.folder / blob).symlink_to(tmp_path / "secret.png")
    with pytest.raises(ProjectError, match="leads out of the project"):
        blobs.read(blob)
    with pytest.raises(EngineError, match="missing"):
        blobs.read("b" * 64 + ".png")
