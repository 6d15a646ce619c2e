"""How fast films are read, against OpenCV's VideoCapture in the same run (`tintloom bench media [FILM ...]`).

Seeks: random frames, ours and OpenCV's in turn, so that whatever else the machine does meets both. Every picture is
brought to 8-bit RGB (OpenCV: BGR) at full size, nothing is cached. Ratios above 1 mean faster than OpenCV. Memory is
that of a process of its own which opens a film of 20,000 frames and jumps about in it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from engine.media.pixels import displayed
from engine.media.proxy import make_proxy, open_proxy
from engine.media.video import VideoSource

ROOT = Path(__file__).resolve().parents[1]
LONG = 20_000
_JUMPS = 1000


def make_film(path: Path, frames: int, size: tuple[int, int], gop: int, codec: str = "libx264") -> Path:
    """Write a textured film that pans, so that no packet is trivially small."""
    width, height = size
    noise = np.random.default_rng(0).integers(0, 256, (height // 4 + 32, width // 4 + 256), dtype=np.uint8)
    ground = cv2.GaussianBlur(cv2.resize(noise, (width + 1024, height + 128)), (0, 0), 1.5)
    options = {"preset": "veryfast", "crf": "20"} if codec == "libx264" else {"qmin": "4", "qmax": "4"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25), options=options)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p" if codec == "libx264" else "yuvj420p"
        stream.codec_context.gop_size = gop
        for index in range(frames):
            left, top = (index * 3) % 1024, index % 128
            plane = ground[top : top + height, left : left + width]
            samples = np.full((height * 3 // 2, width), 128, np.uint8)
            samples[:height] = plane
            frame = av.VideoFrame.from_ndarray(samples, format="yuv420p").reformat(format=stream.pix_fmt)
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def measure(path: Path, *, seeks: int = 40, in_order: int = 200, seed: int = 0, proxy: bool = True) -> dict[str, Any]:
    """Return the figures of one film; times in ms, rates in frames a second, ratios ours against OpenCV."""
    theirs = cv2.VideoCapture(str(path))
    try:
        started = time.perf_counter()
        with VideoSource(path, cache_bytes=0) as ours:
            ours.read(0)
            first = 1000 * (time.perf_counter() - started)
            count = len(ours)
            indexed = 1000 * (time.perf_counter() - started)
            facts = ours.facts
            chosen = [random.Random(seed).randrange(count) for _ in range(seeks)]
            seek = _in_turn(chosen, lambda index: displayed(ours.read(index)), lambda index: _read_cv(theirs, index))
        length = min(in_order, count)
        rate = _rates(path, length)
    finally:
        theirs.release()
    figures = {
        "film": path.name,
        "size": f"{facts.width}x{facts.height}",
        "codec": facts.codec,
        "frames": count,
        "first_frame_ms": first,
        "indexed_ms": indexed,
        "random_seek": seek,
        "in_order": rate,
    }
    if proxy:
        figures["proxy"] = _measure_proxy(path, chosen)
    return figures


def _measure_proxy(path: Path, chosen: list[int]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        for _ in make_proxy(path, Path(folder)):
            pass
        seconds = time.perf_counter() - started
        small = open_proxy(path, Path(folder), cache_bytes=0)
        assert small is not None
        with small:
            count = len(small)
            theirs = cv2.VideoCapture(str(small.facts.path))
            original = cv2.VideoCapture(str(path))
            against_same = _in_turn(chosen, small.read, lambda index: _read_cv(theirs, index))
            against_film = _in_turn(chosen, small.read, lambda index: _read_cv(original, index))
            theirs.release()
            original.release()
            size = small.facts.path.stat().st_size
    return {
        "made_fps": count / seconds,
        "bytes_per_frame": size / count,
        "scrub": against_same,
        "scrub_against_opencv_on_the_film": against_film,
    }


def _in_turn(chosen: Sequence[int], ours: Callable[[int], Any], theirs: Callable[[int], Any]) -> dict[str, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for index in chosen:
        for place, read in enumerate((ours, theirs)):
            started = time.perf_counter()
            read(index)
            times[place].append(1000 * (time.perf_counter() - started))
    mine, other = (np.percentile(each, [50, 95]) for each in times)
    return {
        "p50_ms": float(mine[0]),
        "p95_ms": float(mine[1]),
        "opencv_p50_ms": float(other[0]),
        "opencv_p95_ms": float(other[1]),
        "ratio_p50": float(other[0] / mine[0]),
        "ratio_p95": float(other[1] / mine[1]),
    }


def _read_cv(capture: cv2.VideoCapture, index: int) -> Any:
    capture.set(cv2.CAP_PROP_POS_FRAMES, index)
    return capture.read()[1]


def _rates(path: Path, length: int, rounds: int = 3) -> dict[str, float]:
    """Return the best of some rounds, ours, luma alone and OpenCV's in turn."""
    rates: dict[str, list[float]] = {"fps": [], "luma_fps": [], "opencv_fps": []}
    for _ in range(rounds):
        for name in ("fps", "luma_fps"):
            with VideoSource(path, cache_bytes=0) as source:
                len(source)
                started = time.perf_counter()
                for index in range(length):
                    _ = displayed(source.read(index)) if name == "fps" else source.read_luma(index)
                rates[name].append(length / (time.perf_counter() - started))
        capture = cv2.VideoCapture(str(path))
        started = time.perf_counter()
        for _ in range(length):
            capture.read()
        rates["opencv_fps"].append(length / (time.perf_counter() - started))
        capture.release()
    best = {name: max(values) for name, values in rates.items()}
    return {**best, "ratio": best["fps"] / best["opencv_fps"], "luma_ratio": best["luma_fps"] / best["opencv_fps"]}


def measure_memory(frames: int = LONG, folder: Path | None = None) -> dict[str, float]:
    """Return MiB of a process that scrubs a long film: after import, opened, indexed and after the jumps."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        film = make_film(Path(place) / "long.mp4", frames, (320, 240), 250)
        child = [sys.executable, "-m", "benchmarks.media", "--scrub", str(film)]
        answer = subprocess.run(child, cwd=ROOT, check=True, capture_output=True, text=True)
        figures: dict[str, float] = json.loads(answer.stdout)
        return {**figures, "frames": frames, "film_mib": film.stat().st_size / (1 << 20)}


def _scrub(film: Path) -> None:
    """In the child: jump about and tell how much memory there is."""

    def held() -> float:
        return psutil.Process().memory_info().rss / (1 << 20)

    figures = {"imported_mib": held()}
    with VideoSource(film) as source:
        source.read(0)
        figures["opened_mib"] = held()
        count = len(source)
        figures["indexed_mib"] = held()
        chosen = random.Random(0)
        peak = 0.0
        for _ in range(_JUMPS):
            source.read(chosen.randrange(count))
            peak = max(peak, held())
        figures["scrubbed_peak_mib"] = peak
    print(json.dumps(figures))


def report(results: Sequence[dict[str, Any]], memory: dict[str, float] | None) -> None:
    """Print the figures as tables."""
    console = Console()
    for each in results:
        table = Table(title=f"{each['film']}: {each['codec']} {each['size']}, {each['frames']} frames")
        for name in ("", "ours", "OpenCV", "times faster"):
            table.add_column(name, justify="left" if not name else "right")
        table.add_row("first frame", f"{each['first_frame_ms']:.0f} ms")
        table.add_row("index complete", f"{each['indexed_ms']:.0f} ms")
        _add_times(table, "random seek", each["random_seek"])
        rate = each["in_order"]
        opencv = f"{rate['opencv_fps']:.0f}/s"
        table.add_row("in order, RGB", f"{rate['fps']:.0f}/s", opencv, f"{rate['ratio']:.2f}")
        table.add_row("in order, luma", f"{rate['luma_fps']:.0f}/s", opencv, f"{rate['luma_ratio']:.2f}")
        if proxy := each.get("proxy"):
            table.add_row("proxy made", f"{proxy['made_fps']:.0f}/s")
            _add_times(table, "proxy, random", proxy["scrub"])
            _add_times(table, "proxy, OpenCV on the film", proxy["scrub_against_opencv_on_the_film"])
        console.print(table)
    if memory:
        console.print(
            f"Scrubbing {memory['frames']:.0f} frames: {memory['imported_mib']:.0f} MiB imported, "
            f"{memory['opened_mib']:.0f} opened, {memory['indexed_mib']:.0f} indexed, "
            f"{memory['scrubbed_peak_mib']:.0f} at most while jumping."
        )


def _add_times(table: Table, name: str, times: dict[str, float]) -> None:
    for part in ("p50", "p95"):
        cells = (
            f"{times[f'{part}_ms']:.1f} ms",
            f"{times[f'opencv_{part}_ms']:.1f} ms",
            f"{times[f'ratio_{part}']:.2f}",
        )
        table.add_row(f"{name}, {part}", *cells)


def run(
    films: Sequence[Path] = (),
    *,
    seeks: int = 40,
    in_order: int = 200,
    proxy: bool = True,
    memory: bool = True,
    as_json: bool = False,
) -> dict[str, Any]:
    """Measure these films, or ones made for it, print and return {"films": [...], "memory": {...}}."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = list(films) or [
            make_film(Path(folder) / "long-groups.mp4", 480, (1920, 1080), 240),
            make_film(Path(folder) / "short-groups.mp4", 240, (1920, 1080), 24),
        ]
        results = [measure(film, seeks=seeks, in_order=in_order, proxy=proxy) for film in chosen]
        held = measure_memory() if memory else None
    figures = {"films": results, "memory": held}
    if as_json:
        print(json.dumps(figures, indent=1))
    else:
        report(results, held)
        ratios = [each["random_seek"]["ratio_p50"] for each in results]
        Console().print(f"Median seek against OpenCV: {statistics.median(ratios):.2f}")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tintloom bench media", description=__doc__)
    parser.add_argument("films", nargs="*", type=Path, help="films to measure; none: films made for it")
    parser.add_argument("--seeks", type=int, default=40, help="random frames read of each film")
    parser.add_argument("--in-order", type=int, default=200, help="frames read in order of each film")
    parser.add_argument("--no-proxy", action="store_true", help="leave the proxy out")
    parser.add_argument("--no-memory", action="store_true", help=f"leave the film of {LONG} frames out")
    parser.add_argument("--json", action="store_true", help="print one object for machines")
    parser.add_argument("--scrub", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.scrub:
        _scrub(chosen.scrub)
        return 0
    run(
        chosen.films,
        seeks=chosen.seeks,
        in_order=chosen.in_order,
        proxy=not chosen.no_proxy,
        memory=not chosen.no_memory,
        as_json=chosen.json,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
