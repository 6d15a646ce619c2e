"""Before color: what the film is, what may trouble, where its shots begin, and how far the proxy is."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app import words
from app.theme import icon
from app.translation import mark, sentence, tr
from app.widgets.layout import button, column, dim, dressed, emptied, row, scrolled, show_share, title
from app.widgets.processed_card import ProcessedCard
from engine.media.source import ClipFacts
from engine.project.model import Project

SENSITIVITY = 50
_COLUMNS = (mark("Shot"), mark("From"), mark("Length"), mark("Keys"))


class PreparePanel(QWidget):
    """Shows facts and shots; what the artist wants comes as signals, frames are 0-based."""

    find_requested = Signal(float)  # sensitivity 0..1
    sensitivity_changed = Signal(float)
    find_canceled = Signal()
    frame_picked = Signal(int)
    deinterlace_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        laid = column(inner)
        laid.setSpacing(12)
        laid.addLayout(self._film())
        self.processed = ProcessedCard()
        laid.addWidget(self.processed)
        laid.addLayout(self._shots())
        outer = column(self, margin=0)
        outer.addWidget(scrolled(inner), 1)

    # the film -----------------------------------------------------------------------------------------------

    def _film(self) -> QVBoxLayout:
        self._name = title("")
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = QLabel(wordWrap=True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(4)
        self.deinterlace = dressed(
            QCheckBox(tr("Deinterlace")), tr("Make whole frames of the two fields of each frame.")
        )
        self.deinterlace.clicked.connect(self.deinterlace_changed)
        self.deinterlace.hide()
        self._proxy = dim()
        self._proxy_bar = QProgressBar(textVisible=False, maximum=1000)
        self._proxy_bar.hide()
        laid = column(margin=0)
        laid.addWidget(self._name)
        laid.addWidget(self._facts)
        laid.addLayout(self._warnings)
        laid.addWidget(self.deinterlace)
        laid.addWidget(self._proxy)
        laid.addWidget(self._proxy_bar)
        return laid

    def show_facts(self, facts: ClipFacts | None, length: int, is_exact: bool, deinterlace: bool) -> None:
        """Tell what the film is. `length` is marked as an estimate while the index is being built."""
        emptied(self._warnings)
        self.deinterlace.setVisible(facts is not None and (facts.is_interlaced or deinterlace))
        self.deinterlace.setChecked(deinterlace)
        if facts is None:
            self._name.setText(tr("No film is open"))
            self._facts.setText("")
            return
        self._name.setText(facts.path.name)
        self._name.setToolTip(str(facts.path))
        self._facts.setText(in_words(facts, length, is_exact))
        for told in facts.warnings:
            self._warnings.addWidget(self._warning(told, facts, deinterlace))

    def _warning(self, told: str, facts: ClipFacts, deinterlace: bool) -> QWidget:
        frame = QFrame()
        frame.setProperty("card", True)
        laid = QHBoxLayout(frame)
        laid.setContentsMargins(8, 6, 8, 6)
        sign = QLabel()
        sign.setPixmap(icon("alert-outline").pixmap(18, 18))
        laid.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        laid.addWidget(QLabel(sentence(told), wordWrap=True), 1)
        if facts.is_interlaced and not deinterlace and "interlac" in told.lower():
            fix = QPushButton(tr("Deinterlace"))
            fix.clicked.connect(lambda: self.deinterlace_changed.emit(True))
            laid.addWidget(fix)
        return frame

    def show_proxy(self, share: float, text: str) -> None:
        """`share` 0..1 of the proxy is made; 1 or more hides the bar."""
        self._proxy.setText(text)
        self._proxy.setVisible(bool(text))
        self._proxy_bar.setVisible(0 <= share < 1)
        show_share(self._proxy_bar, share)

    # shots --------------------------------------------------------------------------------------------------

    def _shots(self) -> QVBoxLayout:
        self.sensitivity = QSlider(Qt.Orientation.Horizontal)
        self.sensitivity.setRange(1, 99)
        self.sensitivity.setValue(SENSITIVITY)
        self.sensitivity.setAccessibleName(tr("Sensitivity"))
        self.sensitivity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sensitivity.setToolTip(tr("To the right, smaller changes count as a cut and more shots are found."))
        self.sensitivity.valueChanged.connect(lambda value: self.sensitivity_changed.emit(value / 100))
        self._count = dim(wraps=False)
        self.find_button = button(
            tr("Find shots"), "content-cut", tr("Look for cuts; your keyframes and results stay.")
        )
        self.find_button.clicked.connect(self._press_find)
        self._find_bar = QProgressBar(textVisible=False, maximum=1000)
        self._find_bar.hide()
        self.table = QTableView(showGrid=False)
        self.table.setAccessibleName(tr("Shots"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self._model = QStandardItemModel(0, len(_COLUMNS), self)
        self._model.setHorizontalHeaderLabels([tr(text) for text in _COLUMNS])
        self.table.setModel(self._model)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(220)
        self.table.clicked.connect(lambda index: self.frame_picked.emit(self._starts[index.row()]))
        self._starts: list[int] = []
        self._shown_shots: tuple[object, ...] = ()
        self._shot_buttons = QHBoxLayout()
        self._shot_buttons.setSpacing(8)
        laid = column(margin=0)
        laid.addLayout(row(title(tr("Shots")), self._count))
        slider_row = row(QLabel(tr("Few")), self.sensitivity, QLabel(tr("Many")), self.find_button, stretch_last=True)
        slider_row.setStretch(1, 1)
        laid.addLayout(slider_row)
        laid.addWidget(self._find_bar)
        laid.addWidget(self.table, 1)
        laid.addLayout(self._shot_buttons)
        return laid

    def set_actions(self, *actions: QAction) -> None:
        """Put a button for each of these actions (split, merge) under the shots."""
        for action in actions:
            made = button(action.text().replace("&", ""), "", action.toolTip())
            made.setIcon(action.icon())
            made.clicked.connect(action.trigger)
            self._shot_buttons.addWidget(made)
        self._shot_buttons.addStretch(1)

    def show_project(self, project: Project) -> None:
        """List the shots."""
        rate = project.clip.rate if project.clip else Fraction(25)
        shown = (rate, tuple((s.start, s.stop, len(s.keyframes)) for s in project.shots))
        if shown == self._shown_shots:
            return
        self._shown_shots = shown
        self._starts = [shot.start for shot in project.shots]
        self._model.removeRows(0, self._model.rowCount())
        for number, shot in enumerate(project.shots, 1):
            texts = (
                str(number),
                words.timecode(shot.start, rate),
                words.count(shot.stop - shot.start, "frame"),
                str(len(shot.keyframes) or ""),
            )
            items = [QStandardItem(text) for text in texts]
            for item in items:
                item.setToolTip(tr("Frames {start} to {stop}").format(start=shot.start, stop=shot.stop - 1))
            self._model.appendRow(items)
        if self._find_bar.isHidden():
            self.show_count(None)

    def show_shot(self, number: int) -> None:
        """Mark shot `number` (0-based) as the one that is looked at; -1 none."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if 0 <= number < self._model.rowCount():
            self.table.selectionModel().select(self._model.index(number, 0), flags)
            self.table.scrollTo(self._model.index(number, 0))

    def show_finding(self, share: float | None) -> None:
        """`share` 0..1 of the film was looked through; None when it is done."""
        self._find_bar.setVisible(share is not None)
        self.find_button.setText(tr("Find shots") if share is None else tr("Stop"))
        self.find_button.setIcon(icon("content-cut" if share is None else "stop"))
        if share is not None:
            show_share(self._find_bar, share)

    def show_count(self, found: int | None) -> None:
        """Tell how many shots the sensitivity gives; None tells how many there are."""
        shots = len(self._starts) if found is None else found
        text = words.count(shots, "shot")
        self._count.setText(text if found is None else tr("{text} with this sensitivity").format(text=text))

    def _press_find(self) -> None:
        if self._find_bar.isHidden():
            self.find_requested.emit(self.sensitivity.value() / 100)
        else:
            self.find_canceled.emit()


def in_words(facts: ClipFacts, length: int, is_exact: bool) -> str:
    """Return the film's facts as an archivist would say them, a line for each kind."""
    picture = [f"{facts.width} × {facts.height}", f"{facts.color.bit_depth}-bit"]
    if facts.pixel_aspect != 1:
        shown = round(facts.width * facts.pixel_aspect)
        picture.append(tr("shown as {shown} × {height}").format(shown=shown, height=facts.height))
    picture.append(
        tr("{rate} fps").format(rate=words.rate(facts.rate))
        + (tr(" on average, varying") if facts.is_variable_rate else "")
    )
    picture.append(tr("interlaced") if facts.is_interlaced else tr("progressive"))
    frames = (
        words.count(length, "frame") if is_exact else tr("about {count}").format(count=words.count(length, "frame"))
    )
    file = [part for part in (facts.codec, facts.pixel_format, facts.container) if part]
    tags = [t for t in (facts.color.matrix, facts.color.primaries, facts.color.transfer) if t != "unknown"]
    color = " / ".join(dict.fromkeys(tags)) or tr("not tagged")
    lines = [
        ", ".join(picture),
        f"{frames}, {words.clock(length / float(facts.rate))}",
        " · ".join(file),
        tr("color: {color}, {value} range").format(
            color=color, value=tr("full") if facts.color.is_full_range else tr("limited")
        ),
        tr("sound: {audio}").format(audio=_kept(facts.audio)),
    ]
    if facts.subtitles:
        lines.append(tr("subtitles: {subtitles}").format(subtitles=_kept(facts.subtitles)))
    if facts.timecode:
        lines.append(tr("timecode: starts at {timecode}").format(timecode=facts.timecode))
    return "\n".join(line for line in lines if line)


def _kept(streams: tuple[str, ...]) -> str:
    return (
        tr("{count}, kept untouched ({streams})").format(
            count=words.count(len(streams), "track"), streams=", ".join(streams)
        )
        if streams
        else "none"
    )
