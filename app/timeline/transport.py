"""The bar under the viewer: transport buttons, frame and timecode, shot, speed, in and out."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget
from superqt import QElidingLabel

from app import theme, words
from app.timeline.player import Player
from app.timeline.timecode import Timecode
from app.translation import tr
from engine.project.model import Project


class GoToField(QLineEdit):
    """Shows where the playhead is; what is typed and confirmed with Enter is where it goes."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, name: str, tip: str, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance(widest) + 18)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_value(self, text: str) -> None:
        if not self.hasFocus():
            self.setText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed = self.text()
            self.clearFocus()
            self.entered.emit(typed)
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


class Transport(QWidget):
    keyframe_step_requested = Signal(int)  # -1 or 1
    shot_step_requested = Signal(int)  # -1 or 1

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._project = Project()
        self._timecode = Timecode()
        self._icons: list[tuple[QToolButton, str]] = []
        hint = tr('a frame ("120"), a timecode ("00:00:04:20"), a step ("+25") or seconds ("2.5s")')
        self._code = GoToField(tr("Timecode"), tr("Timecode. Type {hint}").format(hint=hint), "00:00:00:00", self)
        self._number = GoToField(tr("Frame"), tr("Frame (G). Type {hint}").format(hint=hint), "000000", self)
        self._length = QLabel(self)
        self._length.setContentsMargins(0, 0, 6, 0)
        self._shot = QElidingLabel(self)
        self._speed = QLabel(self)
        self._range = QElidingLabel(self)
        self._range.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # gives way to the shot
        self._range.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label, name in ((self._shot, tr("Shot")), (self._speed, tr("Speed")), (self._range, tr("In and out"))):
            label.setAccessibleName(name)
        self._play = self._button("play", tr("Play"), tr("Play or pause (Space)"), player.toggle)
        self._loop = self._button(
            "repeat",
            tr("Loop"),
            tr("Play in a loop, between in and out where they are set"),
            lambda: None,
            is_checkable=True,
        )
        self._loop.toggled.connect(player.set_loop)
        self._lay_out()
        for field in (self._code, self._number):
            field.entered.connect(self._go)
            field.left.connect(self._show)
        player.frame_changed.connect(self._show)
        player.length_changed.connect(self._show)
        player.speed_changed.connect(self._show_speed)
        player.playing_changed.connect(self._show_playing)
        player.loop_changed.connect(self._loop.setChecked)
        player.in_out_changed.connect(self._show_range)
        self.setAccessibleName(tr("Transport"))
        self._show()
        self._show_speed(player.speed)
        self._show_range(player.in_frame, player.out_frame)

    def _lay_out(self) -> None:
        player = self._player
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for shown in (self._code, self._number, self._length, self._shot):
            left.addWidget(shown)
        left.setStretchFactor(self._shot, 1)
        for button in (
            self._button(
                "skip-backward",
                tr("Previous shot"),
                tr("Previous shot (Up)"),
                lambda: self.shot_step_requested.emit(-1),
            ),
            self._button(
                "skip-previous",
                tr("Previous keyframe"),
                tr("Previous keyframe (PgUp)"),
                lambda: self.keyframe_step_requested.emit(-1),
            ),
            self._button("step-backward", tr("One frame back"), tr("One frame back (Left)"), lambda: player.step(-1)),
            self._play,
            self._button("step-forward", tr("One frame on"), tr("One frame on (Right)"), lambda: player.step(1)),
            self._button(
                "skip-next",
                tr("Next keyframe"),
                tr("Next keyframe (PgDn)"),
                lambda: self.keyframe_step_requested.emit(1),
            ),
            self._button(
                "skip-forward", tr("Next shot"), tr("Next shot (Down)"), lambda: self.shot_step_requested.emit(1)
            ),
            self._loop,
        ):
            middle.addWidget(button)
        right.addWidget(self._speed)
        right.addWidget(self._range, 1)
        for button in (
            self._button("contain-start", tr("Set in"), tr("Set in: the range begins here (I)"), player.mark_in),
            self._button(
                "contain-end", tr("Set out"), tr("Set out: the range ends with this frame (O)"), player.mark_out
            ),
            self._button(
                "close-box-outline", tr("Clear in and out"), tr("Clear in and out (Alt+X)"), player.clear_marks
            ),
        ):
            right.addWidget(button)
        self._right = right
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        for part, stretch in ((left, 1), (middle, 0), (right, 1)):
            part.setSpacing(4)
            layout.addLayout(part, stretch)

    def _button(self, icon: str, name: str, tip: str, pressed: object, *, is_checkable: bool = False) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(is_checkable)
        button.clicked.connect(pressed)
        self._icons.append((button, icon))
        return button

    def add_volume(self, volume: QWidget) -> None:
        """Put what makes the film louder and quieter beside the range."""
        self._right.insertWidget(0, volume)

    # ---- what is shown

    def set_project(self, project: Project) -> None:
        if project.shots is not self._project.shots:
            self._project = project
            self._show()

    def set_rate(self, rate: Fraction, timecode: str | None = None) -> None:
        self._timecode = Timecode(rate, timecode or "")
        self._show()
        self._show_range(self._player.in_frame, self._player.out_frame)

    def go_to(self) -> None:
        """Put the cursor into the frame field (the shortcut G)."""
        self._number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._number.selectAll()

    @Slot()
    def _show(self, *_: object) -> None:
        frame, length = self._player.frame, self._player.length
        self._code.show_value(self._timecode.text(frame))
        self._number.show_value(str(frame))
        self._length.setText(f"/ {length - 1}" if length else "")
        self._length.setToolTip(
            tr("The last frame: {count}, counted from 0.").format(count=words.count(length, "frame"))
            if length
            else ""
        )
        shots = self._project.shots
        index = next((index for index, shot in enumerate(shots) if frame in shot), None)
        told = "" if index is None else tr("Shot {index} of {count}").format(index=index + 1, count=len(shots))
        if told != self._shot.text():
            self._shot.setText(told)
            self._shot.setMinimumWidth(self._shot.fontMetrics().horizontalAdvance(told) + 4)

    @Slot(float)
    def _show_speed(self, speed: float) -> None:
        size = f"{abs(speed):g}×"
        self._speed.setText("" if speed in (0, 1) else f"◀ {size}" if speed < 0 else f"{size} ▶")

    @Slot(bool)
    def _show_playing(self, is_playing: bool) -> None:
        self._icons = [
            (button, ("pause" if is_playing else "play") if button is self._play else icon)
            for button, icon in self._icons
        ]
        self._play.setIcon(theme.icon("pause" if is_playing else "play"))
        self._play.setAccessibleName(tr("Pause") if is_playing else tr("Play"))

    @Slot(object, object)
    def _show_range(self, first: int | None, last: int | None) -> None:
        if first is None and last is None:
            self._range.setText("")
            return
        begin = first or 0
        end = last if last is not None else max(self._player.length - 1, begin)
        span = self._timecode.elapsed(end - begin + 1)
        self._range.setText(
            tr("In {begin}  Out {end}  ({end2} frames, {span})").format(
                begin=begin, end=end, end2=end - begin + 1, span=span
            )
        )

    @Slot(str)
    def _go(self, typed: str) -> None:
        frame = self._timecode.parse(typed, self._player.frame)
        if frame is not None:
            self._player.pause()
            self._player.set_frame(frame)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for button, icon in self._icons:
                button.setIcon(theme.icon(icon))
