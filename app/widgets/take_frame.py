"""Choose a frame of another film, to use it as a keyframe here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSlider, QSpinBox, QWidget

from app.background import Background
from app.translation import tr
from app.widgets.layout import column, dim, row
from engine.media.source import FrameSource

_SHOWN = QSize(640, 400)


class TakeFrame(QDialog):
    """`picture` is the chosen frame (H×W×3 RGB) once it is there, `frame` its number. Decodes in the background."""

    def __init__(self, path: Path, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Take a frame of {name}").format(name=path.name))
        self.picture: NDArray[Any] | None = None
        self.frame = 0
        self._background = background
        self._source: FrameSource | None = None
        self._shown = QLabel(tr("Opening..."))
        self._shown.setFixedSize(_SHOWN)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._number = QSpinBox()
        for widget in (self._slider, self._number):
            widget.setEnabled(False)
        self._told = dim()
        self._slider.valueChanged.connect(self._number.setValue)
        self._number.valueChanged.connect(self._go)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(tr("Use this frame"))
        self._ok.setEnabled(False)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        laid = column(self)
        laid.addWidget(self._shown)
        walk = row(self._slider, self._number, stretch_last=True)
        walk.setStretch(0, 1)
        laid.addLayout(walk)
        laid.addWidget(self._told)
        laid.addWidget(self._buttons)
        background.start("open-other", lambda: _opened(path), done=self._take, failed=self._fail, key="other-clip")

    def _take(self, opened: tuple[FrameSource, int]) -> None:
        self._source, length = opened
        for widget in (self._slider, self._number):
            widget.setRange(0, length - 1)
            widget.setEnabled(True)
        self._go(0)

    def _go(self, frame: int) -> None:
        source = self._source
        if source is None:
            return
        self._slider.setValue(frame)
        self._ok.setEnabled(False)
        self._background.start(
            "other-frame",
            lambda: (frame, *_read(source, frame)),
            done=self._show,
            failed=self._fail,
            key="other-frame",
        )

    def _show(self, read: tuple[int, NDArray[Any], NDArray[Any]]) -> None:
        self.frame, self.picture, small = read
        height, width = small.shape[:2]
        self._shown.setPixmap(
            QPixmap.fromImage(QImage(small.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888))
        )
        self._told.setText(
            tr("Frame {frame}, {shape} × {shape2}").format(
                frame=self.frame, shape=self.picture.shape[1], shape2=self.picture.shape[0]
            )
        )
        self._ok.setEnabled(True)

    def _fail(self, error: Exception) -> None:
        self._shown.setText("")
        self._told.setText(str(error))

    def done(self, result: int) -> None:
        source, self._source = self._source, None
        self._background.cancel("other-clip")
        self._background.cancel("other-frame")
        if source is not None:
            self._background.start("close-other", source.close)
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.done(QDialog.DialogCode.Rejected)
        super().closeEvent(event)


def _opened(path: Path) -> tuple[FrameSource, int]:
    from engine.media.source import open_source

    source = open_source(path)
    return source, len(source)


def _read(source: FrameSource, frame: int) -> tuple[NDArray[Any], NDArray[Any]]:
    from app.flows.pictures import eight_bit, shrunk

    picture = source.read(frame)
    return picture, shrunk(eight_bit(picture), _SHOWN.width(), _SHOWN.height())
