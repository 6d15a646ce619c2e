"""What is seen while nothing is open: what to do first, and where the artist left off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.translation import tr
from app.widgets.layout import icon_button, show_share

_WORK_WIDTH = 300


class StartPage(QWidget):
    """Buttons come from `actions`; `recent_picked` and `recent_forgotten` carry a project's path."""

    recent_picked = Signal(Path)
    recent_forgotten = Signal(Path)
    files_dropped = Signal(list)

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        title = QLabel(tr("Drop a film, a folder of frames or a project here"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        title.setFont(font)
        sentence = QLabel(tr("Color one frame of a shot; Tintloom carries it to all the others."))
        sentence.setProperty("dim", True)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        for action in actions:
            buttons.addWidget(_big_button(action))
        buttons.addStretch(1)
        self._recent_title = QLabel(tr("Recent projects"))
        self._recent_title.setProperty("title", True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(2)
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(10)
        column.addLayout(buttons)
        column.addLayout(self._work_row())
        column.addWidget(self._recent_list(), 4)
        column.addStretch(1)

    def show_work(self, text: str, share: float | None) -> None:
        """Tell what is made ready before anything is open; `share` 0..1, below 0 unknown, None for nothing."""
        self._work.setText(text if share is not None else "")
        self._work_bar.setVisible(share is not None)
        if share is not None:
            show_share(self._work_bar, share)

    def show_recent(self, projects: Sequence[Path]) -> None:
        """List the recent projects; those that are not there any more can only be forgotten."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for project in projects:
            self._rows.addWidget(self._row(project))
        self._rows.addStretch(1)
        self._recent_title.setVisible(bool(projects))

    def _work_row(self) -> QVBoxLayout:
        self._work = QLabel()
        self._work.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._work_bar = QProgressBar(textVisible=False, maximum=1000)
        self._work_bar.setAccessibleName(tr("How far it is"))
        self._work_bar.setFixedWidth(_WORK_WIDTH)
        kept = self._work_bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # what is below stays where it is
        self._work_bar.setSizePolicy(kept)
        self._work_bar.hide()
        rows = QVBoxLayout()
        rows.setSpacing(4)
        rows.addWidget(self._work)
        rows.addWidget(self._work_bar, 0, Qt.AlignmentFlag.AlignHCenter)
        return rows

    def _recent_list(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._recent_title)
        column.addLayout(self._rows)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(640)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(area)
        row.addStretch(1)
        return holder

    def _row(self, project: Path) -> QWidget:
        frame = QFrame()
        frame.setProperty("card", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(4, 2, 4, 2)
        there = project.is_dir()
        button = QPushButton(project.stem if there else tr("{stem}  (not found)").format(stem=project.stem))
        button.setEnabled(there)
        button.setProperty("flat", True)
        button.setStyleSheet("text-align: left;")
        button.setToolTip(str(project))
        button.clicked.connect(lambda: self.recent_picked.emit(project))
        where = QLabel(_shortened(project.parent))
        where.setProperty("dim", True)
        forget = icon_button("close", tr("Take it off this list; the project stays where it is"))
        forget.setAccessibleName(tr("Take {stem} off the list").format(stem=project.stem))
        forget.clicked.connect(lambda: self.recent_forgotten.emit(project))
        row.addWidget(button, 1)
        row.addWidget(where)
        row.addWidget(forget)
        return frame

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files_dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


def _big_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setText(action.text().replace("&", "").removesuffix("..."))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(36, 36))
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setFixedSize(190, 92)
    button.setProperty("big", True)
    return button


def _shortened(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
