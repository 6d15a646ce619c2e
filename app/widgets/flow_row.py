"""A row of widgets that goes on in the next line where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.widgets.layout import SPACING


class FlowRow(QLayout):
    """Every widget has the width it asks for; the height follows from the width of the whole.

    Qt asks for the same height many times while it lays a panel out: what was found stays until something changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: list[QLayoutItem] = []
        self._sizes: list[tuple[QLayoutItem, int, int]] | None = None  # of those that are seen
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(SPACING)

    def addItem(self, item: QLayoutItem) -> None:
        self._kept.append(item)
        self._sizes = None

    def count(self) -> int:
        return len(self._kept)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._kept[index] if 0 <= index < len(self._kept) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._sizes = None
        return self._kept.pop(index) if 0 <= index < len(self._kept) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._sizes = None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        sizes = self._asked()
        if width not in self._heights:
            self._heights[width] = self._lay(sizes, QRect(0, 0, width, 0), is_tried=True)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        sizes = self._asked()
        across = sum(width for _, width, _ in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(across, max((height for _, _, height in sizes), default=0))

    def minimumSize(self) -> QSize:
        sizes = self._asked()
        return QSize(
            max((width for _, width, _ in sizes), default=0), max((height for _, _, height in sizes), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(self._asked(), rect, is_tried=False)

    def _asked(self) -> list[tuple[QLayoutItem, int, int]]:
        """Return the items that are seen, with the width and height each asks for."""
        if self._sizes is None:
            self._heights.clear()
            seen = [(item, item.sizeHint()) for item in self._kept if not item.isEmpty()]
            self._sizes = [(item, size.width(), size.height()) for item, size in seen]
        return self._sizes

    def _lay(self, sizes: list[tuple[QLayoutItem, int, int]], rect: QRect, *, is_tried: bool) -> int:
        """Place the widgets in `rect` (or only try it); return the height that takes."""
        left, top, room, space = rect.x(), rect.y(), rect.width(), self.spacing()
        x, y, line = left, top, 0
        for item, wide, high in sizes:
            if x > left and x + wide > left + room:
                x, y, line = left, y + line + space, 0
            if not is_tried:
                item.setGeometry(QRect(x, y, wide, high))
            x += wide + space
            line = max(line, high)
        return y + line - top
