"""The two kinds of export at work: one film, or a folder of pictures, under a temporary name until it is whole."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import av
import numpy as np

from engine.color.broadcast import HLG_PEAK, PQ_PEAK, Transfer, screen_light
from engine.media.color_spec import matrix_code, primaries_code, resolved_matrix, transfer_code
from engine.media.copied import CopiedStreams
from engine.media.decoder import open_container
from engine.media.developing import Developer, PictureOf, Written
from engine.media.export_plan import ExportPlan, check_free, is_film_file, sound_name, stem, times_name
from engine.media.export_settings import ExportSettings, picture_name
from engine.media.exr import finite
from engine.media.film_tags import Cut, add_attachments, add_tags, timecode_at
from engine.media.luma_lock import Coding
from engine.media.masks import encode_mask
from engine.media.matroska import write_display_width
from engine.media.quicktime import write_range
from engine.media.source import ClipFacts, FrameSource
from engine.media.stream_plan import MUXERS
from engine.media.writer import (
    FilmFormat,
    FilmWriter,
    LightLevels,
    encoder_options,
    light_options,
    write_picture,
)
from engine.project.model import Kind
from engine.runtime.events import Progress

_ENCODERS = {
    "h264": "libx264",
    "h265": "libx265",
    "prores": "prores_ks",
    "ffv1": "ffv1",
    "hdr10": "libx265",
    "hlg": "libx265",
}
_WIDE_TAGS: dict[Transfer, tuple[str, str, str]] = {
    "pq": ("bt2020nc", "bt2020", "smpte2084"),
    "hlg": ("bt2020nc", "bt2020", "arib-std-b67"),
}
_AHEAD = 3  # frames developed while one is encoded
_CLOCKED = ("mpegts", "mpeg", "mpegvideo")  # containers whose clock starts anywhere and means nothing


@runtime_checkable
class _Timed(Protocol):
    """A source that has its file's own timestamps."""

    @property
    def time_base(self) -> Fraction: ...

    def pts(self, index: int) -> int: ...


class Work:
    """What both kinds of export share: developing ahead in another thread, and what is told at the end."""

    def __init__(
        self, source: FrameSource, picture_of: PictureOf, settings: ExportSettings, plan: ExportPlan
    ) -> None:
        self.source, self.settings, self.plan = source, settings, plan
        self.warnings: list[str] = []
        self.made: dict[int, Kind] = {}
        self.levels: LightLevels | None = None
        self.temporary = plan.path.with_name(f".{plan.path.name}.{os.getpid()}.part")
        self._developer = Developer(source, picture_of, settings, plan.coding, plan.target)

    def developed(self, pool: ThreadPoolExecutor) -> Iterator[tuple[int, Written]]:
        """Yield the frames in order, `_AHEAD` of them being made meanwhile."""
        waiting: deque[tuple[int, Future[tuple[Written, Kind | None]]]] = deque()
        left = iter(self.plan.frames)
        while True:
            while len(waiting) < _AHEAD and (index := next(left, None)) is not None:
                waiting.append((index, pool.submit(self._developer.develop, index)))
            if not waiting:
                return
            index, future = waiting.popleft()
            written, kind = future.result()
            if kind is not None:
                self.made[index] = kind
            yield index, written

    def told_of_light(self) -> list[str]:
        """Return what is to be said of light that the file cannot hold, or that is missing from it."""
        wide = sum(kind == "hdr" for kind in self.made.values())
        if self.plan.target.holds_light:
            return [*self._told_of_bare(wide), *self._told_of_nits()]
        if not wide:
            return []
        way = {"exposure": "Exposure", "drago": "Drago", "reinhard": "Reinhard"}[self.settings.tone]
        return [
            f"{wide} HDR frames were tone mapped ({way}, {self.settings.exposure:+.1f} EV); OpenEXR, HDR10 and HLG "
            "keep their light."
        ]

    def _told_of_bare(self, wide: int) -> list[str]:
        bare = len(self.plan.frames) - wide
        if not bare or (not wide and not self.plan.target.transfer):
            return []
        return [
            f"{bare} of {len(self.plan.frames)} frames have no HDR result: the film's own light is written, which "
            "ends at its white."
        ]

    def _told_of_nits(self) -> list[str]:
        told = []
        if self.levels is not None:
            told.append(
                f"The film is up to {self.levels.most} nits bright, and {self.levels.mean} on average in its "
                "brightest frame (MaxCLL, MaxFALL). Players find that in the picture stream; the file's own header "
                "does not repeat it."
            )
        peak = HLG_PEAK if self.plan.target.transfer == "hlg" else PQ_PEAK
        highest = self._developer.brightest
        if self.plan.target.transfer and highest > peak * 1.001:
            told.append(f"Light brighter than {peak:.0f} nits is cut off there; it goes up to {highest:.0f}.")
        return told

    def pts(self, index: int) -> int:
        if isinstance(self.source, _Timed):
            return self.source.pts(index)
        return round(self.source.time(index) / self.time_base)

    @property
    def time_base(self) -> Fraction:
        return self.source.time_base if isinstance(self.source, _Timed) else 1 / self.source.facts.rate

    def cut(self) -> Cut:
        """Return what of the clip's own time is written."""
        frames, base = self.plan.frames, self.time_base
        start = self.pts(frames.start) * base if frames.start else None
        stop = self.pts(frames.stop) * base if frames.stop < len(self.source) else None
        return Cut(start, stop, self._clock_start() if start is None else start)

    def _clock_start(self) -> Fraction:
        """Return the time of a clock that began before the film, as transport streams have, else 0."""
        path = self.source.facts.path
        if is_film_file(self.source):
            with open_container(path) as container:
                if container.format.name in _CLOCKED and container.start_time:
                    start = min(Fraction(container.start_time, av.time_base), self.pts(0) * self.time_base)
                    return (start // self.time_base) * self.time_base
        return Fraction(0)


class FilmWork(Work):
    """One film under a temporary name, renamed when it is whole."""

    def write(self) -> Generator[Progress]:
        plan = self.plan
        muxer = MUXERS[plan.path.suffix.lower()]
        cut = self.cut()
        self.levels = (yield from self._measured()) if self.settings.format == "hdr10" else None
        film_format = self._format()
        is_master = muxer == "mov" and self.settings.format == "ffv1"
        if muxer == "matroska":
            # tagless negative times: sound that begins before the picture (AAC's first packet) must not push it back
            options = {"avoid_negative_ts": "disabled"}
        else:  # masters are large and not streamed; and FFmpeg's list of what MOV takes leaves FFV1 out
            options = {"strict": "unofficial"} if is_master else {"movflags": "faststart"}
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(1, "export"))
            stack.callback(pool.shutdown, cancel_futures=True)
            output = av.open(str(self.temporary), "w", format=muxer, container_options=options)
            stack.callback(_close_quietly, output)
            film = FilmWriter(output, film_format)
            copied = CopiedStreams(self.source.facts.path, list(plan.streams), output, cut) if plan.streams else None
            if copied is not None:
                stack.callback(copied.close)
            self._add_tags(output, muxer, cut)
            first = round(cut.origin / self.time_base)
            yield Progress(0, len(plan.frames), "Writing")
            for done, (index, picture) in enumerate(self.developed(pool), 1):
                pts = self.pts(index)
                if copied is not None:
                    copied.up_to((pts - first) * self.time_base)
                film.write(picture, pts - first, self._duration(index))
                yield Progress(done, len(plan.frames), "Writing")
            film.finish()
            if copied is not None:
                copied.finish()
                self.warnings += copied.warnings
            output.close()
        if muxer == "matroska" and self.source.facts.pixel_aspect != 1:
            shown = round(plan.target.size[0] * self.source.facts.pixel_aspect)
            if not write_display_width(self.temporary, shown):
                self.warnings.append("The shape of the pixels could not be written; the file is shown unstretched.")
        if is_master:
            matrix, primaries, transfer = film_format.tags
            codes = matrix_code(matrix), primaries_code(primaries), transfer_code(transfer)
            if not write_range(self.temporary, codes, is_full=film_format.coding.is_full_range):
                self.warnings.append(
                    "The range of the samples could not be written; players will show more contrast."
                )

    def publish(self, replace: bool) -> tuple[Path, str]:
        """Give the finished film its name and return it; what another program put there meanwhile stays."""
        _settle(self.temporary)
        path = self.plan.path
        if not replace:
            number = 2
            while path.exists():
                path = path.with_name(f"{self.plan.path.stem}-{number}{self.plan.path.suffix}")
                number += 1
            if path != self.plan.path:
                self.warnings.append(f"{self.plan.path.name} appeared meanwhile; the export is named {path.name}.")
        self.temporary.replace(path)
        return path, path.name

    def clear(self) -> None:
        self.temporary.unlink(missing_ok=True)

    def _measured(self) -> Generator[Progress, None, LightLevels]:
        """Look at all frames: how bright the film becomes has to be told before the first one is written."""
        frames, most, mean = self.plan.frames, 0.0, 0.0
        with ThreadPoolExecutor(1, "export") as pool:
            for done, index in enumerate(frames, 1):
                highest, average = pool.submit(self._level, index).result()
                most, mean = max(most, highest), max(mean, average)
                yield Progress(done, len(frames), "Measuring the light")
        return LightLevels(math.ceil(most), math.ceil(mean))

    def _level(self, index: int) -> tuple[float, float]:
        nits = screen_light(finite(self._developer.read_light(index)), self.settings.white).max(2)
        shown = np.minimum(nits, np.float32(PQ_PEAK))
        return float(shown.max()), float(shown.mean())

    def _format(self) -> FilmFormat:
        facts, settings, plan = self.source.facts, self.settings, self.plan
        coding = plan.target.coding
        assert coding is not None
        codec = _ENCODERS[settings.format]
        timecode = None
        if settings.copy_timecode and facts.timecode:
            frames = round((self.pts(plan.frames.start) - self.pts(0)) * self.time_base * facts.rate)
            timecode = timecode_at(facts.timecode, facts.rate, frames)
        options = encoder_options(
            codec, settings.crf, settings.speed, plan.field_order, coding.bits, len(plan.frames)
        )
        if self.levels is not None:
            options["x265-params"] += light_options(self.levels)
        return FilmFormat(
            codec=codec,
            coding=coding,
            size=plan.target.size,
            rate=facts.rate.limit_denominator(1 << 20),
            time_base=self.time_base,
            pixel_aspect=facts.pixel_aspect,
            tags=_WIDE_TAGS[plan.target.transfer]
            if plan.target.transfer is not None
            else _tags(facts, coding, is_rgb_source=plan.coding is None),
            field_order=plan.field_order,
            options=options,
            timecode=timecode,
        )

    def _duration(self, index: int) -> int:
        if index + 1 < len(self.source):
            return self.pts(index + 1) - self.pts(index)
        if index and self.source.facts.is_variable_rate:
            return self.pts(index) - self.pts(index - 1)
        return max(1, round(1 / self.source.facts.rate / self.time_base))

    def _add_tags(self, output: av.container.OutputContainer, muxer: str, cut: Cut) -> None:
        path = self.source.facts.path
        if not is_film_file(self.source):
            return
        if self.settings.copy_chapters:
            add_tags(path, output, cut)
        if self.settings.copy_subtitles and muxer == "matroska":
            add_attachments(path, output)


class SequenceWork(Work):
    """Numbered pictures in a temporary folder, moved when all are there; sound goes beside them as .mka."""

    def write(self) -> Generator[Progress]:
        plan, facts = self.plan, self.source.facts
        self.temporary.mkdir()
        writers = os.cpu_count() or 1
        pending: deque[Future[None]] = deque()
        with ExitStack() as stack:
            makers = stack.enter_context(ThreadPoolExecutor(1, "export"))
            pool = stack.enter_context(ThreadPoolExecutor(writers, "export"))
            stack.callback(pool.shutdown, cancel_futures=True)
            stack.callback(makers.shutdown, cancel_futures=True)
            yield Progress(0, len(plan.frames), "Writing")
            for done, (index, picture) in enumerate(self.developed(makers), 1):
                path = self.temporary / picture_name(self.settings, stem(facts), index)
                assert isinstance(picture, np.ndarray)
                if picture.ndim == 2:  # the labels of a mask
                    pending.append(pool.submit(_write_mask, path, picture))
                else:
                    pending.append(pool.submit(write_picture, path, picture, self._picture_tags(index)))
                while len(pending) > 2 * writers:
                    pending.popleft().result()
                yield Progress(done, len(plan.frames), "Writing")
            while pending:
                pending.popleft().result()
        if plan.streams:
            self._write_sound()
        if facts.is_variable_rate:
            base = self.pts(plan.frames.start)
            lines = (f"{float((self.pts(i) - base) * self.time_base * 1000):.6f}" for i in plan.frames)
            write_text(self.temporary / times_name(facts), "# timestamp format v2\n" + "\n".join(lines) + "\n")

    def publish(self, replace: bool) -> tuple[Path, str]:
        """Move the pictures to their folder; the whole folder at once where there is none yet."""
        folder = self.plan.path
        names = sorted(path.name for path in self.temporary.iterdir())
        if not folder.exists():
            self.temporary.replace(folder)
        else:
            if not replace:
                check_free(folder, names)
            for name in names:
                (self.temporary / name).replace(folder / name)
        return folder, picture_name(self.settings, stem(self.source.facts), self.plan.frames.start)

    def clear(self) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)

    def _write_sound(self) -> None:
        cut = self.cut()
        path = self.temporary / sound_name(self.source.facts)
        with av.open(str(path), "w", format="matroska") as output:
            start = cut.start if cut.start is not None else self.pts(0) * self.time_base
            copied = CopiedStreams(
                self.source.facts.path, list(self.plan.streams), output, replace(cut, origin=start)
            )
            with contextlib.closing(copied):
                copied.finish()
            self.warnings += copied.warnings

    def _picture_tags(self, index: int) -> dict[str, Any]:
        facts = self.source.facts
        tags: dict[str, Any] = {"PixelAspectRatio": float(facts.pixel_aspect), "Software": "Tintloom"}
        if self.settings.format == "exr":
            tags["FramesPerSecond"] = facts.rate.limit_denominator(100_000)
            if self.settings.copy_timecode and facts.timecode:
                frames = round((self.pts(index) - self.pts(0)) * self.time_base * facts.rate)
                tags["smpte:TimeCode"] = _smpte(timecode_at(facts.timecode, facts.rate, frames))
        return {name: value for name, value in tags.items() if value}


def _tags(facts: ClipFacts, coding: Coding, *, is_rgb_source: bool) -> tuple[str, str, str]:
    """Return matrix, primaries and transfer: the clip's own, and a matrix where readers would guess another."""
    spec = facts.color
    if is_rgb_source:
        transfer = "iec61966-2-1" if spec.transfer in ("unknown", "linear") else spec.transfer
        matrix = "gbr" if coding.pixel_format == "bgr0" or coding.pixel_format.startswith("gbrp") else coding.matrix
        return matrix, "bt709" if spec.primaries == "unknown" else spec.primaries, transfer
    is_as_guessed = resolved_matrix(spec.replaced(matrix="unknown"), facts.height) == coding.matrix
    known = {"bt709", "fcc", "bt470bg", "smpte170m", "smpte240m", "bt2020nc"}
    matrix = spec.matrix if spec.matrix in known else "unknown" if is_as_guessed else coding.matrix
    return matrix, spec.primaries, spec.transfer


def _smpte(timecode: str) -> tuple[int, int]:
    """Return the two words of an SMPTE 12M timecode: BCD digits, with the drop-frame flag."""
    digits = [int(part) for part in timecode.replace(";", ":").replace(".", ":").split(":")]
    hours, minutes, seconds, frames = ((value // 10 << 4) | value % 10 for value in digits)
    dropped = 1 << 6 if ";" in timecode or "." in timecode else 0
    return hours << 24 | minutes << 16 | seconds << 8 | frames | dropped, 0


def _write_mask(path: Path, labels: np.ndarray[Any, Any]) -> None:
    path.write_bytes(encode_mask(labels))


def _settle(path: Path) -> None:
    """Make sure the bytes are on the disk before the name says so."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _close_quietly(output: av.container.OutputContainer) -> None:
    """Close an output that was given up; closing a whole one again does nothing."""
    with contextlib.suppress(av.error.FFmpegError, OSError, ValueError):
        output.close()
