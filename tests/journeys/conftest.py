"""The real window, with a real project folder and real workers; only file dialogs are answered by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.application import Application
from app.jobs.queue import JobQueue
from app.paths import UserFolders
from engine.catalog import METHODS
from tests import stuck
from tests.fakes import FAKE, MANY, STEADY, WIDE

START = Callable[..., Application]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[START]:
    """Start the application; called again, it starts anew with the same user folders."""
    made: list[Application] = []
    slow = stuck.spec("slow_to_leave", "slow")
    methods = {**METHODS, "fake": FAKE, STEADY.id: STEADY, MANY.id: MANY, WIDE.id: WIDE, slow.id: slow}

    def begin(*paths: Path) -> Application:
        application = Application(
            ["tintloom", *map(str, paths)],
            folders=UserFolders.under(tmp_path / "home"),
            methods=methods,
            make_queue=lambda: JobQueue(methods=methods),
        )
        made.append(application)
        application.show()
        qtbot.waitExposed(application.window)
        return application

    def never(*_: object) -> object:
        raise AssertionError("a dialog came that the test does not expect")

    for name in ("getOpenFileName", "getOpenFileNames", "getExistingDirectory", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(never))
    monkeypatch.setattr(QMessageBox, "exec", never)
    yield begin
    for application in made:
        application.close()
        application.window.deleteLater()
    qtbot.wait(1)
