"""Instant: the color of the nearest keyframes, carried along the motion and looked up where the motion is lost.

Needs no training and no weights; all of it is `engine.motion`.
"""

from __future__ import annotations

from collections.abc import Generator

from engine.catalog import FlowParams
from engine.motion.run import follow
from engine.runtime.context import Context, Inputs
from engine.runtime.events import Event


def propagate(inputs: Inputs, params: FlowParams, context: Context) -> Generator[Event]:
    """Color frames `inputs.start` to `inputs.stop` from the keyframes. With the same folder it goes on.

    Where only what was touched up is to change (`inputs.over`), it goes on from the pictures that are shown.
    """
    yield from follow(inputs, params, context)
