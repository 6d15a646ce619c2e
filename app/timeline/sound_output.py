"""Where sound goes: the machine's own loudspeakers through QtMultimedia. Only ever used in the sound's own thread."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

_BUFFER_S = 0.2  # what is handed over ahead: enough for a busy machine, little enough to stop at once
_RATE = 48000
_HARMLESS = ("NoError", "UnderrunError")  # a busy machine may let it run dry for a moment
_LINUX_SOUND = ("pipewire-0", "pulse/native")


class Output(Protocol):
    """A device that plays stereo samples at `rate`; `start` begins anew from nothing."""

    rate: int

    def start(self) -> None: ...

    def free(self) -> int:
        """Return how many samples can be written now."""
        ...

    def write(self, samples: NDArray[np.float32]) -> None:
        """Hand over n×2 samples, -1..1, no more than `free`."""
        ...

    def played(self) -> float:
        """Return the seconds that were heard since `start`."""
        ...

    def is_working(self) -> bool:
        """Return whether it still plays: a device can be pulled out."""
        ...

    def set_volume(self, volume: float) -> None: ...

    def stop(self) -> None: ...


def system_output() -> Output | None:
    """Open the machine's default device, or return None where there is none."""
    if not _may_have_device():
        return None
    from PySide6.QtCore import QLoggingCategory

    # Qt names every optional library it does not find, and the version of its own FFmpeg
    QLoggingCategory.setFilterRules("qt.multimedia.symbolsresolver*=false\nqt.multimedia.ffmpeg.info=false")
    from PySide6.QtMultimedia import QAudioFormat, QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return None
    wished = QAudioFormat()
    wished.setChannelCount(2)
    wished.setSampleRate(device.preferredFormat().sampleRate() or _RATE)
    for kind in (QAudioFormat.SampleFormat.Float, QAudioFormat.SampleFormat.Int16):
        wished.setSampleFormat(kind)
        if device.isFormatSupported(wished):
            return _SystemOutput(device, wished)
    return None


def _may_have_device() -> bool:
    """Return whether it is worth asking Qt, which tells on the console when a Linux without sound has no server."""
    if not sys.platform.startswith("linux") or "PULSE_SERVER" in os.environ or Path("/dev/snd").is_dir():
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and any((Path(runtime) / name).exists() for name in _LINUX_SOUND)


class _SystemOutput:
    def __init__(self, device: Any, form: Any) -> None:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink

        self.rate = int(form.sampleRate())
        self._bytes = int(form.bytesPerFrame())
        self._is_float = form.sampleFormat() == QAudioFormat.SampleFormat.Float
        self._sink = QAudioSink(device, form)
        self._sink.setBufferSize(int(_BUFFER_S * self.rate) * self._bytes)
        self._stream: Any = None
        self._written = 0

    def start(self) -> None:
        self.stop()
        self._written = 0
        self._stream = self._sink.start()

    def free(self) -> int:
        return 0 if self._stream is None else int(self._sink.bytesFree()) // self._bytes

    def write(self, samples: NDArray[np.float32]) -> None:
        if not self._is_float:
            packed = np.rint(np.clip(samples, -1, 1) * np.float32(32767)).astype(np.int16).tobytes()
        else:
            packed = np.ascontiguousarray(samples, np.float32).tobytes()
        if self._stream is not None:
            self._written += max(0, int(self._stream.write(packed))) // self._bytes

    def played(self) -> float:
        # what was taken from us and no longer waits; `processedUSecs` counts what is handed over on some systems
        waiting = (int(self._sink.bufferSize()) - int(self._sink.bytesFree())) // self._bytes
        return max(0, self._written - waiting) / self.rate

    def is_working(self) -> bool:
        return self._sink.error().name in _HARMLESS

    def set_volume(self, volume: float) -> None:
        self._sink.setVolume(volume)

    def stop(self) -> None:
        self._stream = None
        self._sink.reset()
