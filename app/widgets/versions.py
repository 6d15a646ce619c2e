"""The pictures a keyframe had before, small: a click goes back to one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QWidget

from app.translation import tr
from app.widgets.layout import column, dim, title

_SHOWN = QSize(144, 81)
_LABEL = 22
_WIDE = 3  # beside each other
_MOST_ROWS = 3
_ROOM = 14


class Versions(QFrame):
    """A popup that closes when something else is clicked. The present picture comes first, then the latest one."""

    chosen = Signal(str)  # blob

    def __init__(self, frame: int, present: str, versions: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Versions of the keyframe of frame {frame}").format(frame=frame))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(_SHOWN)
        cell = QSize(_SHOWN.width() + _ROOM, _SHOWN.height() + _LABEL + _ROOM)
        self.list.setGridSize(cell)
        self._items: dict[str, QListWidgetItem] = {}
        blank = QPixmap(_SHOWN)
        blank.fill(Qt.GlobalColor.transparent)
        for place, blob in enumerate((present, *reversed(versions))):
            text = tr("Now") if place == 0 else tr("Version {count}").format(count=len(versions) - place + 1)
            item = QListWidgetItem(QIcon(blank), text)
            item.setData(Qt.ItemDataRole.UserRole, blob)
            item.setToolTip(
                tr("The present picture.") if place == 0 else tr("Go back to this picture (it can be undone).")
            )
            self.list.addItem(item)
            self._items[blob] = item
        self.list.setCurrentRow(0)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        rows = min(_MOST_ROWS, -(-self.list.count() // _WIDE))
        self.list.setFixedSize(_WIDE * cell.width() + 24, rows * cell.height() + 8)
        laid = column(self)
        laid.addWidget(title(tr("Versions of frame {frame}").format(frame=frame)))
        laid.addWidget(self.list)
        told = tr("Click one to go back to it; the present picture becomes a version.")
        laid.addWidget(
            dim(told if versions else tr("There is no earlier picture yet: one that is replaced is kept here."))
        )
        self._is_done = False

    def open_at(self, place: QPoint) -> None:
        """Show it at this place of the screen, moved so that all of it is on the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y(), room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        self.list.setFocus()

    def show_thumbnail(self, blob: str, picture: QImage) -> None:
        if blob in self._items:
            self._items[blob].setIcon(QIcon(QPixmap.fromImage(picture)))

    def blobs(self) -> list[str]:
        return list(self._items)

    def _choose(self, item: QListWidgetItem) -> None:
        if self._is_done:  # a double click is both
            return
        self._is_done = True
        if self.list.row(item) > 0:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
        self.close()
