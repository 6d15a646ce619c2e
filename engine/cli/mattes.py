"""Masks out of a project: a folder of indexed PNGs, or a film of the objects in white on black."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np

from engine.media.developing import Finished, PictureOf
from engine.media.export import Exported, ExportSettings, export, lineage_of
from engine.media.masks import Mask, encode_mask
from engine.media.source import FrameSource
from engine.project.disk import replace_file
from engine.project.file import ProjectFolder
from engine.project.shown import mask_of
from engine.runtime.errors import InputError
from engine.runtime.events import Progress


def mask_writing(
    project: ProjectFolder,
    source: FrameSource,
    settings: ExportSettings,
    output: Path,
    is_forced: bool,
) -> Generator[Progress, None, Exported]:
    """Write the masks of a project to `output`; the return value says what was written.

    A folder gets one indexed PNG a frame (palette index = object), a film shows every object in white; frames without
    a mask are empty, black. Raises `InputError` if something is there already.
    """
    masks, size = mask_of(project, project.project), (source.facts.height, source.facts.width)
    if not settings.is_sequence:
        lineage = lineage_of(project.project, project.runs.all(), project.name)
        return export(source, _matte(masks, size), settings, output, replace=is_forced, lineage=lineage)
    return _folder(masks, size, range(settings.start, settings.stop or len(source)), output, is_forced)


def _folder(
    masks: Callable[[int], Mask | None], size: tuple[int, int], frames: range, output: Path, is_forced: bool
) -> Generator[Progress, None, Exported]:
    if output.exists() and any(output.iterdir()) and not is_forced:
        raise InputError(f"{output} is not empty; name another folder, or write over it with --force.")
    partial = output.absolute().with_name(f".{output.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    written = 0
    try:
        partial.mkdir(parents=True)
        for number, frame in enumerate(frames, 1):
            mask = masks(frame)
            written += mask is not None
            stored = encode_mask(np.zeros(size, np.uint8) if mask is None else mask)
            replace_file(partial / f"{frame:08d}.png", stored, is_durable=False)
            yield Progress(number, len(frames), "Writing masks")
        if output.exists():
            shutil.rmtree(output)
        partial.rename(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror or error}.") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Exported(output, len(frames), written, None, ())


def _matte(masks: Callable[[int], Mask | None], size: tuple[int, int]) -> PictureOf:
    def matte(frame: int) -> Finished:
        mask = masks(frame)
        there = np.zeros(size, np.uint8) if mask is None else (mask > 0).astype(np.uint8) * np.uint8(255)
        return Finished(np.repeat(there[..., None], 3, 2), None, "mask", is_made=mask is not None)

    return matte
