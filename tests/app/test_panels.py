from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import words
from app.errors import Fix, Problem, problem_of
from app.flows.pictures import number_of
from app.flows.records import Record, changed_frames, covered, finished, shown_heat, stretches
from app.panels.deliver import DeliverPanel
from app.panels.keyframes import KeyframesPanel, reaches
from app.panels.method import MethodPanel
from app.panels.prepare import PreparePanel, in_words
from app.panels.runs import RunLine, RunsPanel
from app.theme import DARK, LIGHT, Colors
from app.widgets.banner import Banners
from engine.media.source import ClipFacts
from engine.project.model import Choice, Clip, ColorSpec, Keyframe, Project, Run, Shot
from engine.runtime.errors import MediaError

BLOB = "a" * 64 + ".png"
OTHER = "b" * 64 + ".png"
RATE = Fraction(25)
WAIT = 60_000  # only a failure waits this long


def shot(*frames: int, start: int = 0, stop: int = 100, chosen: tuple[Choice, ...] = ()) -> Shot:
    keys = tuple(Keyframe(frame=frame, image=BLOB) for frame in frames)
    return Shot(id="s1", start=start, stop=stop, keyframes=keys, chosen=chosen)


def run(run_id: str = "r1", **changes: object) -> Run:
    values: dict[str, object] = {
        "id": run_id,
        "shot": "s1",
        "start": 0,
        "stop": 10,
        "method": "flow",
        "params": {},
        "inputs_digest": "",
        "name": "Run 1",
        "state": "finished",
    }
    return Run.model_validate({**values, **changes})


# keyframes ------------------------------------------------------------------------------------------------------


def test_each_keyframe_rules_the_frames_nearest_to_it() -> None:
    assert reaches(shot(40)) == [(0, 100)]
    assert reaches(shot(0, 10, 99)) == [(0, 6), (6, 55), (55, 100)]
    for one, other in [(3, 4), (10, 25), (0, 99)]:
        [(_, border), _] = reaches(shot(one, other))
        assert abs((border - 1) - one) <= abs((border - 1) - other)
        assert abs(border - one) > abs(border - other)


def test_cards_follow_the_shot_and_keep_their_pictures(qtbot: QtBot) -> None:
    panel = KeyframesPanel()
    qtbot.addWidget(panel)
    panel.show_shot(shot(5, 50), 1, RATE, frozenset({BLOB}))
    assert [card.frame for card in panel.cards()] == [5, 50]
    assert set(panel.missing_thumbnails()) == {BLOB}
    panel.show_thumbnail(BLOB, QImage(40, 30, QImage.Format.Format_RGB888))
    assert not panel.missing_thumbnails()
    panel.show_shot(shot(5), 1, RATE)
    assert not panel.missing_thumbnails()  # the picture came along
    texts = {label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)}
    assert "Frame 5" in texts and "for frames 0 to 99" in texts
    removed: list[tuple[int, str]] = []
    panel.remove_requested.connect(lambda frame, kind: removed.append((frame, kind)))
    buttons = [b for b in panel.findChildren(QPushButton) if b.accessibleName().startswith("Remove")]
    shown = [b for b in buttons if b.isVisibleTo(panel)]
    qtbot.mouseClick(shown[0], Qt.MouseButton.LeftButton)
    assert removed == [(5, "color")]
    panel.show_shot(None, 0, RATE)
    assert panel.cards() == []


# runs -----------------------------------------------------------------------------------------------------------


def test_the_table_tells_each_run_and_offers_what_can_be_done(qtbot: QtBot) -> None:
    panel = RunsPanel()
    qtbot.addWidget(panel)
    panel.show()
    lines = [
        RunLine(
            run("r2", name="Run 2", state="stopped", seconds=65.0, keyframes=shot(3).keyframes),
            0.0123,
            None,
            begun_with="Run 1",
        ),
        RunLine(run("r1", name="Run 1"), 0.5, 0.25, is_shown=True, can_show=False),
        RunLine(run("r0", name="Run 0", state="running", method="gone"), share=0.4),
    ]
    panel.show_lines(lines)
    texts = [panel.model.data(panel.model.index(0, column)) for column in range(9)]
    assert texts == ["", "Run 2", "Instant", "stopped", "1:05", "0.0123", "", "1", "Run 1"]
    tip = panel.model.data(panel.model.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert "Began with the weights of Run 1" in tip
    assert panel.model.data(panel.model.index(2, 3)) == "40%" and panel.model.data(panel.model.index(2, 2)) == "gone"
    panel.select("r2")
    assert panel.use.isEnabled() and panel.resume.isVisible() and panel.delete.isEnabled()
    panel.select("r1")
    assert not panel.use.isEnabled() and not panel.resume.isVisible()
    assert "shown wherever it has frames" in panel.use.toolTip()
    panel.select("r0")
    assert not panel.delete.isEnabled()
    panel.show_lines(lines[:2])
    panel.select("r2")
    panel.show_lines([RunLine(run("r3")), *lines])
    assert panel.selected_id() == "r2"  # the selection stays with its run
    renamed: list[tuple[str, str]] = []
    panel.rename_requested.connect(lambda *told: renamed.append(told))
    assert panel.model.setData(panel.model.index(1, 1), "  my   best ")
    assert not panel.model.setData(panel.model.index(1, 1), "   ")
    assert renamed == [("r2", "my best")]


def test_what_is_shown_comes_from_choices_and_the_run_that_works() -> None:
    chosen = (Choice(run="r1", start=0, stop=6), Choice(run="r2", start=6, stop=10))
    project = Project(shots=(shot(stop=10, chosen=chosen),))

    def record(name: str, frames: list[int], heat: dict[int, float], **changes: object) -> Record:
        made = Record(run(name, **changes))
        made.add_frames(frames)
        for frame, value in heat.items():
            made.take_metric("e_warp_frame", frame, value)
        return made

    records = {
        "r1": record("r1", [0, 1, 2, 8], {1: 0.1, 8: 0.8}),
        "r2": record("r2", [7, 5000], {7: 0.7}),
    }
    live = record("r3", [2, 3], {2: 0.2}, state="running")
    assert np.flatnonzero(covered(project, records, None)).tolist() == [0, 1, 2, 7]
    assert np.flatnonzero(covered(project, records, live)).tolist() == [0, 1, 2, 3, 7]
    assert np.flatnonzero(finished(project, records, None)).tolist() == [0, 1, 2, 7]
    assert np.flatnonzero(finished(project, records, live)).tolist() == [0, 1, 2, 7], "3 is a first picture yet"
    heat = shown_heat(project, records, live)
    assert {frame: round(float(heat[frame]), 3) for frame in np.flatnonzero(~np.isnan(heat)).tolist()} == {
        1: 0.1,
        2: 0.2,
        7: 0.7,
    }
    has = np.isin(np.arange(12), [5, 1, 2, 9, 3])
    assert stretches(has) == [(1, 4), (5, 6), (9, 10)] and stretches(has[:0]) == []
    assert changed_frames(project, Project(shots=(shot(stop=10, chosen=chosen[:1]),))) == {6, 7, 8, 9}


# the run panel --------------------------------------------------------------------------------------------------


def test_the_run_panel_asks_for_what_it_shows(qtbot: QtBot) -> None:
    panel = MethodPanel()
    qtbot.addWidget(panel)
    panel.choose("dvp", {"dvp": {"quality": "final"}, "flow": {"matching": "nonsense"}}, "cpu")
    panel.set_devices([("auto", "Best there is"), ("cpu", "CPU")])
    panel.device.setCurrentIndex(1)
    wish = panel.wish()
    assert wish is not None and wish.spec.id == "dvp" and wish.params.model_dump()["quality"] == "final"
    assert wish.device == "cpu" and wish.range == "shot"
    assert not panel.range.button("in_out").isEnabled() or panel.range.value == "shot"
    panel.set_in_out(True)
    panel.range.choose("in_out")
    panel.set_in_out(False)
    assert panel.range.value == "shot"  # a range that is gone is not wished any more
    asked: list[object] = []
    panel.propagate_requested.connect(asked.append)
    panel.request()
    assert len(asked) == 1
    panel.choose("unheard of", {}, "abacus")
    assert panel.spec.id == "flow"


def test_the_big_button_says_what_it_does(qtbot: QtBot) -> None:
    panel = MethodPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_estimate("44 frames: about 2 min")
    assert panel.estimate.text() == "44 frames: about 2 min" and not panel.stop_button.isVisible()
    panel.show_running(False)
    assert panel.button.text() == "Pause" and panel.stop_button.isVisible()
    panel.show_progress(0.5, "Learning, 30 s left")
    panel.show_estimate("never while it works")
    assert panel.bar.value() == 500 and panel.estimate.text() == "Learning, 30 s left"
    panel.show_running(True)
    assert panel.button.text() == "Go on"
    panel.show_idle(False, "Finished.")
    assert panel.button.text() == "Propagate" and not panel.bar.isVisible()


# deliver --------------------------------------------------------------------------------------------------------


def test_presets_fill_the_form_and_own_settings_leave_them(qtbot: QtBot, tmp_path: Path) -> None:
    panel = DeliverPanel()
    qtbot.addWidget(panel)
    panel.show()
    assert panel.wish() is None and "folder" in panel.told.text().lower()
    panel.set_folder(tmp_path)
    for name in range(panel.preset.count() - 1):
        panel.preset.setCurrentIndex(name)
        panel.preset.activated.emit(name)
        wish = panel.wish()
        assert wish is not None and wish.folder == tmp_path
        shown = panel.container.isVisible()
        assert shown == (not wish.settings.is_sequence)
        assert panel.form.editor("crf").isVisible() == (wish.settings.format in ("h264", "h265", "hdr10", "hlg"))
        assert panel.form.editor("start_number").isVisible() == wish.settings.is_sequence
    keep = panel.form.editor("keep_luma")
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton, pos=keep.rect().center() - keep.rect().center() / 1.2)
    if not panel.form.values()["keep_luma"]:
        assert panel.preset.currentText() == "Own settings"


# prepare --------------------------------------------------------------------------------------------------------


def test_a_film_is_told_in_words() -> None:
    facts = ClipFacts(
        Path("reel.mov"),
        720,
        576,
        RATE,
        Fraction(16, 15),
        ColorSpec(bit_depth=10, matrix="smpte170m"),
        container="MOV",
        codec="prores",
        is_variable_rate=True,
        is_interlaced=True,
        audio=("pcm_s16le", "aac"),
        timecode="01:00:00:00",
    )
    told = in_words(facts, 1500, True)
    for part in (
        "720 × 576",
        "10-bit",
        "768 × 576",
        "varying",
        "interlaced",
        "1 500 frames, 1:00",
        "2 tracks",
        "smpte170m",
    ):
        assert part in told, part
    assert "about 1 500 frames" in in_words(facts, 1500, False)


def test_interlacing_has_a_button(qtbot: QtBot) -> None:
    panel = PreparePanel()
    qtbot.addWidget(panel)
    panel.show()
    facts = ClipFacts(
        Path("reel.mov"),
        720,
        576,
        RATE,
        Fraction(1),
        ColorSpec(),
        is_interlaced=True,
        warnings=("It is interlaced.",),
    )
    wanted: list[bool] = []
    panel.deinterlace_changed.connect(wanted.append)
    panel.show_facts(facts, 10, True, False)
    [fix] = [button for button in panel.findChildren(QPushButton) if button.text() == "Deinterlace"]
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert wanted == [True]
    panel.show_facts(facts, 10, True, True)
    assert panel.deinterlace.isChecked()


def test_the_shots_are_listed_and_found_with_a_slider(qtbot: QtBot) -> None:
    panel = PreparePanel()
    qtbot.addWidget(panel)
    panel.show()
    clip = Clip(path="a", absolute="/a", width=8, height=8, length=100, rate=RATE)
    two = (Shot(id="a", start=0, stop=40), Shot(id="b", start=40, stop=100))
    panel.show_project(Project(clip=clip, shots=two))
    model = panel.table.model()
    assert [model.index(1, c).data() for c in range(3)] == ["2", "00:00:01:15", "60 frames"]
    picked: list[int] = []
    panel.frame_picked.connect(picked.append)
    panel.table.clicked.emit(model.index(1, 0))
    assert picked == [40]
    found: list[float] = []
    panel.find_requested.connect(found.append)
    panel.find_button.click()
    assert found == [0.5]
    panel.show_finding(0.3)
    assert panel.find_button.text() == "Stop"
    with qtbot.waitSignal(panel.find_canceled):
        panel.find_button.click()
    panel.show_finding(None)
    assert panel.find_button.text() == "Find shots"


# errors and words -----------------------------------------------------------------------------------------------


def test_errors_are_sentences_and_details_are_for_the_clipboard(qtbot: QtBot) -> None:
    told = problem_of(MediaError("reel.mp4 is empty."), "reel.mp4 cannot be opened")
    assert (told.sentence, told.cause) == ("reel.mp4 cannot be opened.", "reel.mp4 is empty.")
    try:
        raise KeyError("inner")
    except KeyError as error:
        surprise = problem_of(error)
    assert "Traceback" not in surprise.sentence + surprise.cause and "Traceback" in surprise.details
    missing = problem_of(FileNotFoundError(2, "No such file or directory", "/film.mp4"))
    assert missing.cause == "/film.mp4: No such file or directory."
    banners = Banners()
    qtbot.addWidget(banners)
    banners.show()
    pressed: list[str] = []
    for number in range(5):
        fix = Fix("Repair", lambda number=number: pressed.append(str(number)))
        banners.show_problem(Problem(f"Problem {number}.", fixes=(fix,), key=str(number)))
    assert [p.sentence for p in banners.problems()] == ["Problem 4.", "Problem 3."]
    banners.show_problem(Problem("Problem 3 again.", key="3"))
    assert [p.sentence for p in banners.problems()] == ["Problem 3 again.", "Problem 4."]
    qtbot.wait(1)  # closed ones are gone now
    repair = next(b for b in banners.findChildren(QPushButton) if b.text() == "Repair" and b.isVisible())
    repair.click()
    assert pressed == ["4"]
    shown = ["Problem 3 again.", "Problem 2."]
    assert [p.sentence for p in banners.problems()] == shown, "an older one comes back when a newer one went"
    banners.clear()
    assert not banners.isVisible()


def test_some_messages_go_by_themselves_and_others_stay(qtbot: QtBot) -> None:
    banners = Banners()
    qtbot.addWidget(banners)
    banners.show_problem(Problem("The film is gone."))
    banners.show_problem(Problem("a.png cannot be used.", key="import", lasts_s=0.05))
    assert len(banners.problems()) == 2
    qtbot.waitUntil(lambda: len(banners.problems()) == 1, timeout=WAIT)
    assert [p.sentence for p in banners.problems()] == ["The film is gone."]


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "1 s"), (8.4, "8 s"), (100, "2 min"), (3600, "1 h"), (4800, "1 h 20 min")]
)
def test_durations_in_words(seconds: float, told: str) -> None:
    assert words.duration(seconds) == told


def test_numbers_in_words() -> None:
    assert words.timecode(1737, RATE) == "00:01:09:12"
    assert words.size(1_400_000_000) == "1.4 GB" and words.size(12) == "12 bytes"
    assert words.count(1, "shot") == "1 shot" and words.count(1440, "frame") == "1 440 frames"
    assert words.rate(Fraction(24000, 1001)) == "23.976" and words.clock(3725) == "1:02:05"
    assert number_of(Path("shot2 frame_0040 final.png")) == 40 and number_of(Path("final.png")) is None


# theme ----------------------------------------------------------------------------------------------------------


def luminance(color: str) -> float:
    rgb = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [DARK, LIGHT])
def test_text_can_be_read_and_grays_have_no_tint(colors: Colors) -> None:
    for ground in (colors.window, colors.base):
        assert contrast(colors.text, ground) >= 7
        assert contrast(colors.dim, ground) >= 4.5
        assert contrast(colors.error, ground) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    for name in ("window", "base", "raised", "hover", "border", "text", "dim", "disabled"):
        assert QColor(getattr(colors, name)).saturation() == 0, name


def test_the_dark_window_is_as_light_as_was_agreed() -> None:
    lightness = 116 * luminance(DARK.window) ** (1 / 3) - 16
    assert abs(lightness - 22) < 1
