"""Pictures of a project, named by their content: `blobs/<sha256>.png` and `.exr`; `.json` are strokes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.exr import encode_exr
from engine.media.images import read_picture
from engine.media.masks import Mask, encode_mask
from engine.paint.drawn import Scribble
from engine.project.disk import is_inside, replace_file
from engine.project.model import BLOB_PATTERN
from engine.project.strokes import MOST_BYTES, decode_strokes, encode_strokes
from engine.runtime.errors import EngineError, ProjectError

MAX_BYTES = 2 << 30  # a picture larger than this is not one an artist made


class Blobs:
    """The same picture put twice is stored once; what is read is checked against its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put_picture(self, image: NDArray[Any]) -> str:
        """Store H×W×3 RGB (or H×W gray) and return its id: uint8 and uint16 as PNG, float32 as EXR."""
        if image.ndim not in (2, 3) or image.size == 0 or (image.ndim == 3 and image.shape[2] != 3):
            raise ProjectError(f"A picture of the shape {image.shape} cannot be stored.")
        if image.dtype in (np.uint8, np.uint16):
            return self._put(_png(image), ".png")
        if image.dtype == np.float32:
            return self._put(encode_exr(image, is_half=False), ".exr")
        raise ProjectError(f"A picture of {image.dtype} cannot be stored.")

    def put_file(self, path: Path | str) -> str:
        """Store a picture file and return its id: PNG and EXR byte by byte, others as PNG or EXR.

        Raises `MediaError` if it is not a picture that can be read.
        """
        path = Path(path)
        image = read_picture(path)
        suffix = path.suffix.lower()
        if suffix in (".png", ".exr"):
            try:
                if path.stat().st_size > MAX_BYTES:
                    raise ProjectError(f"The picture {path} is too large ({path.stat().st_size >> 20} MiB).")
                return self._put(path.read_bytes(), suffix)
            except OSError as error:
                raise ProjectError(f"The picture {path} cannot be read: {error.strerror or error}.") from None
        return self.put_picture(image)

    def put_hdr(self, picture: NDArray[np.float32], path: Path | str) -> str:
        """Store scene-linear light (H×W×3) that was read from `path` and return its id: the file byte by byte where
        it holds the same, else the picture."""
        is_same = Path(path).suffix.lower() == ".exr" and np.array_equal(read_picture(Path(path)), picture)
        return self.put_file(path) if is_same else self.put_picture(picture)

    def put_mask(self, mask: Mask) -> str:
        """Store the labels of a mask (H×W uint8) as an indexed PNG and return its id."""
        return self._put(encode_mask(mask), ".png")

    def put_strokes(self, scribbles: Sequence[Scribble]) -> str:
        """Store the strokes that were drawn on a keyframe and return their id."""
        return self._put(encode_strokes(scribbles), ".json")

    def read_strokes(self, blob: str) -> tuple[Scribble, ...]:
        """Return the strokes. Raises `ProjectError` if they are missing or damaged."""
        path = self.verified(blob)
        if path.stat().st_size > MOST_BYTES:
            raise ProjectError("The strokes of a keyframe are too many to be an artist's.")
        return decode_strokes(path.read_bytes())

    def path(self, blob: str) -> Path:
        """Return where the blob lies. Raises `ProjectError` if there is none or it lies outside the project."""
        if not BLOB_PATTERN.fullmatch(blob):
            raise ProjectError(f"{blob[:80]!r} is not the name of a picture of this project.")
        path = self.folder / blob
        if not path.is_file():
            raise ProjectError(f"The picture {blob[:12]}… is missing from the project ({path}).")
        if not is_inside(path, self.folder.parent):
            raise ProjectError(f"The picture {blob[:12]}… leads out of the project and is not opened.")
        return path

    def has(self, blob: str) -> bool:
        try:
            self.path(blob)
        except ProjectError:
            return False
        return True

    def verified(self, blob: str) -> Path:
        """Return the path of the blob after checking its content against its name."""
        path = self.path(blob)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ProjectError(f"The picture {blob[:12]}… of the project is too large to be one.")
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ProjectError(f"The picture {path} cannot be read: {error.strerror or error}.") from None
        if found != path.stem:
            raise ProjectError(f"The picture {path} is damaged: its content is not what was stored.")
        return path

    def read(self, blob: str) -> NDArray[Any]:
        """Return the picture as it was stored, H×W×3 RGB. Raises `ProjectError` if missing or damaged."""
        try:
            return read_picture(self.verified(blob))
        except ProjectError:
            raise
        except EngineError as error:
            raise ProjectError(f"A picture of the project cannot be read: {error}") from None

    def ids(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if BLOB_PATTERN.fullmatch(path.name))

    def remove_except(self, kept: Collection[str]) -> int:
        """Remove every blob that is not in `kept` and return the bytes that were freed."""
        freed = 0
        for blob in self.ids():
            if blob not in kept:
                path = self.folder / blob
                freed += path.lstat().st_size
                path.unlink()
        return freed

    def _put(self, content: bytes, suffix: str) -> str:
        blob = hashlib.sha256(content).hexdigest() + suffix
        try:
            self.verified(blob)  # a damaged copy is healed by storing the picture again
        except ProjectError:
            replace_file(self.folder / blob, content)
        return blob


def _png(image: NDArray[Any]) -> bytes:
    pixels = image[..., ::-1] if image.ndim == 3 else image
    done, encoded = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise ProjectError("The picture cannot be encoded.")
    return bytes(encoded.tobytes())
