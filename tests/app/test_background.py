from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background import Background
from app.child import in_child
from app.errors import problem_of
from engine.runtime.errors import EngineError, MediaError

WAIT = 30_000


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


def test_the_answer_comes_in_the_ui_thread(background: Background, qtbot: QtBot) -> None:
    here = threading.get_ident()
    worked: list[int] = []
    answered: list[tuple[int, int]] = []
    background.start(
        "sum",
        lambda: worked.append(threading.get_ident()) or 42,
        done=lambda value: answered.append((value, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(answered), timeout=WAIT)
    assert answered == [(42, here)] and worked[0] != here


def test_an_error_is_told_and_nothing_else(background: Background, qtbot: QtBot) -> None:
    def work() -> None:
        raise MediaError("The film is not there.")

    failed: list[Exception] = []
    done: list[object] = []
    background.start("fail", work, done=done.append, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed), timeout=WAIT)
    assert str(failed[0]) == "The film is not there." and done == []


def test_a_generator_tells_its_progress_but_never_floods(background: Background, qtbot: QtBot) -> None:
    def work() -> Generator[int, None, str]:
        end = time.monotonic() + 0.4
        number = 0
        while time.monotonic() < end:
            number += 1
            yield number
        return f"{number} steps"

    told: list[int] = []
    done: list[str] = []
    background.start("count", work, progressed=told.append, done=done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT)
    assert 1 <= len(told) <= 40 and told == sorted(told)
    assert f"{told[-1]} steps" == done[0]  # the last step is always told


def test_canceling_closes_the_generator_and_silences_it(background: Background, qtbot: QtBot) -> None:
    closed = threading.Event()

    def work() -> Generator[int]:
        try:
            while True:
                time.sleep(0.005)
                yield 1
        finally:
            closed.set()

    told: list[object] = []
    background.start("endless", work, done=told.append, failed=told.append, key="endless")
    assert background.is_running("endless")
    background.cancel("endless")
    assert closed.wait(5) and not background.is_running("endless")
    qtbot.wait(50)
    assert told == []


def test_the_newest_task_of_a_key_is_the_one_that_answers(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []
    background.start("slow", lambda: gate.wait(5) and "old", done=answers.append, key="look")
    background.start("fast", lambda: "new", done=answers.append, key="look")
    qtbot.waitUntil(lambda: answers == ["new"], timeout=WAIT)
    gate.set()
    qtbot.wait(50)
    assert answers == ["new"]


def count(stop: int, marker: Path) -> Generator[int, None, str]:
    try:
        for number in range(stop):
            time.sleep(0.002)
            yield number
            if number == 50_000:
                break
    finally:
        marker.write_text("closed")
    return f"counted {stop}"


def refuse(sentence: str) -> Generator[int]:
    yield 1
    raise MediaError(sentence)


def crash() -> Generator[int]:
    yield 1
    raise ValueError("inner")


def test_a_child_works_like_the_generator_it_runs(tmp_path: Path) -> None:
    def drain(steps: Generator[object, None, object]) -> object:
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value

    assert drain(in_child(count, 30, tmp_path / "m")) == "counted 30"
    with pytest.raises(MediaError, match=r"The film is torn\."):
        drain(in_child(refuse, "The film is torn."))
    with pytest.raises(EngineError, match="inner") as caught:
        drain(in_child(crash))
    assert "Traceback" in problem_of(caught.value).details


def test_closing_cleans_up_in_the_child(tmp_path: Path) -> None:
    steps = in_child(count, 1_000_000, tmp_path / "marker")
    while next(steps) is None:
        pass
    steps.close()
    assert (tmp_path / "marker").read_text() == "closed"


def test_after_closing_nothing_is_started_any_more(background: Background, qtbot: QtBot) -> None:
    told: list[object] = []
    background.close()
    task = background.start("late", lambda: told.append("worked"), done=told.append, key="late")
    qtbot.wait(50)
    assert not told and task.wait() and not task.is_running


def test_what_is_for_another_owner_ends_and_tells_nothing(background: Background, qtbot: QtBot) -> None:
    first, second, gate = object(), object(), threading.Event()
    told: list[str] = []
    closed: list[str] = []

    def work() -> Generator[None, None, str]:
        try:
            while not gate.is_set():
                yield
            return "late"
        finally:
            closed.append("closed")

    background.start("theirs", work, done=told.append, of=first)
    background.start("ours", lambda: gate.wait(20), done=lambda _: told.append("ours"), of=second)
    background.after(first, lambda: told.append("after"))
    background.keep_to(second)
    qtbot.waitUntil(lambda: closed == ["closed"])
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert set(told) == {"after", "ours"}
    background.after(second, lambda: told.append("at once"))
    qtbot.waitUntil(lambda: told[-1] == "at once")
