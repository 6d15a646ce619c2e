"""The arrows between the packages, checked where a static contract cannot see them: in what is really imported."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
QT = ("PySide6", "shiboken6", "superqt", "pyqtgraph", "qtawesome", "qtpy")


def loaded_after(code: str, **environment: str) -> set[str]:
    """Run `code` in a fresh interpreter and return the top-level names of every module it loaded."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    return {name.split(".")[0] for name in told.stdout.split()}


def engine_modules() -> list[str]:
    files = sorted((ROOT / "engine").rglob("*.py"))
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


def test_the_window_opens_without_torch() -> None:
    pytest.importorskip("app.application")
    loaded = loaded_after("import app.application, app.main_window", QT_QPA_PLATFORM="offscreen")
    assert "PySide6" in loaded
    assert not loaded & {"torch", "kornia", "torchvision"}


def test_the_engine_needs_neither_a_display_nor_qt() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in engine_modules()))
    assert "torch" in loaded or not list((ROOT / "engine" / "networks").glob("[a-z]*.py"))
    assert not loaded & set(QT)


def test_the_catalog_the_commands_and_the_instant_method_do_without_torch() -> None:
    names = ["engine.catalog", "engine.cli", "engine.demo.film", "engine.runtime.worker", "engine.methods.flow"]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not loaded & {"torch", "kornia", *QT}


def test_the_import_contracts_hold() -> None:
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stdout + told.stderr


FORBIDDEN_IMPORTS = {"pickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
FORBIDDEN_CALLS = {"eval", "exec", "torch.load", "np.load", "numpy.load", "yaml.load"}


def test_nothing_from_disk_is_run_as_code() -> None:
    """A project comes from somebody else: pictures, JSON and safetensors alone are read."""
    found = []
    for package in ("app", "engine"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    used = {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN_IMPORTS
                elif isinstance(node, ast.ImportFrom):
                    used = {(node.module or "").split(".")[0]} & FORBIDDEN_IMPORTS
                elif isinstance(node, ast.Call):
                    used = {ast.unparse(node.func)} & FORBIDDEN_CALLS
                    if "weights_only=True" in [ast.unparse(keyword) for keyword in node.keywords]:
                        used -= {"torch.load"}  # then it reads tensors and refuses everything else
                else:
                    continue
                found += [f"{file.relative_to(ROOT)}:{node.lineno} {name}" for name in used]
    assert found == []
