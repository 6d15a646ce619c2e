"""Checkpoints hold exactly what was saved, and what is not a checkpoint is refused with one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from engine.runtime.checkpoint import (
    State,
    load,
    optimizer_tensors,
    prefixed,
    restore_optimizer,
    save,
)
from engine.runtime.errors import CheckpointError


def _trained(steps: int, network: nn.Linear, optimizer: torch.optim.Optimizer, seed: int = 0) -> list[float]:
    generator = np.random.default_rng(seed)
    losses = []
    for _ in range(steps):
        x = torch.from_numpy(generator.normal(size=(4, 3)).astype(np.float32))
        loss = (network(x) - 1).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def _network() -> tuple[nn.Linear, torch.optim.Adam]:
    torch.manual_seed(0)
    network = nn.Linear(3, 2)
    return network, torch.optim.Adam(network.parameters(), 0.01, foreach=True)


def test_tensors_and_facts_come_back_as_they_were(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    random.random(3)
    tensors = {"a.x": torch.rand(3, 4), "a.y": torch.tensor(7.0), "b": torch.ones(2, dtype=torch.float16)}
    save(tmp_path / "c.safetensors", State(tensors, {"step": 12, "random": random.bit_generator.state}))
    state = load(tmp_path / "c.safetensors")
    assert all(torch.equal(state.tensors[name], tensor) for name, tensor in tensors.items())
    assert state.tensors["b"].dtype == torch.float16
    assert set(state.part("a")) == {"x", "y"}
    assert state.facts["step"] == 12
    restored = np.random.default_rng()
    restored.bit_generator.state = state.facts["random"]
    assert restored.random() == random.random()


def test_a_network_and_its_optimizer_go_on_as_if_never_stopped(tmp_path: Path) -> None:
    network, optimizer = _network()
    _trained(5, network, optimizer)
    save(tmp_path / "c", State(prefixed("n", network.state_dict()) | prefixed("o", optimizer_tensors(optimizer))))
    expected = _trained(5, network, optimizer, seed=1)

    again, fresh = _network()
    state = load(tmp_path / "c")
    again.load_state_dict(state.part("n"))
    restore_optimizer(fresh, state.part("o"))
    assert _trained(5, again, fresh, seed=1) == expected


def test_channels_last_tensors_survive(tmp_path: Path) -> None:
    tensor = torch.rand(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    save(tmp_path / "c", State({"x": tensor}))
    assert torch.equal(load(tmp_path / "c").tensors["x"], tensor)


@pytest.mark.parametrize("content", [b"", b"step 7", b"\x80\x04\x95pickle", b"\xff" * 64])
def test_broken_files_are_refused_with_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        load(path)
    _is_one_sentence(str(caught.value), path)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    save(path, State({"x": torch.rand(100)}))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(CheckpointError) as caught:
        load(path)
    _is_one_sentence(str(caught.value), path)


def test_foreign_weights_and_other_versions_are_told_apart(tmp_path: Path) -> None:
    foreign = tmp_path / "weights.safetensors"
    save_file({"x": torch.rand(2)}, foreign)
    with pytest.raises(CheckpointError, match="not a checkpoint of Tintloom"):
        load(foreign)
    newer = tmp_path / "newer.safetensors"
    save_file({"x": torch.rand(2)}, newer, {"tintloom": json.dumps({"version": 99, "facts": {}})})
    with pytest.raises(CheckpointError, match="another version"):
        load(newer)
    with pytest.raises(CheckpointError, match="no checkpoint"):
        load(tmp_path / "missing.safetensors")


def test_a_failed_write_leaves_the_old_checkpoint_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkpoint.safetensors"
    save(path, State({"x": torch.zeros(2)}))

    def full(*args: object) -> None:
        Path(str(args[1])).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", full)
    with pytest.raises(CheckpointError, match="No space left on device") as caught:
        save(path, State({"x": torch.ones(2)}))
    _is_one_sentence(str(caught.value), path)
    monkeypatch.undo()
    assert torch.equal(load(path).tensors["x"], torch.zeros(2))
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.safetensors"]


def _is_one_sentence(text: str, path: Path) -> None:
    assert str(path) in text
    assert text.endswith(".")
    assert "\n" not in text
