"""Questions to the artist: which file, which folder, really? Dialogs live here and nowhere else."""

from __future__ import annotations

import html
import platform
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.background import Background
from app.child import in_child
from app.errors import Fix
from app.flows import mask_files, pictures
from app.flows.attaching import FILMS
from app.flows.keyframing import Keyframing
from app.flows.opening import Opening, is_project, place_sentence
from app.flows.sampling import make_sample
from app.main_window import MainWindow
from app.paths import UserFolders
from app.session import Session
from app.settings import Settings, Theme
from app.theme import Look
from app.translation import LANGUAGES, mark, tr
from engine.project.clips import ClipPlace
from engine.project.file import SUFFIX
from engine.project.model import Project

_THEMES: tuple[tuple[Theme, str], ...] = (
    ("dark", "&Dark"),
    ("light", "&Light"),
    ("system", mark("Like the &System")),
)
_FIRST_STEPS = (
    (
        mark("Open a film"),
        mark("Drop it on the window, or press Ctrl+O. Its shots are found while you look around."),
    ),
    (
        mark("Choose a frame"),
        mark("Go to a frame that shows much of the shot. Up and Down go from shot to shot."),
    ),
    (
        mark("Make it right"),
        mark("Paint it (B), press Ctrl+E to color it in your own program, or import a finished picture (Ctrl+I)."),
    ),
    (
        mark("Propagate"),
        mark("Press Ctrl+Enter and watch. Compare with W; where it goes wrong, add another keyframe."),
    ),
    (
        mark("Export"),
        mark("Press Ctrl+3, choose a format, and export. The film's light, grain and sound stay its own."),
    ),
)


class Asking(QObject):
    def __init__(
        self,
        session: Session,
        settings: Settings,
        look: Look,
        folders: UserFolders,
        background: Background,
        window: MainWindow,
        opening: Opening,
        keyframing: Keyframing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._look, self._folders = session, settings, look, folders
        self._background, self._window, self._opening, self._keyframing = background, window, opening, keyframing
        self.is_busy: Callable[[], bool] = lambda: False
        self.is_exporting: Callable[[], bool] = lambda: False
        self.film_dropped: Callable[[Path], object] = opening.open_film
        self.picture_chosen: Callable[[Path], object] = keyframing.import_picture
        self.frame_exported: Callable[[Path], object] = lambda _: None
        self.pictures_chosen: Callable[[list[Path]], object] = lambda _: None
        self.is_quitting_later = False
        self._fill_theme_menu()
        self._fill_language_menu()
        self._window.start_page.recent_picked.connect(opening.open_project)
        self._window.start_page.recent_forgotten.connect(settings.forget)

    # open ---------------------------------------------------------------------------------------------------

    def open_film(self) -> None:
        path = self._file("film", tr("Open a film"), tr(FILMS))
        if path is not None:
            self._opening.open_film(path)

    def open_folder(self) -> None:
        path = self._directory("folder", tr("Open a folder of pictures"))
        if path is not None:
            self._opening.open_any([path])

    def open_project(self) -> None:
        path = self._directory(
            "project", tr("Open a project (a folder NAME{SUFFIX})").format(SUFFIX=SUFFIX), self._folders.projects
        )
        if path is None:
            return
        if is_project(path):
            self._opening.open_project(path)
        else:
            self._session.note(
                tr("{name} is not a project.").format(name=path.name),
                tr("Its name would end in {SUFFIX}.").format(SUFFIX=SUFFIX),
                severity="warning",
            )

    def open_sample(self) -> None:
        """Make the sample project, the first time, and open it."""
        folder = self._folders.projects / "sample"

        def show(progress: object) -> None:
            share = progress.done / max(1e-9, progress.total)  # type: ignore[attr-defined]
            self._window.show_job(tr("Making the sample film..."), share)

        def done(_: object) -> None:
            self._window.show_job("", None)
            made = sorted(folder.glob(f"*{SUFFIX}"))
            if made:
                self._opening.open_project(made[0])

        def failed(error: Exception) -> None:
            self._window.show_job("", None)
            self._session.fail(error, tr("The sample project cannot be made"))

        self._window.show_job(tr("Making the sample film..."), 0.0)
        self._background.start(
            "sample", lambda: in_child(make_sample, folder), done=done, failed=failed, progressed=show, key="sample"
        )

    def take_dropped(self, paths: list[Path]) -> None:
        """Pictures dropped on an open film become keyframes, of a film is asked what it is; the rest is opened."""
        from engine.media.export_settings import PICTURE_SUFFIXES

        suffixes = {
            *PICTURE_SUFFIXES.values(),
            ".hdr",
            ".png",
            ".jpg",
            ".jpeg",
            ".tif",
            ".tiff",
            ".psd",
            ".psb",
            ".kra",
            ".ora",
            ".xcf",
            ".bmp",
            ".webp",
        }
        are_pictures = bool(paths) and all(p.is_file() and p.suffix.lower() in suffixes for p in paths)
        if are_pictures and self._session.source is not None:
            if len(paths) == 1:
                self.picture_chosen(paths[0])
            else:
                self.pictures_chosen(paths)
        elif self._session.source is not None and len(paths) == 1 and not is_project(paths[0]):
            self.film_dropped(paths[0])
        else:
            self._opening.open_any(paths)

    def show_recent(self) -> None:
        """Fill the menu and the start page with the recent projects."""
        menu, recent = self._window.recent_menu, self._settings.recent()
        menu.clear()
        for path in recent:
            action = menu.addAction(path.stem, partial(self._opening.open_project, path))
            action.setStatusTip(str(path))
        menu.setEnabled(bool(recent))
        self._window.start_page.show_recent(recent)

    def ask_for_film(self, place: ClipPlace) -> None:
        """The film moved: keyframes and runs are all there, only the film must be found."""
        self._session.note(
            place_sentence(place),
            tr("Your keyframes and runs are all here; tell where the film is now."),
            Fix(tr("Find the film..."), self.relink),
            severity="error",
            key="film",
        )

    def relink(self) -> None:
        clip = self._session.clip
        if clip is None:
            return
        was = Path(clip.absolute)
        if was.suffix:
            path = self._file(
                "film", tr("Where is {name}?").format(name=was.name), f"{was.name} ({was.name});;{tr(FILMS)}"
            )
        else:
            path = self._directory("film", tr("Where is the folder {name}?").format(name=was.name))
        if path is not None:
            self._opening.relink(path)

    # save ---------------------------------------------------------------------------------------------------

    def save(self) -> None:
        document = self._session.document
        folder = document.folder

        def done(project: Project) -> None:
            if document.folder is folder:
                document.note_saved(project)

        def failed(error: Exception) -> None:
            self._session.fail(error, tr("The project cannot be saved"), Fix(tr("Save as..."), self.save_as))

        self._background.start("save", document.saving(), done=done, failed=failed)

    def save_as(self) -> None:
        folder = self._session.document.folder
        if folder is None:
            return
        start = Path(self._settings.folder("save_as", folder.path.parent)) / f"{folder.name} copy{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the project as"), str(start), tr("Projects (*{SUFFIX})").format(SUFFIX=SUFFIX)
        )
        if name:
            self._settings.remember_folder("save_as", Path(name).parent)
            self._opening.save_as(Path(name))

    # keyframes ----------------------------------------------------------------------------------------------

    def import_picture(self) -> None:
        path = self._file(
            "picture", tr("Picture for frame {frame}").format(frame=self._session.frame), tr(pictures.PICTURES)
        )
        if path is not None:
            self.picture_chosen(path)

    def import_many(self) -> None:
        paths = self._files("picture", tr("Pictures of frames of this film"), tr(pictures.PICTURES))
        if paths:
            self.pictures_chosen(paths)

    def choose_masks(self) -> list[Path]:
        """Return the pictures or films that the artist would have as masks; none if there is a change of mind."""
        return self._files("masks", tr("Import Masks"), tr(mask_files.FILTER))

    def take_frame(self) -> None:
        from app.widgets.take_frame import TakeFrame

        path = self._file("other_clip", tr("Take a frame from this clip"), tr(FILMS))
        if path is None:
            return
        dialog = TakeFrame(path, self._background, self._window)
        if dialog.exec() == TakeFrame.DialogCode.Accepted and dialog.picture is not None:
            self._keyframing.take_frame(dialog.picture, f"{path.stem} frame {dialog.frame}")
        dialog.deleteLater()

    def export_frame(self) -> None:
        start = Path(self._settings.folder("picture")) / self._keyframing.export_name()
        kinds = tr("PNG (*.png);;TIFF (*.tif);;OpenEXR (*.exr)")
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Export this frame to paint"), str(start), kinds)
        if name:
            path = Path(name) if Path(name).suffix else Path(f"{name}.png")
            self._settings.remember_folder("picture", path.parent)
            self.frame_exported(path)

    # leave --------------------------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask before another project is opened while a run works or an export is written."""
        if self.is_exporting() and not self._may_cancel_export():
            return False
        return not self.is_busy() or self._ask_about_run(can_wait=False) == "stop"

    def may_quit(self) -> bool:
        """Ask before the window closes while a run works or an export is written."""
        if self.is_exporting() and not self._may_cancel_export():
            return False
        if not self.is_busy():
            return True
        answer = self._ask_about_run(can_wait=True)
        self.is_quitting_later = answer == "wait"
        if answer == "wait":
            self._session.note(tr("The window closes when the run is finished."), key="closing")
        return answer == "stop"

    def _may_cancel_export(self) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("An export is still being written."))
        box.setInformativeText(tr("Closing cancels it, and what was begun is removed."))
        cancel = box.addButton(tr("Cancel the export"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return clicked is cancel

    def _ask_about_run(self, *, can_wait: bool) -> str:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("A run is still working."))
        box.setInformativeText(tr("Stopped, it keeps the frames it has finished and can be resumed later."))
        stop = box.addButton(tr("Stop and keep"), QMessageBox.ButtonRole.AcceptRole)
        wait = box.addButton(tr("Close when finished"), QMessageBox.ButtonRole.ActionRole) if can_wait else None
        stay = box.addButton(tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(stay)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return "stop" if clicked is stop else "wait" if wait is not None and clicked is wait else "stay"

    def remember_choices(self) -> None:
        """Keep what is chosen in the run panel for the next start."""
        panel = self._window.method
        wish = panel.wish()
        if wish is not None:
            params = {**self._settings.remembered.params, wish.spec.id: wish.params.model_dump(mode="json")}
            self._settings.change(method=wish.spec.id, params=params, device=wish.device)

    def propose_export_folder(self) -> None:
        """Export beside the film at first, later where the artist exported the last time."""
        clip = self._session.clip
        if clip is not None:
            beside = Path(clip.absolute).parent
            self._window.deliver.set_folder(Path(self._settings.folder("export", beside)))

    # help ---------------------------------------------------------------------------------------------------

    def show_palette(self) -> None:
        from app.widgets.command_palette import CommandPalette

        palette = CommandPalette(self._window.actions_, self._window)
        place = self._window.rect().center()
        palette.move(self._window.mapToGlobal(place) - palette.rect().center())
        if palette.exec() and palette.chosen is not None:
            palette.chosen.trigger()
        palette.deleteLater()

    def show_shortcuts(self) -> None:
        from app.widgets.shortcut_sheet import ShortcutSheet

        sheet = ShortcutSheet(self._window.actions_, self._window)
        sheet.exec()
        sheet.deleteLater()

    def show_first_steps(self) -> None:
        steps = "".join(f"<li><p><b>{tr(head)}.</b> {html.escape(tr(text))}</p></li>" for head, text in _FIRST_STEPS)
        self._tell(tr("First steps"), f"<ol>{steps}</ol>")

    def show_log(self) -> None:
        self._folders.log.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folders.log)))

    def show_about(self) -> None:
        try:
            own = version("tintloom")
        except PackageNotFoundError:
            own = "unknown"
        self._tell(
            tr("About Tintloom"),
            tr(
                "<p><b>Tintloom {own}</b></p><p>Colorize, stylize and repair moving pictures from a "
                "few frames made right by hand.</p><p>Apache License 2.0. Made with Qt {version}, "
                "Python {python_version}, PyAV (FFmpeg), OpenImageIO, OpenCV and PyTorch, each under "
                "its own license.</p>"
            ).format(own=own, version=PySide6.__version__, python_version=platform.python_version()),
        )

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setText(text)
        box.exec()
        box.deleteLater()

    # parts --------------------------------------------------------------------------------------------------

    def _fill_theme_menu(self) -> None:
        group = QActionGroup(self)
        for theme, text in _THEMES:
            action = QAction(tr(text), group, checkable=True, checked=self._settings.remembered.theme == theme)
            action.triggered.connect(lambda _=False, theme=theme: self._set_theme(theme))
            self._window.theme_menu.addAction(action)

    def _fill_language_menu(self) -> None:
        group = QActionGroup(self)
        for language, text in LANGUAGES.items():
            action = QAction(tr(text), group, checkable=True, checked=self._settings.remembered.language == language)
            action.triggered.connect(lambda _=False, language=language: self._set_language(language))
            self._window.language_menu.addAction(action)

    def _set_language(self, language: str) -> None:
        self._settings.change(language=language)
        self._session.note(tr("Tintloom speaks this language from the next start on."), key="language")

    def _set_theme(self, theme: Theme) -> None:
        self._settings.change(theme=theme)
        self._look.apply(theme)

    def _file(self, purpose: str, title: str, kinds: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._settings.folder(purpose), kinds)
        if not name:
            return None
        self._settings.remember_folder(purpose, Path(name).parent)
        return Path(name)

    def _files(self, purpose: str, title: str, kinds: str) -> list[Path]:
        names, _ = QFileDialog.getOpenFileNames(self._window, title, self._settings.folder(purpose), kinds)
        if names:
            self._settings.remember_folder(purpose, Path(names[0]).parent)
        return [Path(name) for name in names]

    def _directory(self, purpose: str, title: str, otherwise: Path | None = None) -> Path | None:
        start = self._settings.folder(purpose, otherwise if otherwise and otherwise.is_dir() else None)
        name = QFileDialog.getExistingDirectory(self._window, title, start)
        if not name:
            return None
        self._settings.remember_folder(purpose, Path(name).parent)
        return Path(name)
