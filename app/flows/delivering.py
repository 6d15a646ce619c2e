"""Export: an example of the name before, progress meanwhile, the folder after; never over a file unasked."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox

from app import words
from app.background import Background, Task
from app.child import in_child
from app.errors import Fix
from app.flows.records import choices_of
from app.flows.results import Results
from app.main_window import MainWindow
from app.panels.deliver import ExportWish
from app.session import Session
from app.settings import Settings
from app.translation import sentence, tr
from engine.media.export_settings import ExportSettings, command_line, estimate_size, film_name, picture_name
from engine.media.provenance import is_taken
from engine.media.source import ClipFacts
from engine.project.each_object import common, object_exports
from engine.project.shown import shows_masks_alone
from engine.runtime.errors import EngineError

if TYPE_CHECKING:
    from engine.media.export import Exported


Work = Callable[..., Generator[Any, None, Any]]
_LONG = 40e6  # pixels; less is written before a child has started


class Delivering(QObject):
    def __init__(
        self,
        session: Session,
        settings: Settings,
        background: Background,
        results: Results,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._results = session, settings, results
        self._background, self._window = background, window
        self._task: Task | None = None
        self._began = 0.0
        self._example = ("", "")
        panel = window.deliver
        panel.wish_changed.connect(self.tell)
        session.document.changed.connect(lambda _: self.tell())  # a run that ended is chosen by an edit
        results.made_from_changed.connect(lambda _: self.tell())
        panel.export_requested.connect(self.export)
        panel.cancel_requested.connect(self.cancel)
        panel.reveal_requested.connect(reveal)
        panel.command_requested.connect(self._copy_command)

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def tell(self) -> None:
        """Show the name of the first file and how much will be written, unless that was said before: what has been
        written since stays to be read."""
        wish = self._window.deliver.wish()
        film, source = self._session.film, self._session.source
        if wish is None or film is None or source is None:
            self._example = ("", "")  # the panel says what is missing
            return
        try:
            settings = self._ranged(wish)
            target = target_of(settings, wish, film.stem)
            frames = len(settings.frames(source.known_length))
        except EngineError as error:
            self._example = ("", str(error))
            self._window.deliver.show_example(*self._example)
            return
        if settings.each_object:
            self._tell_objects(settings, wish, film.stem, frames)
            return
        first = target / picture_name(settings, film.stem, settings.start) if settings.is_sequence else target
        size = words.size(estimate_size(source.facts, settings, frames))
        told = tr("{count}, about {size}.{settings}").format(
            count=words.count(frames, "frame"), size=size, settings=self._uncovered(settings, source.known_length)
        )
        self._show_example(str(first), told)

    def _tell_objects(self, settings: ExportSettings, wish: ExportWish, clip: str, frames: int) -> None:
        try:
            wanted = object_exports(self._session.project, settings, clip, wish.folder, wish.suffix)
        except EngineError as error:
            self._show_example("", sentence(str(error)))
            return
        source = self._session.source
        assert source is not None
        size = words.size(sum(estimate_size(source.facts, each.settings, frames) for each in wanted))
        told = tr("{files} of {count} each, about {size}: {names}.{settings}").format(
            files=words.count(len(wanted), "matte"),
            count=words.count(frames, "frame"),
            size=size,
            names=", ".join(each.name for each in wanted),
            settings=self._uncovered(settings, source.known_length),
        )
        self._show_example(str(wanted[0].target), told)

    def _show_example(self, first: str, told: str) -> None:
        if (first, told) != self._example:
            self._example = (first, told)
            self._window.deliver.show_example(*self._example)

    def export(self, wish: ExportWish) -> None:
        """Write the film in the background; a file that is there is only replaced after a yes."""
        film, source, folder = self._session.film, self._session.source, self._session.document.folder
        if film is None or source is None or folder is None or self._task is not None:
            return
        try:
            settings = self._ranged(wish)
            target = target_of(settings, wish, film.stem)
            frames = settings.frames(source.known_length)
            wanted = self._targets(settings, wish, target, film.stem)
        except EngineError as error:
            self._session.fail(error)
            return
        self._settings.remember_folder("export", wish.folder)
        taken = next((each for each, own in wanted if is_taken(each, own)), None)
        replace = taken is not None
        if taken is not None and not self._may_replace(taken):
            return
        from app.flows.exporting import export_project

        self._session.document.settle()
        is_child = is_long(source.facts, len(frames) * len(wanted))
        work: Work = partial(in_child, export_project) if is_child else export_project
        place, project = folder.path, self._session.project
        self.tell()  # now, and not over the sentence about what was written
        self._window.show_workspace("deliver")
        self._began = time.monotonic()
        self._window.deliver.show_progress(0, tr("Starting..."))
        self._task = self._background.start(
            "export",
            lambda: work(place, project, film, settings, target, replace),
            progressed=self._show_progress,
            done=self._done,
            failed=self._failed,
        )

    def _targets(
        self, settings: ExportSettings, wish: ExportWish, target: Path, clip: str
    ) -> list[tuple[Path, ExportSettings]]:
        """Return what is written where: one film or folder, or one for each object."""
        if not settings.each_object:
            return [(target, settings)]
        made = object_exports(self._session.project, settings, clip, wish.folder, wish.suffix)
        return [(each.target, each.settings) for each in made]

    def cancel(self) -> None:
        """Stop writing; what was begun is removed by the writer."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._window.deliver.show_idle()
            self._window.deliver.told.setText(tr("Canceled; what was begun is removed."))
            self._window.show_job("", None)

    def _show_progress(self, progress: Any) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        seconds = time.monotonic() - self._began
        left = (
            tr(", {time} left").format(time=words.duration(seconds / share - seconds))
            if share > 0.02 and seconds > 2
            else ""
        )
        text = f"{words.begun(sentence(progress.stage) or tr('Writing'))} {share:.0%}{left}"
        self._window.deliver.show_progress(share, text)
        self._window.show_job(tr("Export: {text}").format(text=text), share)

    def _done(self, written: Exported) -> None:
        self._task = None
        path = written.path
        took = words.duration(time.monotonic() - self._began)
        told = tr("{name} was written in {took}: {told}.").format(name=path.name, took=took, told=_told(written))
        if written.files:
            told = tr("{files} of {count} each were written in {took}: {names}.").format(
                files=words.count(len(written.files), "matte"),
                count=words.count(written.frames, "frame"),
                took=took,
                names=", ".join(each.name for each in written.files),
            )
        self._window.deliver.show_written(path, told)
        self._window.show_job("", None)
        show = Fix(tr("Show in folder"), lambda: reveal(path))
        self._session.note(told, "\n".join(written.warnings), show, key="export")

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._window.deliver.show_idle()
        self._window.deliver.told.setText("")
        self._example = ("", "")
        self._window.show_job("", None)
        self._session.fail(error, tr("The export failed"))

    def _ranged(self, wish: ExportWish) -> ExportSettings:
        bounds = self._session.in_out if wish.is_in_out else None
        return wish.settings if bounds is None else wish.settings.replaced(start=bounds[0], stop=bounds[1])

    def _uncovered(self, settings: ExportSettings, length: int) -> str:
        """Return what is to be said of the frames without a result, or ""."""
        frames, project, records = settings.frames(length), self._session.project, self._results.records
        shown = choices_of(project)
        has = np.zeros(max(length, frames.stop), np.bool_)
        if settings.content != "shown":
            for shot in project.shots:
                has[[key.frame for key in shot.keyframes if key.kind == "mask" and key.frame < len(has)]] = True
            masks = {run for run, record in records.items() if record.run.kind == "mask"}
            for choice in (*project.mask_runs, *(choice for choice in shown if choice.run in masks)):
                has[choice.start : choice.stop] = True
            are_masks = True
        else:
            for choice in shown:
                has[choice.start : choice.stop] = True
            are_masks = shows_masks_alone(records[c.run].run.kind for c in shown if c.run in records)
        bare = len(frames) - int(has[frames.start : frames.stop].sum())
        said = tr("without a mask are black") if are_masks else tr("without a result stay as they came")
        return f" {words.count(bare, 'frame')} {said}." if bare else ""

    def _may_replace(self, target: Path) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("{name} is there already.").format(name=target.name))
        box.setInformativeText(tr("In {parent}. Replacing it cannot be undone.").format(parent=target.parent))
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is replace

    def _copy_command(self, wish: ExportWish) -> None:
        film, folder = self._session.film, self._session.document.folder
        if film is None or folder is None:
            return
        try:
            settings = self._ranged(wish)
            text = command_line(settings, folder.path, target_of(settings, wish, film.stem))
        except EngineError as error:
            self._session.fail(error)
            return
        QGuiApplication.clipboard().setText(text)
        self._session.told.emit(tr("The command line was copied."))


def is_long(facts: ClipFacts, frames: int) -> bool:
    """Return whether going through the film is worth a process of its own."""
    return facts.width * facts.height * frames > _LONG


def target_of(settings: ExportSettings, wish: ExportWish, clip: str) -> Path:
    """Return the film's file, or the folder of numbered pictures, or the folder of the mattes of all objects. Raises
    `EngineError` for a bad name."""
    if settings.each_object:
        return wish.folder if settings.is_sequence else wish.folder / film_name(common(settings), clip, wish.suffix)
    if settings.is_sequence:
        return wish.folder / film_name(settings, clip, "")
    return wish.folder / film_name(settings, clip, wish.suffix)


def reveal(path: Path) -> None:
    """Show a file or folder in the desktop's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))


def _told(written: Exported) -> str:
    """Return how many frames have what, in the language of the window."""
    said = {
        "color": tr("{count} of {frames} frames in color"),
        "style": tr("{count} of {frames} frames with the new look"),
        "mask": tr("{count} of {frames} frames with a mask"),
        "hdr": tr("{count} of {frames} frames with a wider range"),
    }
    if not written.made:
        return tr("{frames}, none of them with a result").format(frames=words.count(written.frames, "frame"))
    return ", ".join(said[kind].format(count=count, frames=written.frames) for kind, count in written.made.items())
