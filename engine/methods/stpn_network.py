"""The trained network of `stpn`: loaded from the weights that ship with the program, and asked in numpy arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import ValidationError

from engine.color.lab import Chroma, Plane
from engine.color.upsample import upsample_ab
from engine.motion.fusion import JOIN, Answer
from engine.motion.match import enlarged
from engine.motion.views import resized
from engine.networks.stpn import AB_UNIT, ERROR_UNIT, L_UNIT, SIZES, Stpn
from engine.runtime.checkpoint import load
from engine.runtime.errors import WeightsError
from engine.runtime.weights import shipped
from engine.training.learner import channels_last
from engine.training.stpn_plan import StpnPlan

_LEAST_LOG, _MOST_LOG = -9.0, 3.0  # of the expected squared error, units of AB_UNIT squared

Planes = NDArray[np.float32]


class Asked:
    """A network on its device. `digest`: of its weights; `join`: powers of certainty and of distance by which
    answers from two keyframes are joined."""

    def __init__(self, network: Stpn, device: str, digest: str) -> None:
        self.network, self.device, self.digest = network, torch.device(device), digest
        self.join = (JOIN, JOIN)
        if network.sizes.is_aligned:
            certainty, age = network.join.tolist()
            self.join = (float(certainty), float(age))

    @torch.inference_mode()
    def carried(self, key: tuple[Plane, Chroma], frames: Sequence[Plane]) -> list[Answer]:
        """Return the answers for frames (their L, h×w) from a keyframe (its L and ab) of the same size."""
        light, ab = key
        known = np.stack([np.stack([_light(light), _light(frame)]) for frame in frames])
        given = np.broadcast_to(first(ab / AB_UNIT), (len(frames), 2, *light.shape))
        answers, errors = self._ask(given, known)
        return [
            self._drawn(answer, error, frame) for answer, error, frame in zip(answers, errors, frames, strict=True)
        ]

    @torch.inference_mode()
    def mended(self, answer: Answer, key_light: Plane, light: Plane, lines: int) -> Answer:
        """Return a better answer for a frame (L `light`, h×w) than `answer`, which came along the motion.

        `key_light`: the keyframe's L where the frame lies in it. The network looks at no more than `lines` lines.
        """
        size = light.shape
        scale = min(1.0, lines / size[0])
        low = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        small, key_small = resized(light, low), resized(key_light, low)
        ab, error = resized(answer.ab, low), np.log(resized(answer.error, low))
        known = np.stack([_light(key_small), _light(small), error / ERROR_UNIT])
        answers, errors = self._ask(first(ab / AB_UNIT)[None], known[None])
        change = last(answers[0]) * AB_UNIT - ab
        if low != size:
            change = upsample_ab(change, light, small)
        return Answer(answer.ab + change, enlarged(errors[0], size))

    def _ask(self, given: Planes, known: Planes) -> tuple[Planes, Planes]:
        """Return the properties N×P×H×W and their expected squared errors N×h×w (units of ab squared)."""
        answers, errors = self.asked(given, known)
        return answers, errors * float(2 * AB_UNIT * AB_UNIT)

    @torch.inference_mode()
    def asked(self, given: Planes, known: Planes) -> tuple[Planes, Planes]:
        """Return what the network makes of properties N×P×H×W and of what is known of both frames, N×G×H×W, in the
        units it was trained in: N×P×H×W, and the expected squared errors N×h×w."""
        shown = torch.from_numpy(np.ascontiguousarray(known)).to(self.device)
        answer, doubt = self.network(
            torch.from_numpy(np.ascontiguousarray(given)).to(self.device),
            shown.contiguous(memory_format=torch.channels_last),
        )
        error = torch.exp(doubt[:, 0].clamp(_LEAST_LOG, _MOST_LOG))
        return answer.float().cpu().numpy(), error.cpu().numpy()

    def _drawn(self, answer: Planes, error: Plane, light: Plane) -> Answer:
        """Return an answer at the size of `light`, the edges of its color where those of L are: the network's own
        are as wide as the pixels of its hidden map."""
        step = 1 << self.network.sizes.halvings
        low = max(1, light.shape[0] // step), max(1, light.shape[1] // step)
        ab = upsample_ab(resized(last(answer) * AB_UNIT, low), light)
        return Answer(ab, enlarged(error, light.shape))


def load_network(name: str, device: str, given: Path | None = None) -> Asked:
    """Return the network whose weights `name` came with the program, or are `given`, on `device`. Raises
    `WeightsError`."""
    path = given or shipped(name)
    if path is None:
        raise WeightsError(f"The program has no weights {name}; train them with tintloom train stpn.")
    return read_network(path, device)


def read_network(path: Path, device: str) -> Asked:
    """Return the network whose weights lie at `path`. Raises `CheckpointError` or `WeightsError`."""
    state = load(path)
    try:
        plan = StpnPlan.model_validate(state.facts["card"]["plan"])
    except (KeyError, TypeError, ValidationError):
        raise WeightsError(f"The weights {path.name} are of no network that this program has.") from None
    network = Stpn(SIZES[plan.sizes])
    try:
        network.load_state_dict({weight: tensor.float() for weight, tensor in state.tensors.items()})
    except RuntimeError:
        raise WeightsError(f"The weights {path.name} do not fit the network.") from None
    network.eval().requires_grad_(requires_grad=False)
    channels_last(network.to(device))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Asked(network, device, digest)


def _light(lightness: Plane) -> Plane:
    return (lightness - L_UNIT) / L_UNIT


def first(planes: Planes) -> Planes:
    """Return h×w×C as C×h×w."""
    return planes.transpose(2, 0, 1)


def last(planes: Planes) -> Planes:
    """Return C×h×w as h×w×C."""
    return np.ascontiguousarray(planes.transpose(1, 2, 0))
