"""Every test ends with the threads and children it began with, and Qt never needs a screen."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ["LC_ALL"] = "C"  # the window speaks the language of the system: here English
# threads that spin while they wait starve each other on a busy machine; networks in tests are tiny
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# what the person at this machine keeps or has downloaded is none of the tests' business
os.environ["TINTLOOM_HOME"] = str(Path(tempfile.gettempdir()) / f"tintloom-tests-{os.getpid()}")

import pytest

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def footage() -> Path:
    """The folder of real footage, which is outside the project."""
    if not FOOTAGE.is_dir():
        pytest.skip(f"real footage is not on this machine ({FOOTAGE} is missing)")
    return FOOTAGE


@pytest.fixture(autouse=True)
def _nothing_lives_on() -> Iterator[None]:
    threads = {thread.ident for thread in threading.enumerate()}
    yield
    deadline = time.monotonic() + 30  # a busy machine takes its time to let a thread end
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t.ident not in threads and t.is_alive()]
        children = multiprocessing.active_children()
        if not left and not children:
            return
        time.sleep(0.02)
    raise AssertionError(f"still living after the test: {left + children}")
