"""The runs of a shot: what each was made with, how it ended, which of them the shot shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from app import words
from app.theme import icon
from app.translation import mark, sentence, tr
from app.widgets.flow_row import FlowRow
from app.widgets.layout import MARGIN, button, column, dim, icon_button, row, title
from engine.catalog import METHODS
from engine.project.model import Run

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_STATES = {
    "queued": "waiting",
    "running": "working",
    "paused": "paused",
    "finished": "finished",
    "stopped": "stopped",
    "canceled": "canceled",
    "failed": "failed",
}
_WIDTHS = {0: 26, 2: 62, 3: 64, 4: 44, 5: 58, 6: 58, 7: 40, 8: 58}  # pixels; the name takes the rest
_LAST_KEPT = (3, 0, 5, 2, 4, 6, 7, 8)  # from the column that is wanted most
_NAME_WIDTH = 70
RESUMABLE = ("stopped", "failed", "canceled")


@dataclass(frozen=True)
class RunLine:
    """A line of the table. `e_warp` and `loss` are the last of their curves, `is_shown` if the shot shows it.

    `begun_with`: whose weights it began with, "" for new ones. `can_show`: whether a frame would change if it were
    shown wherever it has frames. `e_warp_processed`: E_warp of the processed clip that it has made steady.
    """

    run: Run
    e_warp: float | None = None
    loss: float | None = None
    is_shown: bool = False
    is_stale: bool = False
    share: float = 0.0
    begun_with: str = ""
    can_show: bool = True
    e_warp_processed: float | None = None


class RunTable(QAbstractTableModel):
    COLUMNS = (
        "",
        mark("Run"),
        mark("Method"),
        mark("State"),
        mark("Time"),
        "E_warp",
        mark("Loss"),
        mark("Keys"),
        mark("From"),
    )
    renamed = Signal(str, str)
    starred = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[RunLine] = []

    def show_lines(self, lines: list[RunLine]) -> None:
        """Replace the content; the view keeps its selection while the runs stay the same."""
        if [line.run.id for line in lines] == [line.run.id for line in self.lines]:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.COLUMNS) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section >= 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 1 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icon("star" if line.run.is_starred else "star-outline")
        if role == Qt.ItemDataRole.FontRole and line.is_shown and index.column() == 1:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(line)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        run = self.lines[index.row()].run
        name = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or index.column() != 1 or not name or name == run.name:
            return False
        self.renamed.emit(run.id, name)
        return True

    def _text(self, line: RunLine, place: int) -> str:
        run = line.run
        spec = METHODS.get(run.method)
        state = f"{line.share:.0%}" if run.state == "running" and line.share > 0 else _STATES[run.state]
        return (
            "",
            run.name,
            tr(spec.title) if spec else run.method,
            state,
            words.clock(run.seconds) if run.seconds else "",
            "" if line.e_warp is None else f"{line.e_warp:.4f}",
            "" if line.loss is None else f"{line.loss:.4f}",
            str(len(run.keyframes)),
            line.begun_with,
        )[place]


class RunsPanel(QWidget):
    """Signals carry run ids. `selected` comes for the line that is looked at, "" for none."""

    selected = Signal(str)
    use_requested = Signal(str)
    use_range_requested = Signal(str)  # only from in to out
    compare_requested = Signal(str)
    resume_requested = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    star_requested = Signal(str, bool)
    folder_requested = Signal(str)
    elsewhere_requested = Signal()  # to the shot whose run works

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RunTable()
        self.model.setParent(self)
        self.model.renamed.connect(self.rename_requested)
        self.table = QTableView(showGrid=False)
        self.table.setAccessibleName(tr("Runs of this shot"))
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in _WIDTHS.items():
            self.table.setColumnWidth(place, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.clicked.connect(self._clicked)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selection_moved())
        self._empty = dim(
            tr("No run yet. What Propagate makes of this shot is listed here, and nothing is overwritten.")
        )
        self._shot = title("")
        self.elsewhere = button("", "arrow-right", tr("Go to the shot whose run works."))
        self.elsewhere.setAccessibleName(tr("Go to the shot whose run works"))
        self.elsewhere.setProperty("flat", True)
        self.elsewhere.clicked.connect(self.elsewhere_requested)
        self.elsewhere.hide()
        self.use = button(tr("Show this one"), "check", tr("The shot shows this run's frames (it can be undone)."))
        self.use_range = button(tr("In to out"), "check", tr("Show this run from in to out only (it can be undone)."))
        self.compare = icon_button("compare", tr("Compare what is shown with this run"))
        self.star = icon_button("star-outline", tr("Star this run, or take the star away"))
        self.resume = button(tr("Resume"), "play", tr("Go on from the last checkpoint."))
        self.rename = icon_button("pencil-outline", tr("Rename this run"))
        self.reveal = icon_button("folder-open-outline", tr("Show the folder of this run"))
        self.delete = icon_button("trash-can-outline", tr("Delete this run and its frames"))
        for made, signal in (
            (self.use, self.use_requested),
            (self.use_range, self.use_range_requested),
            (self.compare, self.compare_requested),
            (self.resume, self.resume_requested),
            (self.reveal, self.folder_requested),
            (self.delete, self.delete_requested),
        ):
            made.clicked.connect(lambda _=False, signal=signal: signal.emit(self.selected_id()))
        self.rename.clicked.connect(self._edit_name)
        self.star.clicked.connect(self._toggle_star)
        self._range = ""
        laid = column(self)
        laid.addLayout(row(self._shot, self.elsewhere))
        laid.addWidget(self._empty)
        laid.addWidget(self.table, 1)
        buttons = FlowRow()
        for made in (
            self.use,
            self.use_range,
            self.resume,
            self.compare,
            self.star,
            self.rename,
            self.reveal,
            self.delete,
        ):
            buttons.addWidget(made)
        laid.addLayout(buttons)
        self.show_lines([])

    def show_shot(self, name: str, elsewhere: str) -> None:
        """Say whose runs these are, and which run works `elsewhere`, if one does."""
        self._shot.setText(name)
        self.elsewhere.setText(elsewhere)
        self.elsewhere.setVisible(bool(elsewhere))

    def set_range(self, text: str) -> None:
        """Offer to show a run in these frames only ("24-61"), or not at all ("")."""
        self._range = text
        self.use_range.setText(tr("In {text}").format(text=text) if text else "")
        self._show_buttons()

    def show_lines(self, lines: list[RunLine]) -> None:
        """Show these runs, in this order, keeping the selected one."""
        chosen = self.selected_id()
        self.model.show_lines(lines)
        if chosen and not self.selected_id():
            self.select(chosen)
        self._empty.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self._show_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the columns that a narrow panel has no room for: the tool tip tells them."""
        super().resizeEvent(event)
        room = self.width() - 2 * MARGIN - _NAME_WIDTH - 20  # 20: a scroll bar and the frame
        for place in sorted(_WIDTHS, key=lambda place: _LAST_KEPT.index(place)):
            room -= _WIDTHS[place]
            self.table.setColumnHidden(place, room < 0)

    def selected_id(self) -> str:
        rows = self.table.selectionModel().selectedRows()
        return self.model.lines[rows[0].row()].run.id if rows and rows[0].row() < len(self.model.lines) else ""

    def select(self, run_id: str) -> None:
        for place, line in enumerate(self.model.lines):
            if line.run.id == run_id:
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.table.selectionModel().select(self.model.index(place, 0), flags)

    def line(self, run_id: str) -> RunLine | None:
        return next((line for line in self.model.lines if line.run.id == run_id), None)

    def _selection_moved(self) -> None:
        self._show_buttons()
        self.selected.emit(self.selected_id())

    def _show_buttons(self) -> None:
        line = self.line(self.selected_id())
        is_busy = line is not None and line.run.state in ("running", "paused", "queued")
        self.use.setEnabled(line is not None and line.can_show)
        self.use.setToolTip(
            tr("The shot shows this run's frames (it can be undone).")
            if line is None or line.can_show
            else tr("Nothing to change: this run is shown wherever it has frames and none of another was accepted.")
        )
        self.use_range.setVisible(bool(self._range))
        self.use_range.setEnabled(line is not None)
        self.resume.setVisible(line is not None and line.run.state in RESUMABLE)
        for made in (self.compare, self.star, self.rename, self.reveal):
            made.setEnabled(line is not None)
        self.delete.setEnabled(line is not None and not is_busy)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            run = self.model.lines[index.row()].run
            self.star_requested.emit(run.id, not run.is_starred)

    def _toggle_star(self) -> None:
        line = self.line(self.selected_id())
        if line is not None:
            self.star_requested.emit(line.run.id, not line.run.is_starred)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() != 0 and self.use.isEnabled():
            self.use_requested.emit(self.model.lines[index.row()].run.id)

    def _edit_name(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.table.edit(self.model.index(rows[0].row(), 1))

    def _menu(self, place: QPoint) -> None:
        if not self.table.indexAt(place).isValid():
            return
        menu = QMenu(self)
        for made in (self.use, self.use_range, self.compare, self.star, self.resume, self.rename, self.reveal):
            action = menu.addAction(made.icon(), made.text() or made.toolTip(), made.click)
            action.setEnabled(made.isEnabled())
            action.setVisible(not made.isHidden())
        menu.addSeparator()
        menu.addAction(self.delete.icon(), self.delete.toolTip(), self.delete.click).setEnabled(
            self.delete.isEnabled()
        )
        menu.exec(self.table.viewport().mapToGlobal(place))
        menu.deleteLater()


def _tip(line: RunLine) -> str:
    run = line.run
    told = [
        run.name + (" (shown)" if line.is_shown else ""),
        tr("Frames {start} to {stop}, {device}").format(start=run.start, stop=run.stop - 1, device=run.device),
    ]
    told += [
        f"{name}: {value:.4f}"
        for name, value in (("E_warp", line.e_warp), (tr("Loss"), line.loss))
        if value is not None
    ]
    if line.e_warp_processed is not None:
        told.append(tr("E_warp of the processed clip: {value:.4f}").format(value=line.e_warp_processed))
    told += [f"{name.replace('_', ' ')}: {value}" for name, value in run.params.items()]
    if line.begun_with:
        told.append(tr("Began with the weights of {begun_with}").format(begun_with=line.begun_with))
    if run.weights_digest:
        told.append(tr("Digest of the weights: {weights_digest}").format(weights_digest=run.weights_digest))
    if line.is_stale:
        told.append(tr("Keyframes or cuts changed since this run was made."))
    if run.message:
        told.append(sentence(run.message))
    return "\n".join(told)
