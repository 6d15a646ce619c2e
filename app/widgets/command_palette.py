"""Every command by a few letters of its name (Ctrl+K)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.actions import Actions, plain
from app.translation import tr


class CommandPalette(QDialog):
    """Typing narrows the list, Enter runs the chosen command, Esc leaves."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self.chosen: QAction | None = None
        self.field = QLineEdit(placeholderText=tr("What do you want to do?"), clearButtonEnabled=True)
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(520, 380)
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self._run())
        self.list.itemClicked.connect(lambda _: self._run())
        self._narrow("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        found = []
        for order, (spec, action) in enumerate(self._actions):
            rank = rank_of(typed, plain(tr(spec.text)), tr(spec.menu))
            if action.isEnabled() and spec.id != "palette" and rank is not None:
                found.append((rank, order, action))
        for _, _, action in sorted(found, key=lambda one: one[:2]):
            keys = action.shortcut().toString()
            item = QListWidgetItem(f"{plain(action.text())}    {keys}" if keys else plain(action.text()))
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setToolTip(action.statusTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen = item.data(Qt.ItemDataRole.UserRole)
            self.accept()


def rank_of(typed: str, text: str, menu: str) -> int | None:
    """Return how well `typed` fits a command: its start (0), a word's start, inside, letters in order, or None."""
    wanted, name = typed.lower().strip(), text.lower()
    if not wanted or name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split()):
        return 1
    if wanted in f"{menu.lower()} {name}":
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in wanted.replace(" ", "")) else None
