"""`stpn` as an artist meets it: by itself, beside `flow`, and with networks that look at two frames alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.catalog import STPN, StpnParams
from engine.catalog.stpn import weights_name
from engine.color.lab import rgb_to_lab
from engine.demo.film import SampleFilm, pictures
from engine.methods.stpn import propagate
from engine.methods.stpn_network import load_network
from engine.runtime.errors import WeightsError
from engine.runtime.events import FrameReady, Preview
from engine.runtime.provided import provided
from engine.runtime.weights import shipped
from tests.engine.shapes import Shapes, make_context, make_inputs

NETWORKS = ("aligned", "switchable", "basic")


def _made(inputs: Any, tmp_path: Path, network: str, **options: Any) -> dict[int, NDArray[Any]]:
    context = make_context(tmp_path, **options)
    list(propagate(inputs, StpnParams(network=network), context))
    pictures = {frame: context.folder.read_frame(frame) for frame in context.folder.frames()}
    return {frame: picture for frame, picture in pictures.items() if picture is not None}


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_it_offers_came_with_the_program(network: Any) -> None:
    params = StpnParams(network=network)
    path = shipped(weights_name(params, "color"))
    assert path is not None
    assert path.stat().st_size < 20_000_000
    assert provided(params, "color", {}, is_cpu=True) == {"network": path}


@pytest.mark.parametrize("network", ["switchable", "basic"])
def test_a_frame_is_the_same_whatever_else_is_asked_for(network: str, tmp_path: Path) -> None:
    """Frames do not wait for each other (paper 2, section 1): neither range nor batch decides."""
    shapes = Shapes(12)
    whole = _made(make_inputs(shapes, 0, 11), tmp_path / "whole", network)
    part = _made(make_inputs(shapes, 0, 11, start=0, stop=12), tmp_path / "again", network)
    assert all(np.array_equal(whole[frame], part[frame]) for frame in whole)
    one_side = _made(make_inputs(shapes, 0), tmp_path / "one", network)
    shorter = _made(make_inputs(shapes, 0, start=0, stop=6), tmp_path / "shorter", network)
    assert all(np.abs(one_side[frame].astype(int) - shorter[frame]).max() <= 1 for frame in shorter)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_second_keyframe_helps_the_frames_beside_it(network: str, tmp_path: Path) -> None:
    shapes = Shapes(12)
    one, two = (_made(make_inputs(shapes, *keys), tmp_path / str(len(keys)), network) for keys in ((0,), (0, 11)))
    errors = [np.abs(made[10].astype(int) - shapes.truth(10)).mean() for made in (one, two)]
    assert errors[1] < errors[0]


def test_the_frame_being_looked_at_is_shown_before_any_other_is_ready(tmp_path: Path) -> None:
    context = make_context(tmp_path, preview=7)
    seen = []
    for event in propagate(make_inputs(Shapes(10), 0), StpnParams(network="switchable"), context):
        if isinstance(event, Preview | FrameReady) and event.frame != 0:
            seen.append(event)
    assert isinstance(seen[0], Preview)
    assert seen[0].frame == 7


def test_the_switchable_network_keeps_more_of_the_style_energy_than_the_basic_one() -> None:
    """Equation 6, channel by channel: how far the chroma's un-centered variance leaves that of the keyframe."""
    film = SampleFilm(Path(), width=320, height=180, lengths=(24, 24, 24))
    frames = [rgb_to_lab(picture) for picture in pictures(film)]
    lost = {}
    for name in ("stpn-color", "stpn-color-basic"):
        network, shares = load_network(name, "cpu"), []
        for start, stop in film.shots:
            key = np.ascontiguousarray(frames[start][..., 1:])
            answers = network.carried(
                (frames[start][..., 0], key), [frame[..., 0] for frame in frames[start + 6 : stop : 6]]
            )
            shares += [abs(1 - float((answer.ab**2).sum() / (key**2).sum())) for answer in answers]
        lost[name] = float(np.mean(shares))
    assert lost["stpn-color"] < lost["stpn-color-basic"] < 0.5


def test_weights_that_are_missing_are_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.methods.stpn_network.shipped", lambda name: None)
    with pytest.raises(WeightsError, match="has no weights stpn-color"):
        list(propagate(make_inputs(Shapes(4), 0), StpnParams(), make_context(tmp_path)))


def test_it_says_what_it_is() -> None:
    assert "color" in STPN.kinds
    assert STPN.needs == ("keyframes",)
