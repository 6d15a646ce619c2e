"""The objects of masks: who there are, which one is worked on, where they are tracked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QMenu,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.translation import mark, tr
from app.widgets.action_button import action_button
from app.widgets.layout import button, column, dim, dressed, icon_button, row, scrolled
from app.widgets.segments import Segments
from app.widgets.suggestion_cards import REPAIR, SuggestionCards
from engine.catalog import MethodSpec
from engine.project.model import Mask

TOOLS = ("mask_click", "mask_brush", "mask_eraser", "mask_lasso", "mask_fill")
TRACKS = ("track_backward", "track_both", "track_forward")
_NAME, _NUMBER = 0, 1
_ID = Qt.ItemDataRole.UserRole
_CHIP = 14
_LEAST_LIST = 60
_MOST_LIST = 120  # beside cards of masks to repair
_UNBOUND = 16_777_215  # Qt's own largest size of a widget
_EMPTY = mark("No object yet: click one in the picture.")


class MasksPanel(QWidget):
    """Shows what it is given and asks; it changes nothing itself."""

    selected = Signal(str)  # an object's id
    renamed = Signal(str, str)
    hidden_changed = Signal(str, bool)
    color_requested = Signal(str)
    merge_requested = Signal(str, str)  # which one, into which
    opacity_changed = Signal(float)  # 0..1

    def __init__(self, methods: Mapping[str, MethodSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_filling = False
        self._tools = row()
        self._tracks = row()
        self.list = dressed(QTreeWidget(), tr("The objects; a tick shows one over the picture."), tr("Objects"))
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setMinimumHeight(_LEAST_LIST)
        self.list.setIconSize(QSize(_CHIP, _CHIP))
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(_NUMBER, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.currentItemChanged.connect(lambda item, _: self._select(item))
        self.list.itemChanged.connect(self._take_item)
        self.told = dim(tr(_EMPTY), wraps=False)
        self.method = dressed(QComboBox(), tr("What carries the masks from frame to frame."), tr("Track with"))
        for spec in methods.values():
            if "mask" in spec.kinds:
                self.method.addItem(tr(spec.title), spec.id)
                self.method.setItemData(self.method.count() - 1, tr(spec.sentence), Qt.ItemDataRole.ToolTipRole)
        self.range = Segments({"shot": tr("Whole shot"), "in_out": tr("In to out")})
        self.opacity = dressed(
            QSlider(Qt.Orientation.Horizontal),
            tr("How strongly the objects are seen over the picture."),
            tr("Strength of the masks"),
        )
        self.opacity.setRange(10, 100)
        self.opacity.setValue(100)
        self.opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        self.suggestions = SuggestionCards(deed=REPAIR)
        self._lay()
        self.set_in_out(False)
        self.show_objects((), "", frozenset(), {})

    def _lay(self) -> None:
        inner = QWidget()
        laid = column(inner)
        laid.addLayout(self._tools)
        laid.addWidget(self.told)
        laid.addWidget(self.list, 1)
        laid.addLayout(self._tracks)
        with_ = row(dim(tr("with"), wraps=False), self.method, self.range, stretch_last=True)
        with_.setStretch(1, 1)
        laid.addLayout(with_)
        laid.addWidget(self.suggestions)
        self._files = row(stretch_last=True)
        laid.addLayout(self._files)
        outer = column(self, margin=0)
        outer.addWidget(scrolled(inner))

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Give the panel its buttons: actions of the window by id."""
        for place, name in enumerate(TOOLS):
            self._tools.insertWidget(place, action_button(actions[name], "icon"))
        for name in ("add_object", "remove_object"):
            self._tools.addWidget(action_button(actions[name], "icon"))
        color = icon_button("palette", tr("Show this object in another color"))
        color.clicked.connect(lambda: self.color_requested.emit(self.current))
        self._tools.addWidget(color)
        said = {"track_backward": tr("Track back"), "track_both": tr("Both"), "track_forward": tr("Forward")}
        for place, name in enumerate(TRACKS):
            self._tracks.insertWidget(place, action_button(actions[name], "both", said[name]))
        for place, name in enumerate(("import_masks", "export_masks")):
            file = button(actions[name].text().replace("&", ""), tip=actions[name].toolTip())
            file.clicked.connect(actions[name].trigger)
            self._files.insertWidget(place, file)
        self._files.addWidget(self.opacity, 1)

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """The id of the object in work, or ""."""
        item = self.list.currentItem()
        return str(item.data(_NAME, _ID)) if item is not None else ""

    @property
    def tracks_with(self) -> str:
        """The id of the method that is chosen for tracking."""
        return str(self.method.currentData())

    def show_objects(
        self, objects: Iterable[Mask], current: str, hidden: frozenset[str], keys: Mapping[str, str]
    ) -> None:
        """Show a line for each; `keys` are the number keys by id."""
        self._is_filling = True
        shown = list(objects)
        if [str(item.data(_NAME, _ID)) for item in self._items()] != [each.id for each in shown]:
            self.list.clear()
            for each in shown:
                item = QTreeWidgetItem(self.list)
                item.setData(_NAME, _ID, each.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
                item.setTextAlignment(_NUMBER, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for item, each in zip(self._items(), shown, strict=True):
            item.setText(_NAME, each.name)
            item.setIcon(_NAME, _chip(each.color))
            is_seen = each.id not in hidden
            item.setCheckState(_NAME, Qt.CheckState.Checked if is_seen else Qt.CheckState.Unchecked)
            item.setText(_NUMBER, keys.get(each.id, ""))
            item.setToolTip(
                _NAME,
                tr("{name}: label {label} in mask pictures. Double-click to rename it.").format(
                    name=each.name, label=each.label
                ),
            )
            item.setToolTip(_NUMBER, tr("The key that selects it while a tool for masks is in hand."))
            if each.id == current:
                self.list.setCurrentItem(item)
        self.told.setVisible(not shown)
        self.list.setVisible(bool(shown))
        self._is_filling = False

    def show_repairs(self, *, are_shown: bool) -> None:
        """Show or hide the cards of masks to repair; the list of objects makes room for them."""
        lines = (
            max(1, self.list.topLevelItemCount()) * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth()
        )
        self.list.setMaximumHeight(max(_LEAST_LIST, min(lines, _MOST_LIST)) if are_shown else _UNBOUND)
        self.suggestions.setVisible(are_shown)

    def set_in_out(self, has_range: bool) -> None:
        """Let the range between in and out be chosen only where there is one."""
        self.range.setVisible(has_range)
        if not has_range:
            self.range.choose("shot")

    # --- what is asked --------------------------------------------------------------------------------------

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _select(self, item: QTreeWidgetItem | None) -> None:
        if not self._is_filling and item is not None:
            self.selected.emit(str(item.data(_NAME, _ID)))

    def _take_item(self, item: QTreeWidgetItem, place: int) -> None:
        if self._is_filling or place != _NAME:
            return
        object_id = str(item.data(_NAME, _ID))
        self.hidden_changed.emit(object_id, item.checkState(_NAME) != Qt.CheckState.Checked)
        self.renamed.emit(object_id, item.text(_NAME))

    def _show_menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        if item is None:
            return
        object_id = str(item.data(_NAME, _ID))
        menu = QMenu(self)
        menu.addAction(tr("Rename"), lambda: self.list.editItem(item, _NAME))
        menu.addAction(tr("Color..."), lambda: self.color_requested.emit(object_id))
        into = menu.addMenu(tr("Merge into"))
        for other in self._items():
            if other is not item:
                other_id = str(other.data(_NAME, _ID))
                into.addAction(other.text(_NAME), partial(self.merge_requested.emit, object_id, other_id))
        into.setEnabled(not into.isEmpty())
        menu.exec(self.list.viewport().mapToGlobal(place))


def _chip(color: str) -> QIcon:
    pixels = QPixmap(_CHIP, _CHIP)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(color))
    painter.setPen(QColor(0, 0, 0, 120))
    painter.drawRoundedRect(1, 1, _CHIP - 2, _CHIP - 2, 3, 3)
    painter.end()
    return QIcon(pixels)
