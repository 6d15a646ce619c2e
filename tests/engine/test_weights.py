"""Weights are downloaded with consent alone, kept only if they are the right ones, and leave nothing else behind."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

import engine.runtime.weights as weights_module
from engine.catalog import CONSISTENCY, MethodSpec
from engine.cli.program import program
from engine.runtime.errors import InputError, WeightsError
from engine.runtime.events import Progress
from engine.runtime.request import RunRequest
from engine.runtime.weights import DOWNLOADS, Download, download, find, shipped, shipped_names

CONTENT = bytes(range(256)) * 4000


class Server:
    """A server on this machine that answers with `answer`; it may tell a length it does not keep."""

    def __init__(self) -> None:
        self.answer, self.told_length, self.status, self.asked = CONTENT, len(CONTENT), 200, 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked += 1
                self.send_response(server.status)
                self.send_header("Content-Length", str(server.told_length))
                self.end_headers()
                self.wfile.write(server.answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/net.pth"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    started = Server()
    known = Download("net", "net.pth", started.url, hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), "A network.")
    monkeypatch.setattr(weights_module, "DOWNLOADS", (known,))
    monkeypatch.setattr("engine.cli.weights.DOWNLOADS", (known,))
    yield started
    started.close()


def fetched(folder: Path, *, is_agreed: bool = True) -> tuple[Path, list[Progress]]:
    steps, told = download("net", folder, is_agreed), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return end.value, told


def test_with_consent_the_file_comes_whole_and_the_bytes_are_told(server: Server, tmp_path: Path) -> None:
    path, told = fetched(tmp_path / "weights")
    assert path.read_bytes() == CONTENT
    assert find("net", tmp_path / "weights") == path
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert told[-1].done == told[-1].total == len(CONTENT)
    assert len(told) > 2
    assert fetched(tmp_path / "weights")[0] == path
    assert server.asked == 1


def test_without_consent_nobody_is_even_asked(server: Server, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="agreed"):
        fetched(tmp_path, is_agreed=False)
    assert server.asked == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"answer": CONTENT[:-1] + b"x"}, "not the file expected"),
        ({"answer": CONTENT + b"more", "told_length": len(CONTENT) + 4}, "not the file expected"),
        ({"answer": CONTENT[:3000]}, "ended after 3000 of"),
        ({"answer": b"gone", "told_length": 4, "status": 404}, "answers 404"),
    ],
)
def test_what_is_not_the_right_file_is_not_kept(
    server: Server, tmp_path: Path, fault: dict[str, Any], said: str
) -> None:
    for name, value in fault.items():
        setattr(server, name, value)
    with pytest.raises(WeightsError, match=said) as told:
        fetched(tmp_path)
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())
    assert find("net", tmp_path) is None


def test_no_network_is_one_sentence(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Download("net", "net.pth", "http://127.0.0.1:1/net.pth", "0" * 64, 10, "")
    monkeypatch.setattr(weights_module, "DOWNLOADS", (nowhere,))
    with pytest.raises(WeightsError, match=r"^http://127.0.0.1:1/net.pth cannot be reached: .+\.$"):
        fetched(tmp_path)


def test_a_download_that_is_given_up_leaves_nothing(server: Server, tmp_path: Path) -> None:
    steps = download("net", tmp_path, True)
    next(steps)
    next(steps)
    assert list(tmp_path.iterdir())
    steps.close()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsError, match="cannot be written"):
        fetched(tmp_path / "file")


def test_half_a_file_from_elsewhere_does_not_count(server: Server, tmp_path: Path) -> None:
    (tmp_path / "net.pth").write_bytes(CONTENT[:100])
    assert find("net", tmp_path) is None
    assert fetched(tmp_path)[0].read_bytes() == CONTENT


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vgg19"):
        find("vgg91", tmp_path)


def test_the_published_name_holds_the_hash_that_is_checked() -> None:
    (vgg,) = (one for one in DOWNLOADS if one.name == "vgg19")
    assert vgg.file == f"vgg19-{vgg.sha256[:8]}.pth"
    assert vgg.url.startswith("https://")
    assert len(vgg.sha256) == 64


def test_a_run_is_given_what_was_downloaded_and_its_method_can_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place for the command line, the window and the benchmarks."""
    known = Download("vgg19", "vgg19.pth", "nowhere", "", len(CONTENT), "A network.")
    monkeypatch.setattr(weights_module, "DOWNLOADS", (known,))
    monkeypatch.setenv("TINTLOOM_HOME", str(tmp_path / "home"))
    clip = tmp_path / "clip"
    clip.mkdir()
    for frame in range(2):
        assert cv2.imwrite(str(clip / f"{frame:05d}.png"), np.full((16, 16, 3), 90, np.uint8))

    def given(spec: MethodSpec = CONSISTENCY, **more: Any) -> dict[str, Path]:
        params = spec.params()
        request = RunRequest(spec, params, clip, (), tmp_path / "run", processed=clip, kind=spec.kinds[0], **more)
        inputs, context = request.open()
        inputs.frames.close()
        assert inputs.processed is not None
        inputs.processed.close()
        return dict(context.weights)

    assert given() == {}
    file = tmp_path / "home" / "weights" / "vgg19.pth"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT[:-1])
    assert given() == {}  # not wholly there
    file.write_bytes(CONTENT)
    assert given() == {"vgg19": file}
    own, start = tmp_path / "own.pth", tmp_path / "start"
    assert given(weights=(("vgg19", own), ("start", start))) == {"vgg19": own, "start": start}
    assert given(replace(CONSISTENCY, weights=("start",))) == {}


def test_every_shipped_name_is_found_and_no_other(tmp_path: Path) -> None:
    for name in shipped_names():
        found = shipped(name)
        assert found is not None and found.stat().st_size < 20e6
        card = json.loads(found.with_suffix(".json").read_text())
        assert card["name"] == name and card["license"]
    assert shipped("none-such") is None
    assert shipped("../weights/dvp-color-unet-16") is None


class TestCommand:
    def test_lists_what_there_is_and_its_state(self, server: Server, tmp_path: Path) -> None:
        before = CliRunner().invoke(program, ["weights", "--folder", str(tmp_path), "--json"])
        fetched(tmp_path)
        after = CliRunner().invoke(program, ["weights", "--folder", str(tmp_path), "--json"])
        states = [
            {one["name"]: one["state"] for one in json.loads(told.stdout)["weights"]}["net"]
            for told in (before, after)
        ]
        assert states == ["missing", "downloaded"]

    def test_asks_first_and_takes_no_for_an_answer(self, server: Server, tmp_path: Path) -> None:
        told = CliRunner().invoke(program, ["weights", "get", "net", "--folder", str(tmp_path)], input="n\n")
        assert told.exit_code != 0
        assert isinstance(told.exception, WeightsError)
        assert server.asked == 0
        assert server.url in told.output

    def test_gets_them_with_consent(self, server: Server, tmp_path: Path) -> None:
        told = CliRunner().invoke(program, ["weights", "get", "net", "--yes", "--folder", str(tmp_path), "--json"])
        assert told.exit_code == 0, told.output
        assert Path(json.loads(told.stdout)["path"]).read_bytes() == CONTENT

    def test_a_machine_is_never_asked(self, server: Server, tmp_path: Path) -> None:
        told = CliRunner().invoke(program, ["weights", "get", "net", "--folder", str(tmp_path), "--json"])
        assert isinstance(told.exception, InputError)
        assert server.asked == 0

    def test_the_user_folder_is_theirs_alone(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("TINTLOOM_HOME", str(tmp_path))
        told = CliRunner().invoke(program, ["weights", "--json"])
        assert json.loads(told.stdout)["folder"] == str(tmp_path / "weights")
