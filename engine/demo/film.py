"""The sample film: a gray clip with sound, and the color it had beside it.

FOLDER/sample.mp4        H.264, gray, BT.709, 24 frames a second, with AAC sound
       truth/00000000.png ...   the same frames in color, 8-bit RGB, to take keyframes from and to score against

Three shots (`engine/demo/scenes.py`) with cuts between them, gate weave, grain, and a lamp that flickers. The same
parameters always give the same frames.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from engine.demo.scenes import SCENES, Camera, Image
from engine.runtime.errors import MediaError
from engine.runtime.events import Progress

RATE = 24
SAMPLE_RATE = 48_000
# Y' of ITU-R BT.709
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class SampleFilm:
    """Where the sample film is, or will be, and what it consists of. `lengths`: frames of each shot."""

    folder: Path
    width: int = 480
    height: int = 270
    lengths: tuple[int, ...] = (32, 32, 28)
    seed: int = 0

    @property
    def clip(self) -> Path:
        return self.folder / "sample.mp4"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"

    @property
    def shots(self) -> tuple[tuple[int, int], ...]:
        """First frame and end (half-open) of every shot."""
        stops = tuple(accumulate(self.lengths))
        return tuple(zip((0, *stops), stops, strict=False))

    @property
    def keyframes(self) -> tuple[int, ...]:
        """The frame of every shot that an artist would color."""
        shots = zip(SCENES, self.shots, strict=False)
        return tuple(start + round(moment * (stop - 1 - start)) for (_, moment), (start, stop) in shots)

    def truth_file(self, frame: int) -> Path:
        return self.truth / f"{frame:08d}.png"

    def __len__(self) -> int:
        return sum(self.lengths)


def render(film: SampleFilm) -> Generator[Progress]:
    """Write the film's two parts into its folder, one `Progress` a frame.

    Raises `MediaError` with one sentence if the folder cannot be written.
    """
    try:
        film.truth.mkdir(parents=True, exist_ok=True)
        yield from _write(film)
    except (OSError, av.FFmpegError) as error:
        raise MediaError(f"The sample film cannot be written to {film.folder}: {error.strerror}.") from None


def pictures(film: SampleFilm) -> Iterator[NDArray[np.uint8]]:
    """Yield the film's frames in color: uint8 RGB, H×W×3."""
    frame = 0
    for (scene, _), length in zip(SCENES, film.lengths, strict=False):
        for index in range(length):
            chance = np.random.default_rng((film.seed, frame))
            camera = Camera(film.width, film.height, tuple(chance.normal(0, 0.25, 2)))
            picture = scene(index / max(1, length - 1), camera)
            yield np.rint(_age(picture, frame, chance) * 255).astype(np.uint8)
            frame += 1


def _age(picture: Image, frame: int, chance: np.random.Generator) -> Image:
    """Add what old film has: a lamp that is not steady, and grain, strongest in the middle grays."""
    lamp = 1 + 0.02 * np.sin(frame * 0.9) + chance.normal(0, 0.012)
    lit = np.clip(picture * np.float32(lamp), 0, 1)
    grain = cv2.GaussianBlur(chance.standard_normal(lit.shape[:2], np.float32), (0, 0), 0.6)
    gray = lit @ LUMA
    strength = np.float32(0.04) * (np.float32(0.3) + 2.8 * gray * (1 - gray))
    aged: Image = np.clip(lit + (grain * strength)[..., None], 0, 1)
    return aged


def _write(film: SampleFilm) -> Generator[Progress]:
    # bit-exact: the file holds no date and no version, so that the same film is the same bytes
    with av.open(str(film.clip), "w", options={"fflags": "+bitexact"}) as container:
        video = container.add_stream("libx264", rate=RATE, options={"crf": "14", "preset": "medium"})
        video.width, video.height, video.pix_fmt = film.width, film.height, "yuv420p"
        video.time_base = Fraction(1, RATE)
        context = video.codec_context
        context.thread_count = 1  # several threads encode one film now and then otherwise
        context.color_range, context.colorspace = 1, 1  # studio range, BT.709
        context.color_primaries, context.color_trc = 1, 1
        sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        sound.bit_rate = 128_000
        for index, picture in enumerate(pictures(film)):
            if not cv2.imwrite(str(film.truth_file(index)), picture[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1]):
                raise MediaError(f"{film.truth_file(index)} cannot be written.")
            frame = av.VideoFrame.from_ndarray(_without_color(picture), format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, RATE)
            container.mux(video.encode(frame))
            yield Progress(index + 1, len(film), "rendering the sample film")
        container.mux(video.encode())
        for block in _sound_blocks(_sound(film)):
            container.mux(sound.encode(block))
        container.mux(sound.encode())


def _without_color(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the planes Y', Cb, Cr (studio range, BT.709) of the picture's luma alone, below each other."""
    luma = np.rint(16 + 219 / 255 * (picture @ LUMA)).astype(np.uint8)
    neutral = np.full((luma.shape[0] // 2, luma.shape[1]), 128, np.uint8)
    return np.concatenate([luma, neutral])


# A tune for a music box, in semitones above A4, one note every eighth of a bar; None is a rest.
_TUNE = (3, 7, 10, 15, 14, 10, 7, 12, 10, 7, 3, 5, 7, None, 3, None)
_NOTE_S = 0.25


def _sound(film: SampleFilm) -> NDArray[np.float32]:
    """Return the sound, 2×samples, -1..1: a music box, and a splice that clicks at every cut."""
    total = round(len(film) / RATE * SAMPLE_RATE)
    track = np.zeros((2, total + SAMPLE_RATE), np.float64)
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for index in range(int(total / SAMPLE_RATE / _NOTE_S)):
        semitone = _TUNE[index % len(_TUNE)]
        if semitone is None:
            continue
        pitch = 440 * 2 ** (semitone / 12)
        # a struck tooth: its overtones are not harmonic and die first
        tone = sum(
            level * np.sin(2 * np.pi * pitch * partial * time) * np.exp(-time * decay)
            for partial, level, decay in ((1.0, 0.26, 5), (2.0, 0.05, 8), (5.4, 0.03, 22))
        )
        pan = 0.5 + 0.3 * np.sin(index)
        at = round(index * _NOTE_S * SAMPLE_RATE)
        track[:, at : at + SAMPLE_RATE] += np.array([[1 - pan], [pan]]) * tone
    click = np.random.default_rng(film.seed).normal(0, 0.4, 400) * np.exp(-np.arange(400) / 60)
    for start, _ in film.shots[1:]:
        at = round(start / RATE * SAMPLE_RATE)
        track[:, at : at + len(click)] += click
    return np.clip(track[:, :total], -1, 1).astype(np.float32)


def _sound_blocks(track: NDArray[np.float32]) -> Iterator[Any]:
    for at in range(0, track.shape[1], 1024):
        block = av.AudioFrame.from_ndarray(np.ascontiguousarray(track[:, at : at + 1024]), "fltp", "stereo")
        block.sample_rate, block.pts, block.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        yield block
