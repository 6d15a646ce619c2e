"""`flow` and the aligned network of `stpn` on the same motion: what mending and joining gain, at half the cost.

    python -m benchmarks.stpn_aligned ../shared/data/davis --interval 10 20 30 40 --size 427x240

The motion from the keyframes is followed once; its answers are joined as `flow` does it and, mended, as `stpn` does.
Pictures are what both methods write (the same code makes them), scored as `tintloom bench quality --interval` does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import _sequences, _shrunk, spaced
from engine.catalog import StpnParams
from engine.catalog.stpn import weights_name
from engine.media.images import read_picture
from engine.media.source import FrameSource, open_source
from engine.methods.stpn_carrying import Mended, MendedChain
from engine.methods.stpn_network import load_network, read_network
from engine.metrics.color import chroma_energy
from engine.metrics.fidelity import psnr, rmse
from engine.motion.carrying import AlongMotion, Carrying
from engine.motion.fusion import Answer
from engine.motion.segments import Segment, segments
from engine.motion.views import Shot
from engine.runtime.context import Inputs, KeyframePicture
from engine.runtime.device import choose_device, computing

T = TypeVar("T")


def finished(work: Generator[Any, None, T]) -> T:
    """Run a generator to its end and return its value."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            done: T = end.value
            return done


class Both:
    """The two ways on one sequence."""

    def __init__(self, source: FrameSource, keys: tuple[KeyframePicture, ...], mending: Mended) -> None:
        self.shot = Shot(Inputs(source, 0, len(source), keys), 0)
        self.mending = mending
        self.ways: tuple[Carrying, Carrying] = (AlongMotion(matching=True), mending)

    def side(self, segment: Segment, key: int, direction: int) -> dict[int, tuple[Answer, Answer]]:
        """Return what a keyframe says about the frames of a segment: as followed, and mended."""
        chain = self.mending.chain(self.shot, key, direction)
        assert isinstance(chain, MendedChain)
        frames = range(segment.start, segment.stop)
        said = {}
        for frame in frames if direction > 0 else reversed(frames):
            mended = finished(chain.follow(frame))
            said[frame] = chain.carried, mended
            chain.keep()
        return said

    def pictures(self, segment: Segment) -> Generator[tuple[int, NDArray[Any], NDArray[Any]]]:
        """Yield frame, picture of `flow`, picture of `stpn`."""
        left = {} if segment.left is None else self.side(segment, segment.left, 1)
        right = {} if segment.right is None else self.side(segment, segment.right, -1)
        for frame in range(segment.start, segment.stop):
            made = []
            for way, carrying in enumerate(self.ways):
                if not left or not right:
                    answer = (left or right)[frame][way]
                else:
                    assert segment.left is not None and segment.right is not None
                    answer = carrying.joined(
                        left[frame][way], frame - segment.left, right[frame][way], segment.right - frame
                    )
                made.append(finished(self.shot.picture(frame, answer.ab)))
            yield frame, made[0], made[1]


def measure(folder: Path, interval: int, size: tuple[int, int] | None, mending: Mended) -> dict[str, Any]:
    """Return {sequence: {"flow": {figure: value}, "stpn": {...}}} for a keyframe every `interval` frames."""
    measured: dict[str, Any] = {}
    for name, files in _sequences(folder, ()).items():
        with tempfile.TemporaryDirectory(prefix="tintloom-bench-") as scratch:
            truth = _shrunk(files, size, Path(scratch))
            with closing(open_source(truth[0].parent)) as source:
                keys = spaced(len(truth), interval)
                pictures = tuple(KeyframePicture(key, read_picture(truth[key])) for key in keys)
                both = Both(source, pictures, mending)
                rows: dict[str, list[tuple[float, float, float]]] = {"flow": [], "stpn": []}
                for segment in segments(0, len(truth), tuple(keys)):
                    for frame, *made in both.pictures(segment):
                        true = read_picture(truth[frame])
                        energy = chroma_energy(true)
                        for way, picture in zip(rows, made, strict=True):
                            kept = chroma_energy(picture) / energy if energy else 1.0
                            rows[way].append((psnr(picture, true), rmse(picture, true), kept))
        measured[name] = {
            way: dict(zip(("psnr", "rmse", "style_energy"), np.mean(figures, 0).tolist(), strict=True))
            for way, figures in rows.items()
        }
        print(interval, name, json.dumps(measured[name]), flush=True)
    return measured


def main() -> None:
    """Measure what the command line asks for, and print one JSON object a line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--interval", type=int, nargs="+", default=[10, 20, 30, 40])
    parser.add_argument("--size", default="427x240")
    parser.add_argument("--weights", type=Path, default=None, help="Weights other than those that are shipped.")
    asked = parser.parse_args()
    width, height = (int(side) for side in asked.size.split("x"))
    device = choose_device("auto")
    with computing(device):
        if asked.weights is None:
            network = load_network(weights_name(StpnParams(), "color"), device.name)
        else:
            network = read_network(asked.weights, device.name)
        for interval in asked.interval:
            measured = measure(asked.folder, interval, (width, height), Mended(network))
            for way in ("flow", "stpn"):
                means = {
                    figure: round(float(np.mean([row[way][figure] for row in measured.values()])), 4)
                    for figure in ("psnr", "rmse", "style_energy")
                }
                print(f"K = {interval}, {way}: {means}", flush=True)


if __name__ == "__main__":
    main()
