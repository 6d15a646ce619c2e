"""A project on disk: nothing is lost, nothing outside is touched, damage is told."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.project import clips, edits, upgrades
from engine.project import file as project_file
from engine.project.clips import ClipDiffers
from engine.project.file import ProjectFolder
from engine.project.model import VERSION, Keyframe, Project
from engine.runtime.errors import ProjectError

ROOT = Path(__file__).resolve().parents[2]


def make_clip(folder: Path, length: int = 8, shade: int = 20, size: tuple[int, int] = (24, 32)) -> Path:
    folder.mkdir(parents=True)
    for index in range(length):
        noise = np.random.default_rng(100 * shade + index).integers(0, 5 + shade, (*size, 3), np.uint8)
        cv2.imwrite(str(folder / f"{index:04d}.png"), noise)
    return folder


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "scans" / "reel")


@pytest.fixture
def folder(tmp_path: Path, clip: Path) -> Iterator[ProjectFolder]:
    with ProjectFolder.create(tmp_path / "film", clip) as folder:
        yield folder


def with_keyframe(folder: ProjectFolder, frame: int, shade: int = 7) -> Project:
    blob = folder.blobs.put_picture(np.full((24, 32, 3), shade, np.uint8))
    return edits.put_keyframe(folder.project, Keyframe(frame=frame, image=blob))


def die(folder: ProjectFolder) -> None:
    """What kill -9 leaves behind: the lock is dropped, nothing is folded."""
    folder._lock.release()


def test_created_and_opened_again(folder: ProjectFolder) -> None:
    assert folder.path.name == "film.tintloom" and folder.name == "film"
    made = folder.project
    assert made.clip is not None
    assert (made.clip.width, made.clip.height, made.clip.length) == (32, 24, 8)
    assert made.clip.path == "../scans/reel", "relative, so that project and film can move together"
    assert [(s.start, s.stop) for s in made.shots] == [(0, 8)]
    folder.close()
    with ProjectFolder.open(folder.path / "project.json") as again:
        assert again.project == made and again.warnings == ()


def test_nothing_is_overwritten(tmp_path: Path, folder: ProjectFolder) -> None:
    with pytest.raises(ProjectError, match="is there already"):
        ProjectFolder.create(folder.path)
    (tmp_path / "file.tintloom").write_text("mine")
    with pytest.raises(ProjectError, match="is there already"):
        ProjectFolder.create(tmp_path / "file")
    assert (tmp_path / "file.tintloom").read_text() == "mine"


def test_the_journal_brings_back_what_was_not_saved(folder: ProjectFolder) -> None:
    folder.append(with_keyframe(folder, 2))
    folder.append(with_keyframe(folder, 5))
    newest = folder.project
    die(folder)
    with ProjectFolder.open(folder.path) as again:
        assert again.project == newest and again.warnings == () and not again.is_folded
    assert not (folder.path / "journal.jsonl").exists(), "closing folds it"
    with ProjectFolder.open(folder.path) as again:
        assert again.project == newest and again.is_folded


@settings(max_examples=40, deadline=None)
@given(torn=st.integers(0, 400), edits_before=st.integers(0, 3))
def test_a_torn_last_line_costs_that_line_alone(
    tmp_path_factory: pytest.TempPathFactory, torn: int, edits_before: int
) -> None:
    place = tmp_path_factory.mktemp("torn")
    folder = ProjectFolder.create(place / "p", Project(shots=edits.whole_clip(50, "s1")))
    for cut in range(1, edits_before + 1):
        folder.append(edits.split_shot(folder.project, 10 * cut))
    whole = folder.project
    size = (folder.path / "journal.jsonl").stat().st_size if edits_before else 0
    folder.append(edits.split_shot(folder.project, 5))
    last = folder.project
    die(folder)
    journal = folder.path / "journal.jsonl"
    content = journal.read_bytes()
    kept = min(len(content), size + torn)
    journal.write_bytes(content[:kept])
    with ProjectFolder.open(folder.path) as again:
        assert again.project == (last if kept >= len(content) - 1 else whole)
        assert again.warnings == ()
        again.append(edits.split_shot(again.project, 7))  # behind the torn line
        newest = again.project
        die(again)
        with ProjectFolder.open(folder.path) as third:
            assert third.project == newest


def test_a_damaged_project_falls_back_to_the_journal(folder: ProjectFolder) -> None:
    folder.append(with_keyframe(folder, 2))
    newest = folder.project
    die(folder)
    (folder.path / "project.json").write_text('{"version": 1, "shots": [{"id"')
    with ProjectFolder.open(folder.path) as again:
        assert again.project == newest
        assert "project.json is damaged" in again.warnings[0] and "journal" in again.warnings[0]
        assert (folder.path / "project.broken-1.json").read_text().startswith('{"version"'), "kept for the curious"
    with ProjectFolder.open(folder.path) as again:
        assert again.project == newest and again.warnings == ()


def test_a_damaged_project_falls_back_to_the_copy(folder: ProjectFolder) -> None:
    folder.save(with_keyframe(folder, 2))
    before = folder.project
    folder.save(with_keyframe(folder, 4))
    folder.close()
    (folder.path / "project.json").write_bytes(os.urandom(2000))
    with ProjectFolder.open(folder.path) as again:
        assert again.project == before and "the copy before the last save" in again.warnings[0]
    with ProjectFolder.open(folder.path) as again:
        assert again.project == before, "the damaged file did not become the copy"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 1, "shots": 5}', '{"version": "one"}', '{"version": true}', '{"version": 0}',
     "[" * 100_000, '{"version": 1, "clip": {"width": 99999999999}}', '{"version": 1, "evil": 1}', "\xff\xfe"],
)  # fmt: skip
def test_what_is_no_project_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    place = tmp_path / "p.tintloom"
    place.mkdir()
    (place / "project.json").write_text(content, encoding="latin-1")
    with pytest.raises(ProjectError, match=r"The project p\.tintloom cannot be read"):
        ProjectFolder.open(place)
    assert [p.name for p in place.iterdir()] == ["project.json"]
    assert (place / "project.json").read_text(encoding="latin-1") == content


def test_a_folder_that_is_no_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"There is no project .*nowhere"):
        ProjectFolder.open(tmp_path / "nowhere")
    (tmp_path / "photos").mkdir()
    with pytest.raises(ProjectError, match=r"photos is not a project"):
        ProjectFolder.open(tmp_path / "photos")
    assert list((tmp_path / "photos").iterdir()) == []


@pytest.mark.parametrize("where", ["project.json", "journal.jsonl", "project.json.bak"])
def test_a_newer_project_is_not_touched(folder: ProjectFolder, where: str) -> None:
    folder.save(with_keyframe(folder, 2))
    folder.close()
    newer = json.dumps({"version": VERSION + 1, "future": [1, 2]}).encode()
    if where == "journal.jsonl":
        newer = f"{zlib.crc32(newer):08x} ".encode() + newer + b"\n"
    if where == "project.json.bak":
        (folder.path / "project.json").write_text("broken")
    (folder.path / where).write_bytes(newer)
    before = {p: p.read_bytes() for p in folder.path.rglob("*") if p.is_file()}
    with pytest.raises(ProjectError, match="newer Tintloom"):
        ProjectFolder.open(folder.path)
    assert {p: p.read_bytes() for p in folder.path.rglob("*") if p.is_file()} == before


def test_there_is_an_upgrade_for_every_version() -> None:
    assert len(upgrades.UPGRADES) == VERSION - 1


def test_an_older_project_is_upgraded_and_its_file_kept(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.append(with_keyframe(folder, 2))
    wanted = folder.project
    folder.close()
    old = json.loads((folder.path / "project.json").read_text())
    old["scenes"] = old.pop("shots")
    assert old["version"] == VERSION
    (folder.path / "project.json").write_text(json.dumps(old))

    def shots_were_called_scenes(content: dict[str, object]) -> dict[str, object]:
        return {**{k: v for k, v in content.items() if k != "scenes"}, "shots": content["scenes"]}

    monkeypatch.setattr(upgrades, "UPGRADES", [*upgrades.UPGRADES, shots_were_called_scenes])
    monkeypatch.setattr(upgrades, "VERSION", VERSION + 1)
    monkeypatch.setattr(project_file, "VERSION", VERSION + 1)
    with ProjectFolder.open(folder.path) as again:
        assert again.project == wanted.replaced(version=VERSION + 1)
        again.save(edits.remove_keyframe(again.project, 2))
    assert "scenes" in json.loads((folder.path / f"project.version-{VERSION}.json").read_text())


def test_a_project_from_before_hdr_keyframes_knew_their_scale_opens(folder: ProjectFolder) -> None:
    folder.append(with_keyframe(folder, 2))
    wanted = folder.project
    folder.close()
    old = json.loads((folder.path / "project.json").read_text())
    old["version"] = 7
    for key in old["shots"][0]["keyframes"]:
        del key["stops"]
    (folder.path / "project.json").write_text(json.dumps(old))
    with ProjectFolder.open(folder.path) as again:
        assert again.project == wanted and again.project.shots[0].keyframes[0].stops is None


def test_a_project_from_before_processed_clips_opens(folder: ProjectFolder) -> None:
    folder.append(with_keyframe(folder, 2))
    wanted = folder.project
    folder.close()
    path = folder.path / "project.json"
    old = json.loads(path.read_text())
    old["version"] = 1
    del old["processed"]
    for shot in old["shots"]:
        del shot["look"]
    path.write_text(json.dumps(old))
    with ProjectFolder.open(path.parent) as again:
        assert again.project == wanted and not again.warnings
        again.save(edits.remove_keyframe(again.project, 2))
    assert json.loads((path.parent / "project.version-1.json").read_text())["version"] == 1


def test_one_writer_at_a_time(folder: ProjectFolder) -> None:
    code = f"from engine.project.file import ProjectFolder as P; P.open({str(folder.path)!r})"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert other.returncode and f"is already open in another window (process {os.getpid()}" in other.stderr
    with pytest.raises(ProjectError, match="already open in this program"):
        ProjectFolder.open(folder.path)
    reader = ProjectFolder.open(folder.path, is_writable=False)
    assert reader.project == folder.project
    with pytest.raises(ProjectError, match="not open for writing"):
        reader.append(Project())
    folder.close()
    with pytest.raises(ProjectError, match="not open for writing"):
        folder.append(Project())
    ProjectFolder.open(folder.path).close()


def test_the_project_survives_a_full_disk(folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.append(with_keyframe(folder, 2))
    newest = folder.project

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ProjectError, match="No space left on device"):
            folder.append(edits.split_shot(folder.project, 4))
        with pytest.raises(ProjectError, match="No space left on device"):
            folder.save(edits.split_shot(folder.project, 4))
    assert not list(folder.path.glob(".*.tmp"))
    folder.append(edits.split_shot(newest, 3))
    wanted = folder.project
    die(folder)
    with ProjectFolder.open(folder.path) as again:
        assert again.project == wanted


def test_a_long_journal_is_folded(folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "FOLD_AT", 3000)
    for frame in range(8):
        folder.append(with_keyframe(folder, frame))
    journal = folder.path / "journal.jsonl"
    assert not journal.exists() or journal.stat().st_size < 3000
    newest = folder.project
    die(folder)
    with ProjectFolder.open(folder.path) as again:
        assert again.project == newest


KILLED = """
    import sys
    from pathlib import Path
    import numpy as np
    from PySide6.QtCore import QCoreApplication, QTimer
    from app.document import Document
    from engine.project import edits
    from engine.project.model import Keyframe

    application = QCoreApplication([])
    document = Document()
    document.open(sys.argv[1])
    def paint(frame=0):
        picture = np.full((24, 32, 3), frame % 250, np.uint8)
        keyframe = Keyframe(frame=frame % 8, image=document.folder.blobs.put_picture(picture))
        document.edit("Paint", edits.put_keyframe(document.project, keyframe))
        while document.save_text == "Saving…":
            pass
        print(keyframe.image, keyframe.frame, flush=True)
        QTimer.singleShot(1, lambda: paint(frame + 1))
    QTimer.singleShot(0, paint)
    application.exec()
"""


def test_kill_9_loses_nothing(folder: ProjectFolder) -> None:
    """A real process edits, and is killed in the middle: every edit it told of is there."""
    folder.close()
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(folder.path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(40)]
    os.kill(child.pid, signal.SIGKILL)
    told += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    lines = [line.split() for line in told if line.endswith("\n")]
    newest = {int(frame): image for image, frame in lines}
    with ProjectFolder.open(folder.path) as again:
        found = {k.frame: k.image for s in again.project.shots for k in s.keyframes}
        assert all(again.blobs.read(image).shape == (24, 32, 3) for image in found.values())
        # one more edit may have reached the disk after the last one that was told
        assert sum(found.get(frame) != image for frame, image in newest.items()) <= 1
        if len(lines) >= 8:
            assert set(found) == set(range(8))


# --- the film ------------------------------------------------------------------------------------------------


def test_project_and_film_may_move_together(tmp_path: Path, folder: ProjectFolder) -> None:
    folder.close()
    (tmp_path / "new").mkdir()
    (tmp_path / "scans").rename(tmp_path / "new" / "scans")
    folder.path.rename(tmp_path / "new" / "film.tintloom")
    with ProjectFolder.open(tmp_path / "new" / "film.tintloom") as moved:
        assert moved.clip_place() == clips.ClipPlace("found", tmp_path / "new" / "scans" / "reel")


def test_the_project_alone_may_move(tmp_path: Path, folder: ProjectFolder, clip: Path) -> None:
    folder.close()
    (tmp_path / "a" / "b").mkdir(parents=True)
    folder.path.rename(tmp_path / "a" / "b" / "film.tintloom")
    with ProjectFolder.open(tmp_path / "a" / "b" / "film.tintloom") as moved:
        assert moved.clip_place() == clips.ClipPlace("found", clip)


def test_a_film_that_moved_is_linked_again(tmp_path: Path, folder: ProjectFolder, clip: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    clip.rename(elsewhere)
    place = folder.clip_place()
    assert place.state == "missing" and str(clip) in place.sentence
    project = folder.relinked(folder.project, elsewhere)
    assert folder.clip_place(project) == clips.ClipPlace("found", elsewhere)


def test_another_film_is_not_taken_for_it(tmp_path: Path, folder: ProjectFolder, clip: Path) -> None:
    clip.rename(tmp_path / "elsewhere")
    shorter = make_clip(tmp_path / "shorter", length=7)
    with pytest.raises(ClipDiffers, match="shorter has 7 frames, but the project's film has 8") as error:
        folder.relinked(folder.project, shorter)
    assert not error.value.is_usable
    with pytest.raises(ClipDiffers, match="16x8 pixels"):
        folder.relinked(folder.project, make_clip(tmp_path / "small", size=(8, 16)))
    rescanned = make_clip(tmp_path / "rescanned", shade=60)
    with pytest.raises(ClipDiffers, match="not the same file") as error:
        folder.relinked(folder.project, rescanned)
    assert error.value.is_usable
    project = folder.relinked(folder.project, rescanned, accept_changed=True)
    assert folder.clip_place(project) == clips.ClipPlace("found", rescanned)
    with pytest.raises(ProjectError, match="not a film"):
        folder.relinked(folder.project, tmp_path / "nowhere")


def test_a_film_that_was_replaced_is_noticed(folder: ProjectFolder, clip: Path) -> None:
    cv2.imwrite(str(clip / "0007.png"), np.full((24, 32, 3), 255, np.uint8))
    assert folder.clip_place().state == "changed"


@pytest.mark.parametrize("path", ["/dev/zero", "http://example.com/film.mkv", "\0", "x" * 5000])
def test_a_project_cannot_make_us_open_devices(folder: ProjectFolder, path: str) -> None:
    assert folder.project.clip is not None
    bad = folder.project.clip.replaced(path=path, absolute=path)
    assert clips.find_clip(bad, folder.path).state == "missing"


def test_the_fingerprint_sees_both_ends_and_the_size(tmp_path: Path) -> None:
    def of(content: bytes) -> object:
        (tmp_path / "film").write_bytes(content)
        return clips.fingerprint(tmp_path / "film")

    long = bytearray(os.urandom(3 << 20))
    prints = [of(bytes(long))]
    for at in (0, len(long) - 1):
        changed = bytearray(long)
        changed[at] ^= 1
        prints.append(of(bytes(changed)))
    prints += [of(bytes(long) + b"x"), of(b"short"), of(b"shorT"), of(b"")]
    assert len(set(map(repr, prints))) == len(prints)


# --- safety --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["project.json", "journal.jsonl", "blobs", "runs", "cache", "queue.json"])
def test_links_out_of_the_project_are_refused(tmp_path: Path, folder: ProjectFolder, name: str) -> None:
    folder.close()
    own = folder.path / name
    outside = tmp_path / "outside"
    if own.exists():
        own.rename(outside)
    else:
        outside.write_text("")
    own.symlink_to(outside)
    with pytest.raises(ProjectError, match="leads out of the project"):
        ProjectFolder.open(folder.path)


def test_an_absurdly_large_project_is_not_read(folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.close()
    monkeypatch.setattr(project_file, "MAX_JSON", 100)
    with pytest.raises(ProjectError, match="MiB large"):
        ProjectFolder.open(folder.path)


# --- pictures and copies ---------------------------------------------------------------------------------------


def test_unused_pictures_go_only_when_asked_and_never_those_in_use(folder: ProjectFolder) -> None:
    folder.append(with_keyframe(folder, 2, shade=1))
    kept = folder.project.shots[0].keyframes[0].image
    undone = folder.blobs.put_picture(np.full((24, 32, 3), 2, np.uint8))
    garbage = folder.blobs.put_picture(np.full((24, 32, 3), 3, np.uint8))
    in_run = folder.blobs.put_picture(np.full((24, 32, 3), 4, np.uint8))
    from tests.fakes import FAKE, FakeParams

    shot = folder.project.shots[0].with_keyframe(Keyframe(frame=3, image=in_run))
    assert folder.project.clip is not None
    folder.runs.new(FAKE.id, FakeParams(), shot, folder.project.clip)
    folder.close()
    assert set(folder.blobs.ids()) == {kept, undone, garbage, in_run}, "never by itself"
    with ProjectFolder.open(folder.path) as again:
        assert again.unused_blobs() == {undone, garbage}
        assert again.remove_unused_blobs(undoable={undone}) > 0
        assert set(again.blobs.ids()) == {kept, undone, in_run}
        (again.runs.path / again.runs.ids()[0] / "run.json").write_text("{")
        with pytest.raises(ProjectError, match="cannot be read"):
            again.remove_unused_blobs(set())
        assert set(again.blobs.ids()) == {kept, undone, in_run}


def test_a_copy_stands_alone(tmp_path: Path, folder: ProjectFolder, clip: Path) -> None:
    folder.append(with_keyframe(folder, 2))
    deeper = tmp_path / "deeper" / "still"
    with folder.save_copy(deeper / "copy", folder.project) as copy:
        assert copy.project.shots == folder.project.shots
        assert copy.clip_place() == clips.ClipPlace("found", clip)
        assert copy.blobs.ids() == folder.blobs.ids()
        blob = copy.blobs.ids()[0]
        folder.blobs.path(blob).unlink()
        assert copy.blobs.read(blob).shape == (24, 32, 3)
    with pytest.raises(ProjectError, match="inside the project itself"):
        folder.save_copy(folder.path / "blobs" / "copy", folder.project)
    with pytest.raises(ProjectError, match="is there already"):
        folder.save_copy(deeper / "copy", folder.project)


@pytest.mark.parametrize(
    "rate", ["1/0", "0/0", "1e999999999", "-1", "24.5", "9" * 20, "", "0", 0, -24, "1/" + "0" * 14]
)
def test_ratios_that_are_none_are_damage(folder: ProjectFolder, rate: object) -> None:
    folder.close()
    path = folder.path / "project.json"
    content = json.loads(path.read_text())
    content["clip"]["rate"] = rate
    path.write_text(json.dumps(content))
    (folder.path / "project.json.bak").unlink(missing_ok=True)
    with pytest.raises(ProjectError, match=r"clip\.rate"):
        ProjectFolder.open(folder.path)


def test_work_follows_no_link_out_of_a_run(folder: ProjectFolder, tmp_path: Path) -> None:
    from engine.runtime.request import request_of
    from tests.fakes import FAKE, FakeParams

    folder.append(with_keyframe(folder, 2))
    assert folder.project.clip is not None
    run = folder.runs.new("fake", FakeParams(), folder.project.shots[0], folder.project.clip)
    assert request_of(run, FAKE, folder).keyframes[0].frame == 2
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    (folder.runs.path / run.id / "log.txt").symlink_to(precious)
    with pytest.raises(ProjectError, match=r"log\.txt is a link"):
        request_of(run, FAKE, folder)
    with pytest.raises(ProjectError, match=r"log\.txt is a link"):
        folder.runs.folder(run.id).create()


def test_a_drive_without_locks_still_has_one_writer(folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.project import lock

    def no_locks(file: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    folder.close()
    monkeypatch.setattr(lock, "_lock", no_locks)
    monkeypatch.setattr(lock, "_unlock", no_locks)
    with (
        ProjectFolder.open(folder.path) as first,
        pytest.raises(ProjectError, match="already open in this program"),
    ):
        ProjectFolder.open(first.path)
    (folder.path / ".lock").write_text(f"99999999 {socket.gethostname()}\n")
    ProjectFolder.open(folder.path).close()
