"""The one exception root: the text of every `EngineError` is a sentence for the person at the window."""

from __future__ import annotations


class EngineError(Exception):
    """Raised on purpose. `str(error)` is one plain sentence that names the file or value and the cause."""


class MediaError(EngineError):
    """A film or picture cannot be read or written."""


class ProjectError(EngineError):
    """A project folder cannot be read or written."""


class InputError(EngineError):
    """What was asked for cannot be done with these inputs (no keyframe, unknown method, bad parameter)."""


class DeviceError(EngineError):
    """The device that was asked for is not there, or its memory does not suffice."""


class CheckpointError(EngineError):
    """A checkpoint cannot be written, or what is on the disk is not one."""


class WeightsError(EngineError):
    """A file of weights is missing, damaged, of another network, or cannot be downloaded."""


class WorkerDied(EngineError):
    """The worker process ended without saying why."""
