"""How loud the film is: a button that mutes and, where there is room, a slider beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from app import theme
from app.timeline.sound import Sound
from app.translation import tr

_STEPS = 100
_WHEEL_STEP = 0.05
_SLIDER_WIDTH = 64


class Volume(QWidget):
    """The wheel over it makes the film louder and quieter. `mute` is the action its button shows."""

    def __init__(self, sound: Sound, mute: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sound, self._mute = sound, mute
        self._button = QToolButton(self)
        self._button.setAutoRaise(True)
        self._button.setIconSize(QSize(20, 20))
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setCheckable(True)
        self._button.clicked.connect(lambda on: sound.set_muted(on))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.setAccessibleName(tr("Volume"))
        self.slider.valueChanged.connect(lambda value: sound.set_volume(value / _STEPS))
        laid = QHBoxLayout(self)
        laid.setContentsMargins(0, 0, 0, 0)
        laid.setSpacing(2)
        laid.addWidget(self._button)
        laid.addWidget(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)  # in a narrow window there is no room for it; a key and the menu mute too
        sound.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Show what the sound is now."""
        sound = self._sound
        is_silent = sound.is_muted or sound.volume == 0
        self.setEnabled(sound.has_sound)
        self._button.setIcon(theme.icon("volume-off" if is_silent or not sound.has_sound else "volume-high"))
        self._button.setChecked(sound.is_muted)
        name = tr("Sound on") if sound.is_muted else tr("Mute")
        self._button.setAccessibleName(name)
        self._mute.setChecked(sound.is_muted)
        told = self._mute.toolTip() if sound.has_sound else tr("This film has no sound that can be played here.")
        self._button.setToolTip(told)
        self.slider.setToolTip(tr("Volume: {volume:.0%}").format(volume=sound.volume) if sound.has_sound else told)
        self.slider.blockSignals(True)
        self.slider.setValue(round(sound.volume * _STEPS))
        self.slider.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.slider.setVisible(self.width() >= self._button.sizeHint().width() + _SLIDER_WIDTH)
        self._button.setVisible(self.width() >= self._button.sizeHint().width())

    def sizeHint(self) -> QSize:
        return QSize(self._button.sizeHint().width() + 2 + _SLIDER_WIDTH, self._button.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._sound.set_volume(self._sound.volume + _WHEEL_STEP * event.angleDelta().y() / 120)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_state()
