"""A run's record tells the weights it was given, so that it can be repeated."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from engine.catalog import ConsistencyParams, DvpParams, MethodParams
from engine.project.model import Kind
from engine.runtime.provided import provided
from engine.runtime.record import recorded
from engine.runtime.request import RunRequest
from engine.runtime.weights import shipped
from tests.engine.test_worker import BOTH, replaced, request_, run_folder

__all__ = ["request_"]


@BOTH
def test_the_digest_of_the_weights_is_kept_over_all_sittings(
    request_: RunRequest, tmp_path: Path, make: type
) -> None:
    weights = tmp_path / "start.safetensors"
    weights.write_bytes(b"learned before")
    wanted = f"start:{hashlib.sha256(b'learned before').hexdigest()[:16]}"
    given = replaced(request_, weights=(("start", weights),), device="cpu")
    folder = run_folder(given)
    for _ in recorded(make(given), folder):
        pass
    assert folder.read_run().weights_digest == wanted
    weights.write_bytes(b"learned since")  # the run it came from went on; this one has its own checkpoint by now
    for _ in recorded(make(given), folder):
        pass
    assert folder.read_run().weights_digest == wanted


@BOTH
def test_without_weights_there_is_no_digest(request_: RunRequest, make: type) -> None:
    folder = run_folder(request_)
    for _ in recorded(make(request_), folder):
        pass
    assert folder.read_run().weights_digest == ""


@pytest.mark.parametrize(
    ("params", "kind", "name"),
    [
        (DvpParams(quality="draft", start="shipped"), "color", "dvp-color-unet-16"),
        (ConsistencyParams(quality="draft", start="shipped"), "style", "dvp-consistency-unet-16"),
    ],
)
def test_weights_of_the_program_are_told_where_they_are_asked_for(
    params: MethodParams, kind: Kind, name: str
) -> None:
    assert shipped(name) is not None
    assert provided(params, kind, {}, is_cpu=True) == {"start": shipped(name)}
    own = {"start": Path("own.safetensors")}
    assert provided(params, kind, own, is_cpu=True) == own  # a run's weights come first
    assert not provided(params.model_copy(update={"start": "random"}), kind, {}, is_cpu=True)


def test_what_judges_pictures_is_told_where_it_is_used() -> None:
    vgg = {"vgg19": Path("vgg19.pth")}
    assert provided(DvpParams(), "style", vgg, is_cpu=True) == vgg
    assert not provided(DvpParams(), "color", vgg, is_cpu=True)
    assert provided(ConsistencyParams(), "style", vgg, is_cpu=True) == vgg
    assert not provided(ConsistencyParams(features=False), "style", vgg, is_cpu=True)
