"""What is remembered between two starts: recent projects, layout, theme, changed shortcuts, last folders."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QObject, QTimer, Signal

from app.brush_settings import Kept
from app.writing import Writer

_log = logging.getLogger(__name__)
RECENT_COUNT = 12
_SAVE_AFTER_MS = 500

Theme = Literal["system", "dark", "light"]


class Place(BaseModel):
    """Where a project was left; names that are not known (any more) are passed over."""

    frame: int = Field(0, ge=0)
    mode: str = ""
    compare: str = ""
    tab: str = ""
    tone: str = ""
    stops: float = Field(0.0, allow_inf_nan=False)


class Remembered(BaseModel):
    """The file's content. Unknown names are dropped, so a file of a newer version still opens."""

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    theme: Theme = "dark"
    language: str = ""  # "" is the system's
    recent: list[str] = Field(default_factory=list)
    folders: dict[str, str] = Field(default_factory=dict)
    shortcuts: dict[str, list[str]] = Field(default_factory=dict)
    geometry: str = ""
    layouts: dict[str, str] = Field(default_factory=dict)
    method: str = ""
    params: dict[str, dict[str, bool | int | float | str]] = Field(default_factory=dict)
    device: str = "auto"
    brush: Kept = Field(default_factory=Kept)
    colors: list[str] = Field(default_factory=list)  # in hand, the other one, those used lately
    palette: str = ""  # the id of the one that is shown
    places: dict[str, Place] = Field(default_factory=dict)
    volume: float = Field(1.0, ge=0, le=1)
    is_muted: bool = False
    painter: str = ""
    painters: list[str] = Field(default_factory=list)


class Settings(QObject):
    """Holds `Remembered` and writes it half a second after the last change, under a temporary name."""

    recent_changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / "settings.json"
        self.remembered = self._read()
        self._writer = Writer("tintloom-settings")
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_later)

    def change(self, **values: object) -> None:
        """Set named values; they are written soon."""
        for name, value in values.items():
            setattr(self.remembered, name, value)
        self._timer.start()

    # recent projects ----------------------------------------------------------------------------------------

    def recent(self) -> list[Path]:
        """Return the recent projects, the latest first. They may have gone since; see `forget`."""
        return [Path(path) for path in self.remembered.recent]

    def remember(self, project: Path) -> None:
        path = str(project)
        kept = [other for other in self.remembered.recent if other != path]
        self.change(recent=[path, *kept][:RECENT_COUNT])
        self.recent_changed.emit()

    def forget(self, project: Path) -> None:
        self.change(recent=[other for other in self.remembered.recent if other != str(project)])
        self.recent_changed.emit()

    # last folders of the file dialogs -----------------------------------------------------------------------

    def folder(self, purpose: str, otherwise: Path | None = None) -> str:
        """Return where the dialog for `purpose` was last left, if that still exists; else `otherwise`, or where the
        last film lies."""
        last, films = (self.remembered.folders.get(kind, "") for kind in (purpose, "film"))
        if last and Path(last).is_dir():
            return last
        beside = Path(films) if films and Path(films).is_dir() else Path.home()
        return str(otherwise or beside)

    def remember_folder(self, purpose: str, folder: Path) -> None:
        self.change(folders={**self.remembered.folders, purpose: str(folder)})

    # the file -----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write now and wait for it. A settings file that cannot be written costs a log line, never the work."""
        self._save_later()
        self._writer.wait()

    def _save_later(self) -> None:
        self._timer.stop()
        text = self.remembered.model_dump_json(indent=1)
        self._writer.submit(lambda: self._write(text))

    def _write(self, text: str) -> None:
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            _log.warning("the settings cannot be written: %s", error)

    def _read(self) -> Remembered:
        try:
            return Remembered.model_validate_json(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Remembered()
        except (OSError, ValidationError, ValueError) as error:
            _log.warning("the settings cannot be read, the defaults are used: %s", error)
            return Remembered()
