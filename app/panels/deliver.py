"""Write the colored film: what as, what of it, where to; how large it will be and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from superqt import QElidingLabel

from app.theme import icon
from app.translation import mark, tr
from app.widgets.form import Form
from app.widgets.layout import button, column, dim, dressed, icon_button, row, scrolled, show_share, title
from app.widgets.segments import Segments
from engine.media.export_settings import CONTAINERS, FORMAT_TITLES, PRESETS, ExportSettings

_TELL_AFTER_MS = 150
_OWN = ("start", "stop", "name_pattern")  # fields the panel has its own widgets for
_CUSTOM = mark("Own settings")


@dataclass(frozen=True)
class ExportWish:
    """What the artist asks for: `settings` without a range, `suffix` of a film, where to, and how much."""

    settings: ExportSettings
    suffix: str
    folder: Path
    is_in_out: bool


class DeliverPanel(QWidget):
    """`wish_changed` asks for a new example and size, a moment after the last change."""

    export_requested = Signal(object)  # ExportWish
    cancel_requested = Signal()
    reveal_requested = Signal(Path)
    command_requested = Signal(object)  # ExportWish
    wish_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._written: Path | None = None
        self._timer = QTimer(self, singleShot=True, interval=_TELL_AFTER_MS)
        self._timer.timeout.connect(self.wish_changed)
        self.preset = dressed(
            QComboBox(), tr("Settings for a purpose; all of them can be changed below."), tr("Preset")
        )
        for name in (*PRESETS, _CUSTOM):
            self.preset.addItem(tr(name), name)
        self.preset.activated.connect(self._take_preset)
        self.form: Form[ExportSettings] = Form(ExportSettings, without=_OWN, labels={"format": FORMAT_TITLES})
        self.form.changed.connect(self._changed)
        self.container = dressed(QComboBox(), tr("The kind of file the film is put into."), tr("File type"))
        self.container.activated.connect(lambda _: self._timer.start())
        self._container_label = QLabel(tr("File type"))
        self.range = Segments({"film": tr("Whole film"), "in_out": tr("In to out")})
        self.range.chosen.connect(lambda _: self._timer.start())
        inner = QWidget()
        laid = column(inner)
        laid.addWidget(title(tr("Preset")))
        laid.addWidget(self.preset)
        laid.addWidget(self.form)
        container = row(self._container_label, self.container, stretch_last=True)
        container.setStretch(1, 1)
        laid.addLayout(container)
        laid.addSpacing(8)
        laid.addWidget(title(tr("Frames")))
        laid.addWidget(self.range)
        laid.addSpacing(8)
        laid.addWidget(title(tr("Where to")))
        laid.addLayout(self._place())
        laid.addStretch(1)
        outer = column(self, margin=0)
        outer.setSpacing(0)
        outer.addWidget(scrolled(inner), 1)
        outer.addLayout(self._foot())
        self._choose_preset("Review (H.264)")
        self._take_preset()
        self.set_in_out(False)
        self.show_idle()

    def _place(self) -> QVBoxLayout:
        self.folder = dressed(
            QLineEdit(placeholderText=tr("Folder")), tr("The folder that is written to."), tr("Folder")
        )
        self.name = QLineEdit(str(ExportSettings.model_fields["name_pattern"].default))
        self.name.setToolTip(tr(ExportSettings.model_fields["name_pattern"].description or ""))
        self.name.setAccessibleName(tr("File name"))
        browse = icon_button("folder-open-outline", tr("Choose the folder"))
        browse.clicked.connect(self._browse)
        for field in (self.folder, self.name):
            field.textEdited.connect(lambda _: self._timer.start())
        self.example = QElidingLabel(elideMode=Qt.TextElideMode.ElideMiddle)
        self.example.setProperty("dim", True)
        laid = column(margin=0)
        folder_row = row(self.folder, browse, stretch_last=True)
        folder_row.setStretch(0, 1)
        laid.addLayout(folder_row)
        laid.addWidget(self.name)
        laid.addWidget(self.example)
        return laid

    def _foot(self) -> QVBoxLayout:
        self.told = dim()
        self.bar = QProgressBar(textVisible=False, maximum=1000)
        self.button = QPushButton(tr("Export"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.request)
        self.cancel = button(tr("Cancel"), "close", tr("Stop writing; what was begun is removed."))
        self.cancel.clicked.connect(self.cancel_requested)
        self.reveal = button(tr("Show in folder"), "folder-open-outline")
        self.reveal.clicked.connect(self._reveal)
        copy = icon_button("console-line", tr("Copy the command line that does the same"))
        copy.clicked.connect(lambda: self._emit(self.command_requested.emit))
        foot = column()
        foot.addWidget(self.told)
        foot.addWidget(self.bar)
        buttons = row(self.button, self.cancel, self.reveal, copy, stretch_last=True)
        buttons.setStretch(0, 1)
        foot.addLayout(buttons)
        return foot

    # what is wished -----------------------------------------------------------------------------------------

    def wish(self) -> ExportWish | None:
        """Return what is wished, or None where it cannot be; then it says why."""
        try:
            settings = ExportSettings.model_validate({**self.form.values(), "name_pattern": self.name.text()})
        except ValidationError as error:
            first = error.errors()[0]
            self.told.setText(f"{str(first['loc'][0]).replace('_', ' ')}: {first['msg']}".capitalize())
            return None
        if not self.folder.text().strip():
            self.told.setText(tr("Choose the folder to write to."))
            return None
        folder = Path(self.folder.text().strip()).expanduser()
        return ExportWish(settings, self.container.currentText(), folder, self.range.value == "in_out")

    def request(self) -> None:
        """Ask for the export that is shown."""
        if self.button.isEnabled():
            self._emit(self.export_requested.emit)

    def _emit(self, emit: Callable[[ExportWish], None]) -> None:
        wish = self.wish()
        if wish is not None:
            emit(wish)

    def set_folder(self, folder: Path) -> None:
        self.folder.setText(str(folder))
        self._timer.start()

    def set_in_out(self, has_range: bool) -> None:
        """Let the range between in and out be chosen only where there is one."""
        self.range.button("in_out").setEnabled(has_range)
        if not has_range and self.range.value == "in_out":
            self.range.choose("film")
        self._timer.start()

    def choose_preset(self, name: str) -> None:
        """Take the settings of this preset."""
        self._choose_preset(name)
        self._take_preset()

    def _choose_preset(self, name: str) -> None:
        self.preset.setCurrentIndex(self.preset.findData(name))

    def _take_preset(self) -> None:
        settings = PRESETS.get(self.preset.currentData())
        if settings is not None:
            self.form.set_values(settings.model_dump())
            self.name.setText(settings.name_pattern)
        self._show_fields()
        self._timer.start()

    def _changed(self) -> None:
        values = self.form.values()
        same = (name for name, made in PRESETS.items() if all(getattr(made, key) == values[key] for key in values))
        self._choose_preset(next(same, _CUSTOM))
        self._show_fields()
        self._timer.start()

    def _show_fields(self) -> None:
        """Show what means something for the format and the content that are chosen."""
        values = self.form.values()
        format_, content = str(values["format"]), str(values["content"])
        for name, field in ExportSettings.model_fields.items():
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            formats, contents = extra.get("formats"), extra.get("contents")
            if name not in _OWN and (isinstance(formats, list) or isinstance(contents, list)):
                is_of_format = not isinstance(formats, list) or format_ in formats
                self.form.set_shown(name, is_of_format and (not isinstance(contents, list) or content in contents))
        if values["each_object"]:
            self.form.set_shown("matte", False)  # of one object there are not several
        suffixes = CONTAINERS.get(format_, ())
        if [self.container.itemText(i) for i in range(self.container.count())] != list(suffixes):
            self.container.clear()
            self.container.addItems(list(suffixes))
        for widget in (self.container, self._container_label):
            widget.setVisible(len(suffixes) > 1)

    # what is shown ------------------------------------------------------------------------------------------

    def show_example(self, path: str, note: str) -> None:
        """Tell the name of the first file, and what will be written."""
        self.example.setText(path)
        self.example.setToolTip(path)
        if self.bar.isHidden():
            self.told.setText(note)

    def show_idle(self) -> None:
        self.bar.hide()
        self.cancel.hide()
        self.reveal.setVisible(self._written is not None)
        self.button.setEnabled(True)
        self.redraw()

    def redraw(self) -> None:
        """Draw the big button's icon anew after the theme changed."""
        self.button.setIcon(icon("export-variant", self.palette().highlightedText().color().name()))

    def show_progress(self, share: float, text: str) -> None:
        self.bar.show()
        self.cancel.show()
        self.reveal.hide()
        self.button.setEnabled(False)
        show_share(self.bar, share)
        self.told.setText(text)

    def show_written(self, path: Path, text: str) -> None:
        self._written = path
        self.show_idle()
        self.told.setText(text)

    def _reveal(self) -> None:
        if self._written is not None:
            self.reveal_requested.emit(self._written)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder to export to"), self.folder.text())
        if chosen:
            self.set_folder(Path(chosen))
