"""Sound is read from any moment on, and its first sample is the one that belongs there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from engine.media.sound import SoundReader
from engine.runtime.errors import MediaError
from tests.material import make_film


def clicks(samples: np.ndarray, rate: int) -> list[float]:
    """Return when the film's clicks begin, in seconds from the first sample."""
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.6) / rate
    return [float(at) for n, at in enumerate(loud) if n == 0 or at - loud[n - 1] > 0.5]


@pytest.mark.parametrize(
    ("codec", "suffix"), [("pcm_s16le", ".mov"), ("aac", ".mp4"), ("flac", ".mkv"), ("libmp3lame", ".mkv")]
)
@pytest.mark.parametrize("rate", [48000, 44100])
def test_it_begins_with_the_right_sample_after_a_seek(tmp_path: Path, codec: str, suffix: str, rate: int) -> None:
    film = make_film(tmp_path / f"a{suffix}", 90, sound=codec)
    with SoundReader(film, rate) as reader:
        for begin in (2.4, 0.5, 1.75):
            reader.seek(begin)
            found = clicks(reader.read(round(1.1 * rate)), rate)
            assert found[0] == pytest.approx(np.ceil(begin) - begin, abs=1e-3)


def test_reading_on_leaves_no_hole(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mkv", 100, sound="flac")
    with SoundReader(film, 48000) as reader:
        whole = reader.read(3 * 48000)
        reader.seek(0)
        pieces = np.concatenate([reader.read(n) for n in (1, 4799, 96000, 43200)])
        assert np.array_equal(whole, pieces)
        assert clicks(whole, 48000)[-2:] == pytest.approx([1.0, 2.0], abs=1e-3)


def test_after_the_end_there_is_silence(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mov", 25, sound="pcm_s16le")
    with SoundReader(film, 48000) as reader:
        reader.seek(0.9)
        samples = reader.read(48000)
    assert np.abs(samples[:4700]).max() > 0.2
    assert not samples[4900:].any()


def test_sound_that_begins_late_comes_late(tmp_path: Path) -> None:
    """A track that starts half a second after the picture, in a file whose picture starts at two seconds."""
    path = tmp_path / "late.mov"
    with av.open(str(path), "w") as container:
        track = container.add_stream("pcm_s16le", rate=48000)
        track.codec_context.layout = "stereo"
        for begin in range(0, 48000, 4800):
            frame = av.AudioFrame.from_ndarray(np.full((1, 9600), 9000, np.int16), format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = 48000, 120_000 + begin, Fraction(1, 48000)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    with SoundReader(path, 48000, origin=Fraction(2)) as reader:
        samples = reader.read(48000)
        assert np.flatnonzero(samples[:, 0])[0] == pytest.approx(24000, abs=1)
        reader.seek(0.75)
        assert samples[-1, 0] == pytest.approx(reader.read(1)[0, 0], abs=1e-3)


def test_a_film_without_sound_says_so(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 5)
    with pytest.raises(MediaError, match=r"a\.mp4 has no sound"):
        SoundReader(film, 48000)


def test_real_films(footage: Path) -> None:
    """Whatever a file's sound is, it is read or refused with a sentence."""
    heard = 0
    for path in sorted((footage / "formats").iterdir()):
        if path.suffix.lower() not in (".mp4", ".mov", ".mkv", ".webm", ".avi", ".mxf", ".mpg", ".ts"):
            continue
        try:
            with SoundReader(path, 48000) as reader:
                reader.seek(0.5)
                heard += bool(reader.read(24000).any())
        except MediaError:
            continue
    assert heard
