"""Seeing what is wrong: the next problem, the worst frame between keyframes, the worst second in a loop, and the hot
place of a frame enlarged. The time ribbon, the scopes and "Who colored this?" have flows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.actions import Actions
from app.background import Background
from app.canvas import heatmap
from app.canvas.frame_store import FrameStore
from app.canvas.pictures import alpha_of
from app.canvas.tool import Mark, Tool
from app.canvas.view import Compare, Mode
from app.flows.records import shown_heat
from app.flows.reel import Reel
from app.flows.results import Results
from app.flows.ribboning import Ribboning
from app.flows.scoping import Scoping
from app.flows.sourcing import Sourcing
from app.main_window import MainWindow
from app.session import Session
from app.translation import mark, tr
from engine.metrics.problems import problems, worst, worst_stretch

_LOOP_SPEED = 0.5
_PASSING_S = 8.0
_LEAST_HEAT = 0.1  # of the overlay's full heat: below it no place stands out
_UNKNOWN = mark("Nothing is known about flicker here yet: propagate, and it is measured frame by frame.")


@dataclass(frozen=True)
class Looped:
    """What is played over and over, and what was there before."""

    first: int
    last: int
    worst: int
    speed: float
    mode: Mode
    compare: Compare


class Seeing(QObject):
    """`ribboning`, `scoping` and `sourcing` are its parts; they share the small pictures of the shot."""

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store = session, background, store
        self._results, self._window = results, window
        self._looped: Looped | None = None
        self._hot_wanted: int | None = None  # the frame whose hot place is to be enlarged once it is known
        self.reel = Reel(session, background, store, results.result_of, self)
        self.ribboning = Ribboning(session, background, store, self.reel, window, self)
        self.scoping = Scoping(session, background, store, self.reel, results, window, self)
        self.sourcing = Sourcing(session, background, store, results, window, self)
        session.player.frame_changed.connect(self._look)
        session.source_changed.connect(lambda _: self.leave_loop(stays=False))
        store.arrived.connect(self._arrived)
        window.timeline.heat_picked.connect(self.show_hot_place)
        window.viewer.tool_changed.connect(self._follow_tool)
        window.ribbon.visibility_changed.connect(lambda _: self._lay_marks())
        window.scopes.visibility_changed.connect(lambda _: self._lay_marks())
        self.sourcing.held_changed.connect(self._watch_keys)
        self._is_watching = False

    def connect_actions(self, act: Actions) -> None:
        for name, slot in {
            "next_problem": self.next_problem,
            "worst_between": self.worst_between,
            "loop_worst": self.toggle_loop,
            "show_ribbon": lambda: self._window.show_panel("ribbon"),
            "show_scopes": lambda: self._window.show_panel("scopes"),
            "who_colored": self.sourcing.begin,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        act["pick_line"].toggled.connect(lambda on: self._take_tool(self.ribboning.tool, "ribbon", on))
        act["pick_point"].toggled.connect(lambda on: self._take_tool(self.scoping.tool, "scopes", on))
        self._window.ribbon.set_actions(act["pick_line"])
        self._window.scopes.set_actions(act["pick_point"])

    def close(self) -> None:
        """Work on nothing any more."""
        self._looped = None
        self.sourcing.end()
        self._window.viewer.set_tool(None)
        self._watch_keys()
        self.ribboning.close()
        self.scoping.close()
        self.sourcing.close()
        self.reel.close()

    # problems -----------------------------------------------------------------------------------------------

    def heat(self) -> NDArray[np.float32]:
        """Return E_warp of what each frame shows, NaN where it is not known."""
        results = self._results
        return shown_heat(self._session.project, results.records, results.records.get(results.live))

    def next_problem(self) -> None:
        """Go to the next frame that flickers more than is usual in its shot; behind the last to the first one."""
        heat = self.heat()
        if np.isnan(heat).all():
            self._tell(tr(_UNKNOWN))
            return
        found = [frame for shot in self._session.project.shots for frame in problems(heat, shot.start, shot.stop)]
        if not found:
            self._tell(tr("No frame flickers more than is usual in its shot."))
            return
        here = self._session.frame
        after = next((frame for frame in found if frame > here), None)
        frame = found[0] if after is None else after
        self._session.player.pause()
        self._session.player.set_frame(frame)
        self._session.solved.emit("seeing")
        place = tr("Problem {frame} of {count}: frame {frame2}, E_warp {heat:.3f}.").format(
            frame=found.index(frame) + 1, count=len(found), frame2=frame, heat=heat[frame]
        )
        self._session.told.emit(
            place if after is not None else tr("{place} It is the first one again.").format(place=place)
        )

    def worst_between(self) -> None:
        """Go to the frame that flickers most between the keyframes before and after this one."""
        shot, heat = self._session.shot, self.heat()
        if shot is None:
            return
        here = self._session.frame
        keys = [key.frame for key in shot.keyframes if key.kind == self._window.method.wished_kind]
        before = max((key for key in keys if key <= here), default=None)
        after = min((key for key in keys if key > here), default=None)
        start = shot.start if before is None else before + 1
        stop = shot.stop if after is None else after
        frame = worst(heat, start, stop)
        if frame is None:
            self._tell(tr(_UNKNOWN) if stop > start else tr("There is no frame between these keyframes."))
            return
        self._session.player.pause()
        self._session.player.set_frame(frame)
        self._session.solved.emit("seeing")
        ends = [
            tr("keyframe {key}").format(key=key) if key is not None else name
            for key, name in ((before, "start"), (after, "end"))
        ]
        self._session.told.emit(
            tr("Worst between {ends} and {ends2}: frame {frame}, E_warp {heat:.3f}.").format(
                ends=ends[0], ends2=ends[1], frame=frame, heat=heat[frame]
            )
        )

    def _tell(self, sentence: str) -> None:
        self._session.note(sentence, key="seeing", lasts_s=_PASSING_S)

    # the loop -----------------------------------------------------------------------------------------------

    @property
    def looped(self) -> Looped | None:
        """What is played over and over now."""
        return self._looped

    def toggle_loop(self) -> None:
        """Play the worst second of the shot over and over, beside the original; or stop that."""
        if self._looped is not None:
            self.leave_loop()
            return
        shot, player, viewer = self._session.shot, self._session.player, self._window.viewer
        second = round(self._session.rate)
        found = None if shot is None else worst_stretch(self.heat(), shot.start, shot.stop, second)
        if found is None or found[1] - found[0] < 2:
            self._window.actions_["loop_worst"].setChecked(False)
            self._tell(tr(_UNKNOWN))
            return
        first, stop, frame = found
        self._looped = Looped(first, stop - 1, frame, player.speed, viewer.mode, viewer.compare)
        self._window.actions_["loop_worst"].setChecked(True)
        self._watch_keys()
        self._session.solved.emit("seeing")
        if viewer.mode is not Mode.COMPARE:
            viewer.set_compare(Compare.SIDE_BY_SIDE)
            viewer.set_mode(Mode.COMPARE)
        player.loop_over(first, stop - 1, _LOOP_SPEED)
        self._session.told.emit(
            tr("The worst second: frames {first} to {stop}, worst {frame}. Ctrl+L or Esc goes back.").format(
                first=first, stop=stop - 1, frame=frame
            )
        )

    def leave_loop(self, *, stays: bool = True) -> None:
        """Give range, speed and view back; with `stays` the playhead is left at the worst frame."""
        kept, self._looped = self._looped, None
        self._window.actions_["loop_worst"].setChecked(False)
        self._watch_keys()
        if kept is None:
            return
        player, viewer = self._session.player, self._window.viewer
        player.end_loop()
        viewer.set_mode(kept.mode)
        viewer.set_compare(kept.compare)
        if stays:
            player.set_frame(kept.worst)
            player.play_at(kept.speed)

    def _look(self, frame: int) -> None:
        if self._looped is not None and not self._looped.first <= frame <= self._looped.last:
            self.leave_loop(stays=False)  # the artist went elsewhere
        if self._hot_wanted is not None and frame != self._hot_wanted:
            self._hot_wanted = None

    # the hot place ------------------------------------------------------------------------------------------

    def show_hot_place(self, frame: int) -> None:
        """Lay the heat over the picture and enlarge where it is strongest, once that is known."""
        viewer = self._window.viewer
        self._session.player.pause()
        self._session.player.set_frame(frame)
        if viewer.mode in (Mode.ORIGINAL, Mode.KEYFRAME, Mode.PROCESSED):
            viewer.set_mode(Mode.RESULT)
        viewer.set_overlay("heat")
        self._hot_wanted = frame
        self._arrived(frame, "heat")

    def _arrived(self, frame: int, layer: str) -> None:
        if layer != "heat" or frame != self._hot_wanted:
            return
        found = self._store.look(frame, "heat")
        if found is None:
            if self._store.is_absent(frame, "heat"):
                self._hot_wanted = None
            return
        self._hot_wanted = None
        least = heatmap.alpha_from(max(self._window.viewer.heat_from, _LEAST_HEAT))
        self._background.start(
            "hot-place",
            lambda: heatmap.hot_region(alpha_of(found), least),
            done=partial(self._enlarge, frame),
            key="hot-place",
        )

    def _enlarge(self, frame: int, region: tuple[float, float, float, float] | None) -> None:
        facts = self._store.facts
        if facts is None or frame != self._session.frame:
            return
        if region is None:
            self._session.told.emit(
                tr(
                    "Frame {frame}: no place flickers against the frame before. E_warp also counts how "
                    "far the picture has come from the shot's first frame."
                ).format(frame=frame)
            )
            return
        left, top, right, bottom = region
        wide, tall = facts.width, facts.height
        area = QRectF(left * wide, top * tall, (right - left) * wide, (bottom - top) * tall)
        self._window.viewer.zoom_around(area)
        self._session.told.emit(
            tr("Frame {frame}: enlarged where it flickers most. Ctrl+0 shows all of it again.").format(frame=frame)
        )

    # tools and marks ----------------------------------------------------------------------------------------

    def _take_tool(self, tool: Tool, panel: str, is_on: bool) -> None:
        viewer = self._window.viewer
        if is_on:
            self._window.show_panel(panel)
            viewer.set_tool(tool)
        elif viewer.tool is tool:
            viewer.set_tool(None)

    def _follow_tool(self, tool: Tool | None) -> None:
        act = self._window.actions_
        act["pick_line"].setChecked(tool is self.ribboning.tool)
        act["pick_point"].setChecked(tool is self.scoping.tool)
        self._watch_keys()
        self._lay_marks()

    def _lay_marks(self) -> None:
        """Draw line and point over the picture while their panels are seen."""
        marks: list[Mark] = []
        if self._window.ribbon.is_seen:
            marks.append(self.ribboning.tool)
        if self._window.scopes.is_seen:
            marks.append(self.scoping.mark)
        self._window.viewer.set_marks((*marks, self.sourcing.mark))

    # keys ---------------------------------------------------------------------------------------------------

    def _watch_keys(self) -> None:
        """Hear of every key only while one means something here: every event of the window passes by."""
        is_needed = self._looped is not None or self._has_tool() or self.sourcing.is_held
        application = QApplication.instance()
        if is_needed == self._is_watching or application is None:
            return
        self._is_watching = is_needed
        if is_needed:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def _has_tool(self) -> bool:
        return self._window.viewer.tool in (self.ribboning.tool, self.scoping.tool)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._can_leave() and QApplication.activeModalWidget() is None:
                event.accept()  # then it comes as a key, and no shortcut takes it
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and QApplication.activePopupWidget() is None and self._leave():
                return True
        elif kind in (QEvent.Type.KeyRelease, QEvent.Type.WindowDeactivate):
            self.sourcing.hear(event)
        return False

    def _can_leave(self) -> bool:
        return (self._looped is not None or self._has_tool()) and not self._window.viewer.is_drawing

    def _leave(self) -> bool:
        """Esc: put the picking tool away, or leave the loop; a line that is being dragged is the viewer's to drop."""
        if not self._can_leave() or QApplication.activeModalWidget() is not None:
            return False
        if self._has_tool():
            self._window.viewer.set_tool(None)
        else:
            self.leave_loop()
        return True
