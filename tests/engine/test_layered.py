"""What painting programs save is read flattened, or refused with a sentence that says what to do."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.media.images import read_picture
from engine.media.pictures import read_facts
from engine.runtime.errors import MediaError
from tests.material import moving_picture


def png(picture: np.ndarray) -> bytes:
    done, encoded = cv2.imencode(".png", picture[..., ::-1])
    assert done
    return encoded.tobytes()


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/x-krita")
        for name, content in members.items():
            archive.writestr(f"{name}.png", content)
    return path


def photoshop(path: Path, picture: np.ndarray, *, merged: bool = True, layers: bytes = b"") -> Path:
    """Write a flattened Photoshop file (Adobe's specification: header, palette, resources, layers, picture)."""
    height, width = picture.shape[:2]
    version = struct.pack(">IB", 1, merged) + 3 * struct.pack(">I", 0)
    version += b"\0" * (len(version) % 2)
    name = b"8BIM" + struct.pack(">H", 1071) + b"\x03abc" + struct.pack(">I", 1) + b"x\0"  # a named one before it
    resources = name + b"8BIM" + struct.pack(">H", 1057) + b"\0\0" + struct.pack(">I", len(version)) + version
    out = io.BytesIO()
    out.write(b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8 * picture.itemsize, 3))
    out.write(struct.pack(">I", 0) + struct.pack(">I", len(resources)) + resources)
    out.write(struct.pack(">I", len(layers)) + layers + struct.pack(">H", 0))
    out.write(np.ascontiguousarray(picture.transpose(2, 0, 1)).astype(picture.dtype.newbyteorder(">")).tobytes())
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("suffix", [".kra", ".ora"])
@pytest.mark.parametrize("bits", [8, 16])
def test_zipped_pictures(tmp_path: Path, suffix: str, bits: int) -> None:
    picture = moving_picture(7, bits=bits)
    path = zipped(tmp_path / f"a{suffix}", mergedimage=png(picture), preview=png(picture[::8, ::8]))
    assert np.array_equal(read_picture(path), picture)
    facts = read_facts(path)
    assert (facts.width, facts.height, facts.bits) == (96, 64, bits)


@pytest.mark.parametrize("bits", [8, 16])
def test_photoshop(tmp_path: Path, bits: int) -> None:
    picture = moving_picture(7, bits=bits)
    assert np.array_equal(read_picture(photoshop(tmp_path / "a.psd", picture)), picture)


def test_photoshop_without_its_picture_says_how_to_save_it(tmp_path: Path) -> None:
    path = photoshop(tmp_path / "a.psd", np.full((64, 96, 3), 255, np.uint8), merged=False)
    with pytest.raises(MediaError, match=r"a\.psd holds layers alone; .* Maximize Compatibility"):
        read_picture(path)


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    gimp = tmp_path / "a.xcf"
    gimp.write_bytes(b"gimp xcf v011\0")
    with pytest.raises(MediaError, match="export it as PNG"):
        read_picture(gimp)
    with pytest.raises(MediaError, match=r"b\.kra holds no flattened picture; save it from Krita again"):
        read_picture(zipped(tmp_path / "b.kra", preview=png(moving_picture(1))))
    broken = tmp_path / "c.kra"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(MediaError, match=r"c\.kra is damaged"):
        read_picture(broken)
    short = photoshop(tmp_path / "d.psd", moving_picture(1))
    short.write_bytes(short.read_bytes()[:200])
    with pytest.raises(MediaError, match=r"d\.psd"):
        read_picture(short)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1 << 16, 1 << 16, 8, 2, 0, 0, 0)
    with zipfile.ZipFile(tmp_path / "a.kra", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mergedimage.png", header + bytes(8 << 20))
        archive.writestr("../../escaped.png", b"x")
    with pytest.raises(MediaError, match="more than this program can hold"):
        read_picture(tmp_path / "a.kra")
    small = struct.pack(">I4sIIBBBBB", 13, b"IHDR", 4, 4, 8, 2, 0, 0, 0)
    with zipfile.ZipFile(tmp_path / "b.kra", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mergedimage.png", b"\x89PNG\r\n\x1a\n" + small + bytes(16 << 20))
    with pytest.raises(MediaError, match="more than this program can hold"):
        read_picture(tmp_path / "b.kra")
    assert not (tmp_path.parent / "escaped.png").exists()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_whatever_is_damaged_in_it_is_one_sentence(tmp_path: Path, method: int) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (64, 96, 3)).astype(np.uint8)
    with zipfile.ZipFile(tmp_path / "whole.kra", "w", method) as archive:
        archive.writestr("mergedimage.png", png(picture))
    whole, path = (tmp_path / "whole.kra").read_bytes(), tmp_path / "a.kra"
    for place in range(40, len(whole), 1009):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) * 8 + whole[place + 8 :])
        try:
            read_picture(path)
        except MediaError as error:
            assert "a.kra" in str(error)
