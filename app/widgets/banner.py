"""What went wrong, shown above the picture without stopping anyone: sentence, cause, buttons, copy details."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.errors import Problem
from app.theme import icon
from app.translation import tr
from app.widgets.layout import icon_button

_SHOWN_AT_ONCE = 2
_KEPT = 6  # older ones come back when a newer one goes
_NOTE_S = 8.0
_ICONS = {"error": "alert-circle-outline", "warning": "alert-outline", "note": "information-outline"}


class Banners(QWidget):
    """A column of problems, the latest on top. A problem with a key replaces the one with the same key.

    They lie over the picture, which keeps its size: whoever holds them calls `lay` when `changed` comes.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 6, 6, 0)
        self._column.setSpacing(4)
        self._shown: list[_Banner] = []
        self.hide()

    def show_problem(self, problem: Problem) -> None:
        self.clear(problem.key or problem.sentence)
        banner = _Banner(problem, self._close)
        self._shown.insert(0, banner)
        self._column.insertWidget(0, banner)
        for old in self._shown[_KEPT:]:
            self._close(old)
        self._arrange()
        lasts_s = problem.lasts_s or (_NOTE_S if problem.severity == "note" else 0.0)
        if lasts_s:
            QTimer.singleShot(round(1000 * lasts_s), banner, banner.close_itself)

    def clear(self, key: str = "") -> None:
        """Take away the problem with this key; without a key, all of them."""
        for banner in list(self._shown):
            if not key or key in (banner.problem.key, banner.problem.sentence):
                self._close(banner)

    def problems(self) -> list[Problem]:
        """Return what is told now, the latest first."""
        return [banner.problem for banner in self._shown[:_SHOWN_AT_ONCE]]

    def _close(self, banner: _Banner) -> None:
        if banner in self._shown:
            self._shown.remove(banner)
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        for place, banner in enumerate(self._shown):
            banner.setVisible(place < _SHOWN_AT_ONCE)
        self.setVisible(bool(self._shown))
        self.changed.emit()

    def lay(self, area: QRect) -> None:
        """Take the upper part of `area` (in the parent's coordinates), as high as the words need."""
        self.setGeometry(area.x(), area.y(), area.width(), min(area.height(), self.heightForWidth(area.width())))
        self.raise_()


class _Banner(QFrame):
    def __init__(self, problem: Problem, close: Callable[[_Banner], None]) -> None:
        super().__init__()
        self.problem = problem
        self._close = close
        self.setProperty("banner", problem.severity)
        self.setAccessibleName(problem.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(8)
        mark = QLabel()
        mark.setPixmap(icon(_ICONS[problem.severity]).pixmap(20, 20))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_text(problem.sentence, "title"))
        if problem.cause:
            words.addWidget(_text(problem.cause, "dim"))
        row.addWidget(mark)
        row.addLayout(words, 1)
        for fix in problem.fixes:
            row.addWidget(self._button(fix.text, fix.act, closes=True))
        if problem.details:
            copy = self._button(tr("Copy details"), lambda: QGuiApplication.clipboard().setText(problem.details))
            copy.setProperty("flat", True)
            row.addWidget(copy)
        shut = icon_button("close", tr("Close this message"))
        shut.clicked.connect(self.close_itself)
        row.addWidget(shut)

    def close_itself(self) -> None:
        self._close(self)

    def _button(self, text: str, act: Callable[[], object], *, closes: bool = False) -> QPushButton:
        def press() -> None:
            if closes:
                self.close_itself()
            act()

        button = QPushButton(text)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(press)
        return button


def _text(words: str, style: str) -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setProperty(style, True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
