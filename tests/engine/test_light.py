"""A colored frame of a film must have the film's own Y', a colored picture its own CIE L."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from skimage import data

from engine.catalog import FLOW, FlowParams
from engine.color.lab import gray_to_lightness, lab_to_unit, rgb_to_lab
from engine.color.light import Light
from engine.media.images import read_picture
from engine.media.source import open_source
from engine.metrics.fidelity import psnr
from engine.project.runs import RunFolder
from engine.runtime.request import KeyframeFile, RunRequest
from engine.runtime.worker import Inline

REC_601 = (0.299, 0.114)


def _luma(rgb: np.ndarray) -> np.ndarray:
    return rgb @ np.array([0.299, 0.587, 0.114])


@pytest.mark.parametrize("photograph", [data.astronaut, data.chelsea, data.coffee])
def test_the_true_chroma_of_a_photograph_on_its_luma_gives_the_photograph(photograph: object) -> None:
    truth = photograph()[::3, ::3] / np.float32(255)  # type: ignore[operator]
    ab = rgb_to_lab((truth * 65535).astype(np.uint16))[..., 1:]
    lightness = gray_to_lightness(_luma(truth))
    placed = lab_to_unit(Light(REC_601).lightness(lightness, ab), ab)
    true = truth.astype(np.float32)
    assert psnr(placed, true) > 45
    assert np.abs(_luma(placed) - _luma(truth)).mean() < 0.002
    # without it, the lightness of the gray: what a red loses is seen at once
    assert psnr(lab_to_unit(lightness, ab), true) < psnr(placed, true) - 5


def test_a_picture_keeps_its_lightness() -> None:
    lightness = np.linspace(0, 100, 12, dtype=np.float32).reshape(3, 4)
    assert np.array_equal(Light().lightness(lightness, np.full((3, 4, 2), 40, np.float32)), lightness)


def test_a_still_film_is_colored_like_its_keyframe_on_every_frame(tmp_path: Path) -> None:
    red = np.full((64, 96, 3), (200, 40, 50), np.uint8)
    red[16:48, 24:72] = (40, 90, 180)
    film = tmp_path / "still.mkv"
    with av.open(str(film), "w") as container:
        stream = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv444p"
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(red, "rgb24").reformat(format="yuv444p")))
        container.mux(stream.encode())
    source = open_source(film)
    key = source.read(0)
    source.close()
    assert cv2.imwrite(str(tmp_path / "key.png"), key[..., ::-1])
    request = RunRequest(FLOW, FlowParams(), film, (KeyframeFile(0, tmp_path / "key.png"),), tmp_path / "run")
    for _ in Inline(request):
        pass
    last = RunFolder(tmp_path / "run").read_frame(2)
    assert last is not None
    assert np.abs(last.astype(int) - read_picture(tmp_path / "key.png")).mean() < 2
