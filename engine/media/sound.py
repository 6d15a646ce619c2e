"""A film's sound as samples from any moment on, in step with its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from engine.media.decoder import cause, open_container
from engine.runtime.errors import MediaError

Samples = NDArray[np.float32]  # n×2, left and right, -1..1

_PREROLL = Fraction(1, 4)  # seconds decoded before what is wanted: codecs need up to 80 ms to come into step
_STEADY = Fraction(1, 50)  # seconds by which timestamps may err before it counts as a gap; MKV rounds to 1 ms
_DECODED = (FFmpegError, ValueError, EOFError)


class SoundReader:
    """The film's main sound track as stereo at `rate` samples a second. Used by one thread at a time.

    Times are the pictures': 0 is when the first one is shown, which lies at `origin` seconds of the file's own
    clock. Where the track has nothing (it begins later, has a gap, or is over) there is silence, so that sample n
    after `seek(t)` always belongs to the time t + n / rate.
    """

    def __init__(self, path: Path, rate: int, *, origin: Fraction = Fraction(0)) -> None:
        """Raises `MediaError` with one sentence if the film has no sound that can be decoded."""
        self.rate = rate
        self._name = path.name
        self._origin = origin
        self._container = open_container(path)
        try:
            self._stream = self._main_track()
        except MediaError:
            self._container.close()
            raise
        self._target = Fraction(0)
        self._parts: Iterator[Samples] = iter(())
        self._left: Samples = np.zeros((0, 2), np.float32)
        self.seek(Fraction(0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def seek(self, time: Fraction | float) -> None:
        """Go on with the sample that belongs to `time`, in seconds from the first picture."""
        self._target = Fraction(time).limit_denominator(10**9) + self._origin
        self._left = np.zeros((0, 2), np.float32)
        begin = self._target - _PREROLL
        base = Fraction(self._stream.time_base or Fraction(1, 1000))
        first = self._stream.start_time
        if first is not None:
            begin = max(begin, first * base)
        try:
            self._container.seek(int(begin / base), stream=self._stream, backward=True)
        except _DECODED as error:
            raise MediaError(f"The sound of {self._name} cannot be read: {cause(error)}.") from None
        self._parts = self._decoded()

    def read(self, count: int) -> Samples:
        """Return the next `count` samples, silence where there are none. Raises `MediaError`."""
        parts, there = [self._left], len(self._left)
        while there < count:
            part = next(self._parts, None)
            if part is None:
                part = np.zeros((count - there, 2), np.float32)
            parts.append(part)
            there += len(part)
        samples = np.concatenate(parts)
        self._left = samples[count:]
        return samples[:count]

    def close(self) -> None:
        self._parts = iter(())
        self._container.close()

    def _main_track(self) -> Any:
        usable = [s for s in self._container.streams.audio if s.codec_context is not None]
        usable = [s for s in usable if s.codec_context.sample_rate]
        if not usable:
            raise MediaError(f"{self._name} has no sound that can be played.")
        best = self._container.streams.best("audio")
        return best if best in usable else usable[0]

    def _decoded(self) -> Iterator[Samples]:
        """Yield the track from the target on, without holes: every part begins where the one before ended."""
        at = 0  # samples yielded
        due: Fraction | None = None  # when the next frame follows without a gap
        resampler = self._resampler()
        dropped = 0
        for frame in self._frames():
            own = frame.pts * frame.time_base if frame.pts is not None else due
            if own is None:
                continue
            if due is None or abs(own - due) > _STEADY:
                for part in _resampled(resampler, None):
                    yield part
                    at += len(part)
                resampler = self._resampler()
                begin = round((own - self._target) * self.rate)
                if begin > at:
                    yield from _silence(begin - at)
                    at = begin
                dropped = at - begin  # of what comes now, what lies before
                due = own
            due += Fraction(frame.samples, frame.sample_rate)
            for part in _resampled(resampler, frame):
                kept = part[dropped:] if dropped else part
                dropped = max(0, dropped - len(part))
                if len(kept):
                    yield kept
                    at += len(kept)
        for part in _resampled(resampler, None):
            yield part[dropped:]

    def _frames(self) -> Iterator[Any]:
        try:
            packets = self._container.demux(self._stream)
            for packet in packets:
                try:
                    yield from packet.decode()
                except _DECODED:  # a damaged packet is a gap
                    continue
        except _DECODED:  # a file that ends in the middle: what comes after is silence
            return

    def _resampler(self) -> av.AudioResampler:
        return av.AudioResampler(format="flt", layout="stereo", rate=self.rate)


def _resampled(resampler: av.AudioResampler, frame: Any) -> list[Samples]:
    try:
        made = resampler.resample(frame)
    except _DECODED as error:
        if frame is None:  # nothing was put in
            return []
        raise MediaError(f"The sound cannot be played: {cause(error)}.") from None
    return [np.asarray(part.to_ndarray(), np.float32).reshape(-1, 2) for part in made if part is not None]


def _silence(count: int) -> Iterator[Samples]:
    """Yield `count` silent samples a piece at a time: a track may begin an hour late."""
    step = 1 << 15
    for done in range(0, count, step):
        yield np.zeros((min(step, count - done), 2), np.float32)
