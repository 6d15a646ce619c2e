"""Where the artist looks: frames, shots, keyframes, in and out, what the viewer shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject

from app.actions import Actions
from app.canvas.view import Compare, Mode, Overlay
from app.main_window import MainWindow
from app.session import Session


class Walking(QObject):
    """Joins player, viewer, timeline and transport."""

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._window = session, window
        self._before_compare = Mode.RESULT
        player, viewer, timeline, transport = session.player, window.viewer, window.timeline, window.transport
        player.frame_changed.connect(viewer.set_frame)
        player.frame_changed.connect(timeline.set_frame)
        player.in_out_changed.connect(timeline.set_in_out)
        player.in_out_changed.connect(self._show_in_out)
        timeline.frame_picked.connect(player.set_frame)
        timeline.keyframe_picked.connect(player.set_frame)
        timeline.in_out_changed.connect(player.set_in_out)
        viewer.play_toggled.connect(player.toggle)
        viewer.frame_step_requested.connect(player.step)
        viewer.keyframe_step_requested.connect(self.step_keyframe)
        transport.keyframe_step_requested.connect(self.step_keyframe)
        transport.shot_step_requested.connect(self.step_shot)

    def connect_actions(self, act: Actions) -> None:
        player, viewer = self._session.player, self._window.viewer
        for name, slot in {
            "play": player.toggle,
            "reverse": player.shuttle_backward,
            "stop": player.pause,
            "forward": player.shuttle_forward,
            "reverse_slow": lambda: player.shuttle_backward(True),
            "forward_slow": lambda: player.shuttle_forward(True),
            "previous_frame": lambda: player.step(-1),
            "next_frame": lambda: player.step(1),
            "back_10": lambda: player.step(-10),
            "forward_10": lambda: player.step(10),
            "shot_start": self.go_to_start,
            "shot_end": self.go_to_end,
            "previous_shot": lambda: self.step_shot(-1),
            "next_shot": lambda: self.step_shot(1),
            "previous_keyframe": lambda: self.step_keyframe(-1),
            "next_keyframe": lambda: self.step_keyframe(1),
            "go_to": self._window.transport.go_to,
            "set_in": player.mark_in,
            "set_out": player.mark_out,
            "clear_in_out": player.clear_marks,
            "show_original": lambda: viewer.set_mode(Mode.ORIGINAL),
            "show_keyframe": lambda: viewer.set_mode(Mode.KEYFRAME),
            "show_processed": lambda: viewer.set_mode(Mode.PROCESSED),
            "show_result": lambda: viewer.set_mode(Mode.RESULT),
            "compare": self.toggle_compare,
            "next_compare": self.next_compare,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        overlays: tuple[Overlay, ...] = ("heat", "confidence")
        for overlay in overlays:
            act[overlay].toggled.connect(partial(self._lay_over, overlay))
            viewer.overlay_changed.connect(lambda shown, own=overlay: act[own].setChecked(shown == own))

    def _lay_over(self, overlay: Overlay, is_on: bool) -> None:
        """One overlay at a time: the other one goes."""
        viewer = self._window.viewer
        if is_on:
            viewer.set_overlay(overlay)
        elif viewer.overlay == overlay:
            viewer.set_overlay(None)

    def go_to_start(self) -> None:
        shot = self._session.shot
        self._session.player.set_frame(shot.start if shot else 0)

    def go_to_end(self) -> None:
        shot = self._session.shot
        self._session.player.set_frame(shot.stop - 1 if shot else self._session.player.length - 1)

    def step_shot(self, step: int) -> None:
        """Go to the next cut; backward first to the beginning of this shot."""
        self._go([shot.start for shot in self._session.project.shots], step)

    def step_keyframe(self, step: int) -> None:
        self._go([key.frame for shot in self._session.project.shots for key in shot.keyframes], step)

    def _go(self, frames: Iterable[int], step: int) -> None:
        here = self._session.frame
        behind = [f for f in frames if (f > here if step > 0 else f < here)]
        if behind:
            self._session.player.set_frame(min(behind) if step > 0 else max(behind))

    def toggle_compare(self) -> None:
        viewer = self._window.viewer
        if viewer.mode == Mode.COMPARE:
            viewer.set_mode(self._before_compare)
        else:
            self._before_compare = viewer.mode
            viewer.set_mode(Mode.COMPARE)

    def next_compare(self) -> None:
        """Compare in the next way; the first time in the way that was used last."""
        viewer = self._window.viewer
        if viewer.mode != Mode.COMPARE:
            self.toggle_compare()
            return
        ways = list(Compare)
        viewer.set_compare(ways[(ways.index(viewer.compare) + 1) % len(ways)])

    def _show_in_out(self, first: int | None, last: int | None) -> None:
        has_range = first is not None or last is not None
        self._window.method.set_in_out(has_range)
        self._window.deliver.set_in_out(has_range)
