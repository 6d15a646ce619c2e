"""The HDR journey: an LDR clip, two OpenEXR keyframes, Propagate, scrubbing at an exposure, OpenEXR out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.view import Compare, Mode
from engine.color.lab import from_linear
from engine.media.exr import encode_exr
from engine.media.images import read_picture
from tests.fakes import MORE, WIDE
from tests.hdr import HEIGHT, KEY_STOPS, LAMP, SHADE, WIDTH, filmed, make_key, make_ldr_film, scene
from tests.journeys.conftest import START
from tests.journeys.test_window import LONG, act, chosen, keyframes, open_film, sentences

FRAMES = 6
KEYS = (0, 5)
EXPOSED = 1.0


def level(light: float) -> float:
    """Return how bright a screen shows this light, 0..1."""
    return float(from_linear(np.array([min(max(light, 0), 1)]))[0])


def start_hdr(start: START, tmp_path: Path, qtbot: QtBot, method: str = WIDE.id) -> Application:
    application = start()
    open_film(application, make_ldr_film(tmp_path / "reel.mkv", FRAMES, sound="flac"), qtbot)
    application.window.method.choose_method(method)
    if method != WIDE.id:  # which has no other kind
        application.window.method.kind.button("hdr").click()
    assert application.window.method.wished_kind == "hdr"
    return application


def import_keys(application: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [make_key(tmp_path / f"light {frame:04d}.exr", frame) for frame in KEYS]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: ([str(path) for path in paths], "")))
    act(application, "import_many")
    qtbot.waitUntil(lambda: application.importing.review is not None, timeout=LONG)
    review = application.importing.review
    assert review is not None
    qtbot.waitUntil(lambda: len(review.chosen) == len(KEYS), timeout=LONG)
    review.accept()
    qtbot.waitUntil(lambda: keyframes(application) == list(KEYS), timeout=LONG)


def propagate(application: Application, qtbot: QtBot) -> None:
    act(application, "propagate")
    qtbot.waitUntil(lambda: bool(chosen(application)) and not application.running.is_busy, timeout=LONG)


def seen(application: Application, frame: int, layer: str, place: tuple[int, int]) -> float:
    """Return how bright the brightest channel of a place is drawn, 0..1."""
    shown = application.window.viewer._showing.of(frame, layer)
    found = shown.picture
    if found is None or shown.is_waiting or not found.is_exact:
        return -1
    return max(found.full.pixelColor(*place).getRgbF()[:3])  # type: ignore[type-var]


def causes(application: Application) -> list[str]:
    return [problem.cause for problem in application.window.banners.problems()]


@pytest.mark.parametrize(("method", "lamp"), [(WIDE.id, MORE), ("stpn", 9.0)])
def test_the_whole_journey_in_the_window(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, method: str, lamp: float
) -> None:
    application = start_hdr(start, tmp_path, qtbot, method)
    window, viewer = application.window, application.window.viewer
    assert not window.tone.isVisible() and not window.actions_["exposure_up"].isEnabled()
    import_keys(application, tmp_path, qtbot, monkeypatch)
    (shot,) = application.document.project.shots
    assert [key.stops for key in shot.keyframes] == pytest.approx([KEY_STOPS, KEY_STOPS], abs=0.1)
    assert all(key.image.endswith(".exr") and key.kind == "hdr" for key in shot.keyframes)
    assert window.tone.isVisible() and "+2.0 EV" in window.tone.scale.text()
    propagate(application, qtbot)
    folder = application.document.folder
    assert folder is not None
    (run,) = {run for run, _, _ in chosen(application)}
    assert folder.runs.folder(run).frames() == list(range(FRAMES))
    assert viewer.mode is Mode.RESULT

    # at exposure 0 the result is as bright as the film, whatever scale its keyframes are on
    application.player.set_frame(3)
    light = scene(3)[SHADE[::-1]].max()
    qtbot.waitUntil(lambda: seen(application, 3, "result", SHADE) >= 0, timeout=LONG)
    assert seen(application, 3, "result", SHADE) == pytest.approx(level(light), abs=0.03)
    assert seen(application, 3, "result", LAMP) == 1

    # one stop brighter: what the film shows well brightens by it
    window.tone.slider.setValue(10)
    assert application.toning.tone.stops == EXPOSED and window.tone.value.text() == "+1.0 EV"
    qtbot.waitUntil(lambda: abs(seen(application, 3, "result", SHADE) - level(2 * light)) < 0.03, timeout=LONG)
    for frame in (4, 1, 2):  # scrubbing keeps it
        application.player.set_frame(frame)
        own = 2 * scene(frame)[SHADE[::-1]].max()
        qtbot.waitUntil(
            lambda frame=frame, own=own: abs(seen(application, frame, "result", SHADE) - level(own)) < 0.04,
            timeout=LONG,
        )

    # far darker: the lamp, white in the film, has its light again; the film beside it only gets gray
    window.tone.slider.setValue(-40)
    viewer.set_compare(Compare.SIDE_BY_SIDE)
    viewer.set_mode(Mode.COMPARE)
    qtbot.waitUntil(lambda: abs(seen(application, 2, "result", LAMP) - level(lamp / 16)) < 0.05, timeout=LONG)
    qtbot.waitUntil(lambda: abs(seen(application, 2, "original", LAMP) - level(1 / 16)) < 0.03, timeout=LONG)

    # the film is never changed by it, and the keys step by thirds
    qtbot.waitUntil(lambda: application.store.pixel(2, "original", *LAMP) == (1, 1, 1), timeout=LONG)
    act(application, "exposure_reset")
    act(application, "exposure_up")
    assert application.toning.tone.stops == pytest.approx(1 / 3)
    QTest.mouseDClick(window.tone.slider, Qt.MouseButton.LeftButton)
    assert application.toning.tone.stops == 0

    export_light(application, tmp_path, qtbot, lamp)


def export_light(application: Application, tmp_path: Path, qtbot: QtBot, lamp: float) -> None:
    deliver, out = application.window.deliver, tmp_path / "out"
    out.mkdir()
    deliver.set_folder(out)
    deliver.form.set_values({**deliver.form.values(), "format": "exr"})
    deliver.request()
    qtbot.waitUntil(lambda: any("was written" in sentence for sentence in sentences(application)), timeout=LONG)
    written = sorted(out.rglob("*.exr"))
    assert len(written) == FRAMES
    folder = application.document.folder
    assert folder is not None
    (run,) = {run for run, _, _ in chosen(application)}
    for frame, path in enumerate(written):
        light = read_picture(path)
        assert light.dtype == np.float32 and light.max() > 0.95 * lamp
        np.testing.assert_array_equal(light, folder.runs.folder(run).read_frame(frame))


def test_ways_to_show_light_and_what_is_remembered(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start_hdr(start, tmp_path, qtbot)
    import_keys(application, tmp_path, qtbot, monkeypatch)
    window, viewer = application.window, application.window.viewer
    viewer.set_mode(Mode.KEYFRAME)
    application.player.set_frame(5)
    shown = []
    for way in ("exposure", "drago", "reinhard"):
        assert window.tone.way.currentData() == way
        qtbot.waitUntil(lambda: seen(application, 5, "keyframe", LAMP) >= 0, timeout=LONG)
        qtbot.wait(50)
        qtbot.waitUntil(lambda: seen(application, 5, "keyframe", LAMP) >= 0, timeout=LONG)
        shown.append(seen(application, 5, "keyframe", SHADE))
        act(application, "next_tone")
    assert len({round(each, 3) for each in shown}) == 3, "every way shows the picture otherwise"
    application.toning.set_tone("drago", -1.5)
    folder = application.document.folder
    assert folder is not None
    path = folder.path
    application.close()
    again = start(path)
    qtbot.waitUntil(lambda: again.session.source is not None, timeout=LONG)
    qtbot.waitUntil(lambda: again.toning.tone.way == "drago", timeout=LONG)
    assert again.toning.tone.stops == -1.5 and again.window.tone.value.text() == "-1.5 EV"
    assert again.window.tone.isVisible()


def test_the_probe_reads_light_where_there_is_light(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start_hdr(start, tmp_path, qtbot)
    import_keys(application, tmp_path, qtbot, monkeypatch)
    viewer, bar = application.window.viewer, application.window.bar
    viewer.set_mode(Mode.KEYFRAME)
    application.player.set_frame(0)
    qtbot.waitUntil(lambda: seen(application, 0, "keyframe", LAMP) >= 0, timeout=LONG)
    probe = viewer._probe_at(viewer._place.to_view(LAMP[0] + 0.5, LAMP[1] + 0.5))
    assert probe is not None and probe.layer == "keyframe"
    assert probe.light == pytest.approx([each * 2**KEY_STOPS for each in (9, 7, 4)], rel=1e-3)
    bar.show_probe(probe)
    assert "linear 36  28  16" in bar.probe.text()
    viewer.set_mode(Mode.ORIGINAL)
    qtbot.waitUntil(lambda: application.store.pixel(0, "original", *LAMP) is not None, timeout=LONG)
    probe = viewer._probe_at(viewer._place.to_view(LAMP[0] + 0.5, LAMP[1] + 0.5))
    assert probe is not None and probe.light is None and probe.shown == (1, 1, 1)
    application.window.show_panel("scopes")
    application.toning.set_tone("exposure", 2.0)
    viewer.set_mode(Mode.KEYFRAME)
    application.seeing.scoping.refresh()
    viewer.set_overlay("heat")
    qtbot.wait(100)


def test_dropped_pictures_that_are_no_hdr_keyframes_are_refused_in_one_sentence(
    start: START, tmp_path: Path, qtbot: QtBot
) -> None:
    application = start_hdr(start, tmp_path, qtbot)
    flat = tmp_path / "flat 0002.png"
    cv2.imwrite(str(flat), filmed(2)[..., ::-1])
    application.window.viewer.files_dropped.emit([flat])
    qtbot.waitUntil(lambda: any("no HDR picture" in each for each in causes(application)), timeout=LONG)
    assert keyframes(application) == []
    light = scene(2)
    light[3, 3] = np.nan
    broken = tmp_path / "broken 0002.exr"
    broken.write_bytes(encode_exr(light, is_half=False))
    application.player.set_frame(2)
    application.window.viewer.files_dropped.emit([broken])
    qtbot.waitUntil(lambda: keyframes(application) == [2], timeout=LONG)
    assert any("was no number and was put right" in each for each in sentences(application))
    folder = application.document.folder
    assert folder is not None
    (shot,) = application.document.project.shots
    stored = folder.blobs.read(shot.keyframes[0].image)
    assert stored.dtype == np.float32 and stored.shape == (HEIGHT, WIDTH, 3) and np.isfinite(stored).all()
    assert stored[LAMP[::-1]].tolist() == [9, 7, 4], "nothing was fitted to the film's light"


def test_hdr_keyframes_are_not_painted_and_leave_as_openexr(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start_hdr(start, tmp_path, qtbot)
    application.player.set_frame(2)
    act(application, "tool_brush")
    qtbot.waitUntil(
        lambda: any("HDR keyframes are not painted here" in each for each in sentences(application)), timeout=LONG
    )
    assert application.painting.sheet() is None
    launched: list[Path] = []
    monkeypatch.setattr(application.outside, "launch", lambda program, path: launched.append(path) or True)
    application.outside.edit()
    qtbot.waitUntil(lambda: bool(launched), timeout=LONG)
    assert launched[0].suffix == ".exr", "the film's light is handed out, for only light comes back"
    launched[0].write_bytes(encode_exr(scene(2) * 4, is_half=True))
    application.outside._look()
    qtbot.waitUntil(lambda: keyframes(application) == [2], timeout=LONG)
    (shot,) = application.document.project.shots
    assert shot.keyframes[0].kind == "hdr" and shot.keyframes[0].stops == pytest.approx(2, abs=0.1)


def test_a_result_is_accepted_as_a_keyframe_of_light(
    start: START, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start_hdr(start, tmp_path, qtbot)
    import_keys(application, tmp_path, qtbot, monkeypatch)
    propagate(application, qtbot)
    cards = application.window.keyframes.cards()
    assert [(card.frame, card.kind) for card in cards] == [(0, "hdr"), (5, "hdr")]
    contents = application.window.timeline.strip.contents
    assert contents.kind == "hdr" and [reach.frame for reach in contents.reaches] == [0, 5]
    application.player.set_frame(3)
    application.keyframing.accept_result()
    qtbot.waitUntil(lambda: keyframes(application) == [0, 3, 5], timeout=LONG)
    (shot,) = application.document.project.shots
    made = shot.keyframe(3, "hdr")
    assert made is not None and made.image.endswith(".exr") and made.stops == pytest.approx(KEY_STOPS, abs=0.1)
    (record,) = application.results.records.values()
    from engine.project.model import is_stale

    assert is_stale(record.run, application.document.project), "it was made of two keyframes, and there are three"
    act(application, "accept_range")
    qtbot.waitUntil(lambda: bool(application.document.project.shots[0].accepted), timeout=LONG)
    act(application, "check_accepted")
    qtbot.waitUntil(lambda: any("0 of 6 accepted frames changed" in s for s in sentences(application)), timeout=LONG)


def test_a_clip_of_light_is_exposed_too(start: START, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    for frame in range(3):
        make_key(folder / f"light.{frame:04d}.exr", frame, 0.0)
    application = start()
    open_film(application, folder, qtbot)
    viewer = application.window.viewer
    assert application.window.tone.isVisible() and application.window.tone.scale.text() == ""
    viewer.set_mode(Mode.ORIGINAL)
    application.player.set_frame(1)
    qtbot.waitUntil(lambda: seen(application, 1, "original", LAMP) == 1, timeout=LONG)
    application.toning.set_tone("exposure", -4.0)
    qtbot.waitUntil(lambda: abs(seen(application, 1, "original", LAMP) - level(9 / 16)) < 0.02, timeout=LONG)
    assert application.store.light(1, "original", *LAMP) == (9, 7, 4), "what it is exposed from is kept"
    picked = viewer.color_at(*LAMP)
    assert picked is not None and picked[0] == pytest.approx(level(9 / 16), abs=0.02), "what is seen is picked"
