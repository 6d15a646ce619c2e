"""Keyframes edited in Krita, GIMP, Photoshop ...: handed out, watched, and taken back whenever they are saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QFileSystemWatcher, QObject, QProcess, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.background import Background
from app.canvas.view import Mode
from app.errors import Fix
from app.flows import pictures, returning
from app.flows.keyframing import Keyframing
from app.flows.returning import HandedOut, Returned
from app.main_window import MainWindow
from app.programs import SYSTEM_PROGRAM, Program, found_programs, program_of
from app.session import Session
from app.settings import Settings
from app.translation import tr
from engine.color.scene_linear import linear
from engine.project.file import ProjectFolder
from engine.project.model import Keyframe, Kind
from engine.project.outside import Outside, Place, digest_of, place_of

_SETTLE_MS = 300  # painting programs save by renaming and touch a file several times
_AGAIN_MS = 700  # a file that cannot be read may still be written
_ATTEMPTS = 4
_PASSING_S = 30.0


class EditingOutside(QObject):
    """`launch` starts a program on a file and tells whether it could; tests put their own there."""

    states_changed = Signal(object)  # dict[(frame, kind), words] of what is being edited now

    def __init__(
        self,
        session: Session,
        background: Background,
        settings: Settings,
        keyframing: Keyframing,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._settings = session, background, settings
        self._keyframing, self._window = keyframing, window
        self.launch: Callable[[Program, Path], bool] = _launched
        self._programs: list[Program] = []
        self._names: dict[Place, str] = {}  # in which program a keyframe is
        self._elsewhere: dict[Path, tuple[Place, str]] = {}  # exported by hand -> what for, known content
        self._outside: Outside | None = None
        self._failed: dict[Path, int] = {}
        self._left: Outside | None = None  # where the files are that programs have open, amid Save As
        self._watcher = QFileSystemWatcher(self)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._look)
        for changed in (self._watcher.fileChanged, self._watcher.directoryChanged):
            changed.connect(lambda _: self._settling.start())
        session.document.moving.connect(self._leave)
        session.document.folder_changed.connect(self._take_folder)
        session.source_changed.connect(lambda source: self._settling.start() if source is not None else None)
        if isinstance(running := QGuiApplication.instance(), QGuiApplication):
            running.applicationStateChanged.connect(self._come_back)
        self._fill_menu()

    # out ----------------------------------------------------------------------------------------------------

    def look_for_programs(self) -> None:
        """Find out which painting programs there are; the menu shows them then."""
        self._background.start("programs", found_programs, done=self._take_programs)

    @property
    def program(self) -> Program:
        """The program that the button opens: the one used last, else the first that was found."""
        last = self._settings.remembered.painter
        known = self.programs()
        return next((p for p in known if p.id == last), known[0])

    def programs(self) -> list[Program]:
        """Return the programs of the menu: found ones, chosen ones, and the system's own choice."""
        chosen = [program_of(Path(path)) for path in self._settings.remembered.painters]
        return [*self._programs, *chosen, SYSTEM_PROGRAM]

    def edit(self, program: Program | None = None, frame: int | None = None, kind: Kind | None = None) -> None:
        """Open the keyframe of a frame in a program; without one, what the viewer shows of the frame."""
        wished = program or self.program
        at = self._session.frame if frame is None else frame
        document, film = self._session.document, self._session.film
        outside, folder = self._outside, document.folder
        if folder is None or outside is None:
            return
        place, keyframe = self._place(at, kind)
        title = film.stem if film is not None else folder.name
        read = self._reader(place)
        self._settings.change(painter=wished.id)
        self._show_program()

        def done(handed_out: HandedOut) -> None:
            path, kept = handed_out.path, handed_out.kept
            self._watch()
            if not self.launch(wished, path):
                self._session.note(
                    tr("{name} did not start.").format(name=wished.name),
                    tr("The picture was written to {path}; open it from there, or choose another program.").format(
                        path=path
                    ),
                    Fix(tr("Choose program..."), lambda: self.choose_program(at, kind)),
                    severity="warning",
                    key="outside",
                )
                return
            self._names[place] = wished.name
            self._tell_states()
            self._session.note(
                tr("Frame {at} is open in {name}.").format(at=at, name=wished.name),
                tr("Save it there, and it comes back by itself.")
                if kept is None
                else tr("What was saved there before and did not come back is kept as {path}.").format(path=kept),
                key="outside",
            )

        self._background.start(
            "hand-out",
            lambda: returning.hand_out(outside, title, place, keyframe, folder.blobs, read),
            done=done,
            failed=self._session.fail,
            of=folder,
        )

    def choose_program(self, frame: int | None = None, kind: Kind | None = None) -> None:
        """Ask which program to open pictures in, keep it in the menu, and open the keyframe in it."""
        start = self._settings.folder("program", Path("/"))
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Choose a painting program"), start, tr("All files (*)")
        )
        if not name:
            return
        path = Path(name)
        self._settings.remember_folder("program", path.parent)
        known = [other for other in self._settings.remembered.painters if other != name]
        self._settings.change(painters=[*known, name])
        self._fill_menu()
        self.edit(program_of(path), frame, kind)

    def export_frame(self, path: Path) -> None:
        """Write the keyframe, or what the viewer shows of the frame, to any place; saved there, it comes back too."""
        at, folder = self._session.frame, self._session.document.folder
        if folder is None:
            return
        place, keyframe = self._place(at, None)
        read = self._reader(place)

        def work() -> tuple[Path, str]:
            written = returning.write_for_painting(path, keyframe, folder.blobs, read)
            return written, digest_of(written)

        def done(written: tuple[Path, str]) -> None:
            self._elsewhere[written[0]] = (place, written[1])
            self._watch()
            self._tell_states()
            text = tr("{name} was written. Color it and save it; it comes back by itself.").format(
                name=written[0].name
            )
            self._session.note(text, key="outside")

        self._background.start("export-frame", work, done=done, failed=self._session.fail, of=folder)

    def end(self, frame: int, kind: Kind) -> None:
        """Watch this keyframe's file no more; it is kept."""
        place, outside = Place(frame, kind), self._outside
        self._elsewhere = {path: known for path, known in self._elsewhere.items() if known[0] != place}
        self._names.pop(place, None)
        if outside is not None:
            self._background.start(
                "end-outside", lambda: outside.end(place), done=lambda _: self._watch(), failed=self._session.fail
            )

    # back ---------------------------------------------------------------------------------------------------

    def states(self) -> dict[tuple[int, Kind], str]:
        """Return what is being edited, and in what words a card says so."""
        places = [known[0] for known in self._elsewhere.values()]
        places += [place for name in self._watcher.files() if (place := place_of(Path(name))) is not None]
        return {
            (p.frame, p.kind): tr("in {program}").format(program=self._names[p])
            if p in self._names
            else tr("edited outside")
            for p in places
        }

    def _look(self) -> None:
        """Read what was saved since."""
        folder, source, outside = self._session.document.folder, self._session.source, self._outside
        if folder is None or source is None or outside is None:
            return
        elsewhere = [(path, place, digest) for path, (place, digest) in self._elsewhere.items()]
        self._background.start(
            "look-outside",
            lambda: returning.news_of(outside, elsewhere, source, folder.blobs),
            done=self._take_back,
            failed=self._session.fail,
            key="look-outside",
            of=folder,
        )

    def _take_back(self, news: list[Returned]) -> None:
        done = []
        for each in news:
            if each.may_be_unfinished and self._failed.get(each.path, 0) + 1 < _ATTEMPTS:
                self._failed[each.path] = self._failed.get(each.path, 0) + 1
                QTimer.singleShot(_AGAIN_MS, self, self._settling.start)
                continue
            self._failed.pop(each.path, None)
            done.append(each)
            if each.imported is None:
                self._session.note(
                    tr("Frame {frame} cannot be taken back yet.").format(frame=each.place.frame),
                    tr("{error} The keyframe stays as it was.").format(error=each.error),
                    severity="warning",
                    key=f"outside {each.path}",
                )
                continue
            self._session.solved.emit(f"outside {each.path}")
            self._put(each)
        self._watch()
        if done:
            self._remember(done)

    def _put(self, returned: Returned) -> None:
        assert returned.imported is not None
        frame = returned.place.frame
        where = self._names.get(returned.place, "")
        told = tr("Frame {frame} came back").format(frame=frame) + (
            tr(" from {where}.").format(where=where) if where else "."
        )
        before = self._session.project
        self._keyframing.put(tr("Edit of frame {frame}").format(frame=frame), [returned.imported])
        if self._session.project is not before:
            cause = " ".join(returned.imported.remarks)
            self._session.note(told, cause, key="outside", lasts_s=_PASSING_S if cause else 0.0)

    def _remember(self, done: list[Returned]) -> None:
        outside = self._outside
        inside = []
        for each in done:
            if each.path in self._elsewhere:
                self._elsewhere[each.path] = (each.place, each.digest)
            else:
                inside.append(each)

        def work() -> None:
            for each in inside:
                if outside is not None:
                    outside.remember(each.path, each.digest, is_refused=each.imported is None)

        self._background.start("remember-outside", work, failed=self._session.fail)

    # watching -----------------------------------------------------------------------------------------------

    def _leave(self, folder: ProjectFolder) -> None:
        self._left = Outside(folder.path)

    def _take_folder(self, folder: object) -> None:
        opened, left = self._session.document.folder, self._left
        self._outside, self._left = None if opened is None else Outside(opened.path), None
        self._failed.clear()
        if left is None or self._outside is None:
            self._names.clear()
            self._elsewhere.clear()
        else:
            self._follow_left(left, self._outside)
        self._watch()

    def _follow_left(self, left: Outside, now: Outside) -> None:
        """Save As: the programs still have the files of the folder before open, and save them there."""

        def work() -> dict[Path, tuple[Place, str]]:
            return returning.left_behind(left, now)

        def done(found: dict[Path, tuple[Place, str]]) -> None:
            if self._outside is now:
                self._elsewhere.update(found)
                self._watch()
                self._settling.start()  # what was saved meanwhile

        self._background.start("left-outside", work, done=done, failed=self._session.fail)

    def _watch(self) -> None:
        """Watch the folder and all its files again: one that was replaced is not watched any more."""
        outside = self._outside
        files = [] if outside is None else outside.files()
        wished = {str(path) for path in [*files, *self._elsewhere] if path.exists()}
        if outside is not None and files:
            wished.add(str(outside.folder))
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := list(watched - wished):
            self._watcher.removePaths(gone)
        if new := list(wished - watched):
            self._watcher.addPaths(new)
        self._tell_states()

    def _come_back(self, state: Qt.ApplicationState) -> None:
        # network drives tell of no changes: look whenever the artist comes back from the other program
        if state == Qt.ApplicationState.ApplicationActive and self.states():
            self._settling.start()

    def _tell_states(self) -> None:
        self.states_changed.emit(self.states())

    # parts --------------------------------------------------------------------------------------------------

    def _place(self, frame: int, kind: Kind | None) -> tuple[Place, Keyframe | None]:
        """Return what is handed out: the keyframe, unless a result is looked at."""
        shot = self._session.project.shot_at(frame)
        wished = kind or self._keyframing.kind
        keyframe = shot.keyframe(frame, wished) if shot is not None else None
        shows_result = kind is None and self._window.viewer.mode == Mode.RESULT
        if shows_result and shot is not None and shot.run_at(frame) is not None:
            keyframe = None
        return Place(frame, wished), keyframe

    def _reader(self, place: Place) -> Callable[[], NDArray[Any]]:
        """Return what reads the picture the viewer shows of the frame, in a background task; for an HDR keyframe its
        light, which alone comes back as one."""
        frame = place.frame
        folder, source, mode = self._session.document.folder, self._session.source, self._window.viewer.mode
        shot = self._session.project.shot_at(frame)
        run = shot.run_at(frame) if shot is not None and mode == Mode.RESULT else None

        def read() -> NDArray[Any]:
            picture = folder.runs.folder(run).read_frame(frame) if folder is not None and run is not None else None
            picture = pictures.need_source(source).read(frame) if picture is None else picture
            return linear(picture) if place.kind == "hdr" else picture

        return read

    def _take_programs(self, programs: list[Program]) -> None:
        self._programs = programs
        self._fill_menu()

    def _fill_menu(self) -> None:
        menu = self._window.paint_menu
        menu.clear()
        for program in self.programs():
            action = QAction(tr("Edit in {name}").format(name=program.name), menu)
            action.setStatusTip(
                tr("Open the keyframe of this frame in {name}; saved there, it comes back.").format(name=program.name)
            )
            action.triggered.connect(partial(lambda own, _=False: self.edit(own), program))
            menu.addAction(action)
        choose = QAction(tr("Choose Program..."), menu)
        choose.setStatusTip(tr("Open pictures in another program, and keep it in this menu."))
        choose.triggered.connect(lambda: self.choose_program())
        menu.addAction(choose)
        menu.addSeparator()
        menu.addAction(self._window.actions_["export_frame"])
        self._show_program()

    def _show_program(self) -> None:
        program, action = self.program, self._window.actions_["edit_outside"]
        text = tr("Edit outside") if program is SYSTEM_PROGRAM else tr("Edit in {name}").format(name=program.name)
        action.setIconText(text)
        self._window.keyframes.refit()


def _launched(program: Program, path: Path) -> bool:
    if not program.command:
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    started, _ = QProcess.startDetached(program.command[0], [*program.command[1:], str(path)])
    return started
