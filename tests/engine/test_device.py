"""Computing sets the device up for training, and leaves everything as it was."""

from __future__ import annotations

import resource
import sys

import numpy as np
import pytest
import torch

from engine.runtime.device import choose_device, computing, threads

CPU = choose_device("cpu")


def test_numbers_too_small_to_matter_are_0_while_computing() -> None:
    """Adam's means of weights that have no gradient any more would otherwise stay there, and each take its time."""
    tiny = torch.full((100,), 1e-37)
    with computing(CPU):
        assert (tiny * 1e-3 == 0).all()
        assert np.finfo(np.float32).smallest_subnormal.dtype == np.float32  # warnings are errors here
        assert torch.get_num_threads() == threads()
    assert (tiny * 1e-3 > 0).all()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone returns large blocks at once")
def test_memory_of_freed_pictures_is_used_again() -> None:
    """Every page of a block that comes anew from the system is a fault."""
    size = 64 << 20
    with computing(CPU):
        for _ in range(4):  # until blocks of this size have found their places
            torch.ones(size, dtype=torch.uint8)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(8):
            torch.ones(size, dtype=torch.uint8)
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    assert faults < 3 * size // resource.getpagesize()  # three blocks', of eight
