"""Weights of networks: those that ship with the program, and those a person may let it download.

Nothing is downloaded without that person's consent, and nothing is kept unless its SHA-256 is right. No torch here.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.request
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError

import platformdirs

from engine.runtime.errors import InputError, WeightsError
from engine.runtime.events import Progress

_PIECE = 1 << 18
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Download:
    """Weights that others publish. `size` in bytes; `sentence`: what they are, whose, and under which licence."""

    name: str
    file: str
    url: str
    sha256: str
    size: int
    sentence: str


DOWNLOADS = (
    Download(
        "vgg19",
        "vgg19-dcbb9e9d.pth",
        "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth",
        "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44",
        574_673_361,
        "VGG-19 trained on ImageNet, published by torchvision (BSD-3-Clause); judges how alike pictures look.",
    ),
)


def find_download(name: str) -> Download:
    """Return the weights of this name, or raise `InputError` naming those there are."""
    for download in DOWNLOADS:
        if download.name == name:
            return download
    raise InputError(f"There are no weights {name!r} to download; there is {', '.join(d.name for d in DOWNLOADS)}.")


def find(name: str, folder: Path) -> Path | None:
    """Return where the downloaded weights `name` lie in `folder`, None if they are not (wholly) there.

    Only the size is compared: the hash was when they came. Raises `InputError` for an unknown name.
    """
    wanted = find_download(name)
    path = folder / wanted.file
    return path if path.is_file() and path.stat().st_size == wanted.size else None


def weights_folder() -> Path:
    """Return where downloaded weights lie, whoever asks: TINTLOOM_HOME/weights, else the platform's place."""
    home = os.environ.get("TINTLOOM_HOME")
    if home:
        return Path(home) / "weights"
    return platformdirs.user_data_path("Tintloom", appauthor=False) / "weights"


def downloaded(names: Iterable[str]) -> dict[str, Path]:
    """Return the files of those of `names` that a person let the program download; other names are left out."""
    folder = weights_folder()
    known = {one.name for one in DOWNLOADS}
    found = {name: find(name, folder) for name in names if name in known}
    return {name: path for name, path in found.items() if path is not None}


def download(name: str, folder: Path, is_agreed: bool) -> Generator[Progress, None, Path]:
    """Bring the weights `name` into `folder`, telling the bytes so far; return the file, at once if it is there.

    `is_agreed` is the person's consent to this very download. The file comes under a temporary name and gets its own
    once its SHA-256 is right; whatever happens otherwise, nothing is left behind. Raises `WeightsError` with one
    sentence without consent, network or room, or for a wrong file; `InputError` for an unknown name.
    """
    wanted = find_download(name)
    there = find(name, folder)
    if there is not None:
        return there
    if not is_agreed:
        raise WeightsError(f"The weights {name} were not downloaded, because nobody agreed to it.")
    path = folder / wanted.file
    temporary = folder / f".{wanted.file}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            yield from _fetched(wanted, file)
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WeightsError(f"The weights {name} cannot be written to {folder}: {reason}.") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return path


def start_name(task: str, network: str, width: int) -> str:
    """Return the name of start weights: "dvp-color-unet-16"."""
    return f"dvp-{task}-{network}-{width}"


def shipped(name: str) -> Path | None:
    """Return the start weights `name` (see `start_name`) that came with the program, None if it has none such."""
    if not name or any(not (letter.isalnum() or letter in "-_") for letter in name):
        return None
    path = Path(str(files("resources") / "weights" / f"{name}.safetensors"))
    return path if path.is_file() else None


def shipped_names() -> tuple[str, ...]:
    """Return the names that `shipped` knows, in order."""
    folder = Path(str(files("resources") / "weights"))
    return tuple(sorted(path.stem for path in folder.glob("*.safetensors")))


def _fetched(wanted: Download, file: IO[bytes]) -> Generator[Progress]:
    """Write what comes from the weights' address to `file` and compare its hash."""
    stage = f"Downloading {wanted.name}"
    digest, done = hashlib.sha256(), 0
    yield Progress(0, wanted.size, stage)
    try:
        answer = urllib.request.urlopen(wanted.url, timeout=_PATIENCE_S)
    except (OSError, http.client.HTTPException) as error:
        raise WeightsError(f"{wanted.url} cannot be reached: {_reason(error)}.") from None
    with answer:
        while piece := _read(answer, wanted):
            done += len(piece)
            if done > wanted.size:
                break
            file.write(piece)
            digest.update(piece)
            yield Progress(done, wanted.size, stage)
    if done < wanted.size:
        raise WeightsError(f"The download of {wanted.name} ended after {done} of {wanted.size} bytes; try again.")
    if done > wanted.size or digest.hexdigest() != wanted.sha256:
        raise WeightsError(f"What came from {wanted.url} is not the file expected, and was not kept.")
    file.flush()
    os.fsync(file.fileno())


def _read(answer: http.client.HTTPResponse, wanted: Download) -> bytes:
    try:
        return answer.read(_PIECE)
    except http.client.IncompleteRead as error:
        return error.partial
    except (OSError, http.client.HTTPException) as error:
        raise WeightsError(f"The download of {wanted.name} was interrupted: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        error.close()  # it is the answer itself, with its connection
        return f"the server answers {error.code}"
    if isinstance(error, URLError):
        error = error.reason if isinstance(error.reason, Exception) else error
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).partition("\n")[0].rstrip(".") or type(error).__name__
