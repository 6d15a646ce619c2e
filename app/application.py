"""The composition root: the only file that builds long-lived objects and connects them to each other."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import status, translation
from app.background import Background
from app.canvas.frame_store import FrameStore
from app.document import Document
from app.errors import problem_of
from app.flows.asking import Asking
from app.flows.attaching import Attaching
from app.flows.card_menu import CardMenu
from app.flows.clipboard import Clipboard
from app.flows.coloring import Coloring
from app.flows.comparing import Comparing
from app.flows.delivering import Delivering
from app.flows.estimating import Estimating
from app.flows.hearing import Hearing
from app.flows.importing import Importing
from app.flows.keyframing import Keyframing
from app.flows.looks import Looks
from app.flows.masking import Masking
from app.flows.opening import Opening
from app.flows.outside import EditingOutside
from app.flows.painting import Painting
from app.flows.places import Places
from app.flows.preparing import Preparing
from app.flows.ranging import Ranging
from app.flows.repairing import Repairing
from app.flows.rescribbling import Rescribbling
from app.flows.results import Results
from app.flows.reviewing import Reviewing
from app.flows.running import Running
from app.flows.scribbling import Scribbling, register_scribbles
from app.flows.seeing import Seeing
from app.flows.starting import Starting
from app.flows.suggesting import Suggesting
from app.flows.toning import Toning
from app.flows.tooling import Tooling, remembered_brush, remembered_color
from app.flows.touching import Touching
from app.flows.walking import Walking
from app.garbage import Garbage
from app.jobs.queue import JobQueue
from app.main_window import MainWindow
from app.panels.method import MethodPanel
from app.paths import UserFolders
from app.session import Session
from app.settings import Settings
from app.status import UsageWatch
from app.theme import Look
from app.timeline.player import Player
from app.timeline.sound import Sound
from app.translation import tr
from engine.catalog import METHODS, MethodSpec
from engine.project.model import Project

_log = logging.getLogger(__name__)
_SWITCH_S = 0.001
_MEASURE_MS = 1000  # the window comes first


class Application:
    """Everything the window is made of, alive from construction to `close`.

    `methods` and `make_queue` are for tests; `folders` says where settings and new projects are.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        folders: UserFolders | None = None,
        methods: Mapping[str, MethodSpec] = METHODS,
        make_queue: Callable[[], JobQueue] = JobQueue,
    ) -> None:
        # the UI thread takes turns with decoding threads: short turns keep it from waiting for them
        sys.setswitchinterval(_SWITCH_S)
        self.qt = _qt_application(argv)
        self.garbage = Garbage()
        self.garbage.take_over()
        self.folders = folders or UserFolders.default()
        self.settings = Settings(self.folders.config)
        translation.install(self.qt, self.settings.remembered.language)
        self.look = Look(self.qt, self.settings.remembered.theme)
        self.background = Background()
        self.document = Document()
        self.player = Player()
        self.sound = Sound()
        self.queue = make_queue()
        self.store = FrameStore()
        self.session = Session(self.document, self.player)
        self.color = remembered_color(self.settings)
        self.brushes = remembered_brush(self.settings)
        self.window = MainWindow(self.settings, self.player, MethodPanel(methods), self.brushes, self.color)
        self.usage = UsageWatch()
        self.opening = Opening(self.session, self.queue, self.background, self.settings, self.folders)
        self.preparing = Preparing(self.session, self.background, self.store, self.window)
        self.keyframing = Keyframing(self.session, self.background, self.store, self.window)
        self.results = Results(self.session, self.background, self.store, self.window)
        self.running = Running(self.session, self.queue, self.background, self.results, self.window)
        self.reviewing = Reviewing(self.session, self.background, self.results, self.running, self.window)
        self.comparing = Comparing(self.session, self.store, self.results, self.running, self.window)
        self.touching = Touching(
            self.session, self.background, self.results, self.running, self.keyframing, self.window, methods
        )
        self.reviewing.waiting = self.touching.waiting
        self.ranging = Ranging(self.session, self.window)
        self.estimating = Estimating(self.session, self.background, self.folders, self.window)
        self.attaching = Attaching(
            self.session, self.background, self.store, self.settings, self.window, self.opening.open_film
        )
        self.looks = Looks(self.session, self.background, self.attaching, self.running, self.window)
        self.starting = Starting(self.session, self.results, self.running, self.window)
        self.delivering = Delivering(self.session, self.settings, self.background, self.results, self.window)
        self.suggesting = Suggesting(self.session, self.background, self.results, self.running, self.window)
        self.walking = Walking(self.session, self.window)
        self.seeing = Seeing(self.session, self.background, self.store, self.results, self.window)
        self.hearing = Hearing(self.session, self.settings, self.sound, self.window)
        self.toning = Toning(self.session, self.store, self.results, self.window)
        self.places = Places(self.session, self.settings, self.window, self.toning)
        self.asking = Asking(
            self.session,
            self.settings,
            self.look,
            self.folders,
            self.background,
            self.window,
            self.opening,
            self.keyframing,
        )
        self.painting = Painting(self.session, self.background, self.store, self.window, self.color, self.brushes)
        self.painting.commits.finish = self.touching.completed
        self.painting.kind_of_result = self.results.kind_of
        self.touching.settled = self.painting.when_settled
        self.tooling = Tooling(self.session, self.settings, self.painting, self.window)
        self.importing = Importing(self.session, self.background, self.keyframing, self.window)
        self.outside = EditingOutside(self.session, self.background, self.settings, self.keyframing, self.window)
        self.cards = CardMenu(self.session, self.background, self.keyframing, self.outside, self.window)
        self.clipboard = Clipboard(
            self.session, self.background, self.importing, self.cards, self.window, self.asking.take_dropped
        )
        self.outside.states_changed.connect(self.window.keyframes.show_states)
        self.masking = Masking(
            self.session,
            self.background,
            self.store,
            self.results,
            self.running,
            self.tooling,
            self.brushes,
            self.window,
        )
        self.repairing = Repairing(
            self.session, self.background, self.results, self.running, self.masking, self.tooling, self.window
        )
        self.scribbling = Scribbling(self.session, self.background, self.painting, self.window)
        register_scribbles(self.tooling, self.scribbling, self.painting, self.window)
        self.rescribbling = Rescribbling(self.session, self.painting, self.scribbling, self.tooling, self.window)
        self.coloring = Coloring(
            self.session,
            self.background,
            self.settings,
            self.window,
            self.painting,
            self.scribbling,
            self.folders.config / "palettes",
        )
        self.garbage.may_take_long = lambda: not (self.player.is_playing or self.qt.mouseButtons())
        self._connect_document()
        self._connect_pictures()
        self._connect_window()
        self._connect_actions()
        self._is_closed = False
        self._paths = [Path(argument) for argument in argv[1:] if not argument.startswith("-")]

    # connecting ---------------------------------------------------------------------------------------------

    def _connect_document(self) -> None:
        document, window, undo = self.document, self.window, self.document.undo_stack
        document.changed.connect(window.timeline.set_project)
        document.changed.connect(window.transport.set_project)
        document.changed.connect(lambda _: self._show_title())
        document.folder_changed.connect(self.background.keep_to)
        document.settle, document.make_way = self._settle, self._make_way
        document.save_state_changed.connect(window.saved.setText)
        document.save_failed.connect(lambda text: self.session.note(text, severity="error", key="save"))
        undo.canUndoChanged.connect(lambda _: self._enable())
        undo.canRedoChanged.connect(lambda _: self._enable())
        undo.undoTextChanged.connect(
            lambda text: window.actions_["undo"].setText(
                tr("&Undo {text}").format(text=text) if text else tr("&Undo")
            )
        )
        undo.redoTextChanged.connect(
            lambda text: window.actions_["redo"].setText(
                tr("&Redo {text}").format(text=text) if text else tr("&Redo")
            )
        )

    def _connect_pictures(self) -> None:
        session, store, window = self.session, self.store, self.window
        window.viewer.set_store(store)
        window.timeline.set_store(store)
        store.set_result_of(self.results.result_of)
        store.set_keyframe_of(self.keyframing.path_of)
        store.failed.connect(lambda text: session.note(text, severity="warning", key="decode"))
        store.length_known.connect(self._take_length)
        session.source_changed.connect(self._take_source)

    def _connect_window(self) -> None:
        session, window = self.session, self.window
        window.may_close = self.may_close
        session.problem.connect(window.banners.show_problem)
        session.solved.connect(window.banners.clear)
        session.told.connect(lambda text: window.statusBar().showMessage(text, 6000))
        self.usage.measured.connect(window.show_usage)
        self.settings.recent_changed.connect(self.asking.show_recent)
        self.look.changed.connect(window.redraw)
        self.opening.may_leave = lambda: self._finish_strokes() and self.asking.may_leave()
        self.painting.changed.connect(self._enable)
        self.tooling.changed.connect(self._enable)
        self.suggesting.declined_changed.connect(self._enable)
        self.asking.is_busy = lambda: self.running.is_busy
        self.asking.is_exporting = lambda: self.delivering.is_busy
        self.asking.film_dropped = self.attaching.take_dropped
        self.masking.chosen_files = self.asking.choose_masks
        self.asking.picture_chosen = self.importing.import_picture
        self.asking.pictures_chosen = self.importing.import_many
        self.asking.frame_exported = self.outside.export_frame
        self.attaching.changed.connect(self._enable)
        self.opening.taking.connect(window.banners.clear)
        self.opening.opened.connect(self._show_opened)
        self.opening.left.connect(self._show_left)
        self.opening.is_new.connect(self._prepare_new)
        self.opening.film_missing.connect(self.asking.ask_for_film)
        self.running.state_changed.connect(self._enable)
        self.scribbling.changed.connect(self._enable)
        self.toning.changed.connect(self._enable)
        self.running.ended.connect(self.estimating.learn_run)
        self.results.made_from_changed.connect(self.keyframing.set_made_from)
        self.queue.drained.connect(self._take_drained)
        window.prepare.deinterlace_changed.connect(self.opening.set_deinterlace)
        for dropped in (window.viewer.files_dropped, window.start_page.files_dropped, window.files_dropped):
            dropped.connect(self.asking.take_dropped)

    def _connect_actions(self) -> None:
        act, asking = self.window.actions_, self.asking
        for name, slot in {
            "open_film": asking.open_film,
            "open_folder": asking.open_folder,
            "open_project": asking.open_project,
            "open_sample": asking.open_sample,
            "save": lambda: self.painting.when_settled(asking.save),
            "save_as": asking.save_as,
            "relink": asking.relink,
            "attach_processed": self.attaching.ask,
            "detach_processed": self.attaching.detach,
            "find_looks": self.looks.find,
            "close_project": lambda: self.painting.when_settled(self.opening.close_project),
            "quit": self.window.close,
            "undo": self._undo,
            "redo": self._redo,
            "find_shots": lambda: self.preparing.find(self.window.prepare.sensitivity.value() / 100),
            "split": lambda: self.preparing.split(self.session.frame),
            "merge": self.preparing.merge,
            "import_picture": asking.import_picture,
            "import_many": asking.import_many,
            "take_frame": asking.take_frame,
            "edit_outside": self.outside.edit,
            "export_frame": asking.export_frame,
            "accept_keyframe": self.touching.accept,
            "update_touch_up": self.touching.update,
            "remove_keyframe": self._remove,
            "accept_range": self.reviewing.accept,
            "reject_range": self.reviewing.reject,
            "unaccept_range": self.reviewing.unaccept,
            "check_accepted": self.reviewing.check,
            "propagate": lambda: self.painting.when_settled(self.running.toggle),
            "stop_and_keep": self.running.stop_and_keep,
            "cancel_run": self.running.cancel,
            "export": self._export,
            "palette": asking.show_palette,
            "shortcuts": asking.show_shortcuts,
            "first_steps": asking.show_first_steps,
            "open_log": asking.show_log,
            "about": asking.show_about,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        self.walking.connect_actions(act)
        self.seeing.connect_actions(act)
        self.toning.connect_actions(act)

    # what follows from what ---------------------------------------------------------------------------------

    def _take_source(self, source: object) -> None:
        session, window = self.session, self.window
        if session.source is None:
            self.store.leave()
        else:
            self.store.open(session.source)
            facts = session.source.facts
            window.viewer.set_pixel_aspect(facts.pixel_aspect)
            window.timeline.set_rate(facts.rate, facts.timecode)
            window.transport.set_rate(facts.rate, facts.timecode)
            window.timeline.set_length(session.source.known_length)
        self.player.set_source(session.source)
        self.preparing.take_source(session.source)
        self.estimating.ask()
        self.delivering.tell()
        self.places.restore()

    def _take_length(self, length: int) -> None:
        self.player.set_length(length)
        self.window.timeline.set_length(length)
        self.opening.take_length(length)
        self.preparing.show_facts()
        self.delivering.tell()

    def _show_opened(self) -> None:
        self.player.clear_marks()
        self.player.set_frame(0)
        self.window.show_start(False)
        self.asking.propose_export_folder()
        self._show_title()
        self._enable()

    def _show_left(self) -> None:
        self.window.show_start(True)
        self.window.banners.clear()
        self._show_title()
        self._enable()

    def _prepare_new(self) -> None:
        self.window.show_workspace("color")
        self.preparing.find_for_new()

    def _take_drained(self, outcomes: object) -> None:
        if self.asking.is_quitting_later:
            self.asking.is_quitting_later = False
            self.window.close()

    def _show_title(self) -> None:
        name = self.document.name
        self.window.show_title(name, self.document.is_modified)

    def _enable(self) -> None:
        have = {"clip"} if self.document.is_open else set()
        if self.running.is_busy:
            have.add("run")
        if self.session.project.processed is not None:
            have.add("processed")
        if self.window.viewer.tool is not None:
            have.add("tool")
        if self.toning.is_wide:
            have.add("light")
        if self.masking.is_on:
            have.add("brush")
        if self.suggesting.has_declined:
            have.add("declined")
        if self.tooling.paints:
            have |= {"paint", "brush"}
        act, undo = self.window.actions_, self.document.undo_stack
        act.enable(have)
        act["undo"].setEnabled(undo.canUndo() or not self.painting.commits.is_empty or self.scribbling.can_undo)
        act["redo"].setEnabled(undo.canRedo() or self.painting.commits.has_undone)

    def _undo(self) -> None:
        if not self.masking.easel.is_drawing:  # amid a stroke there is nothing to go back to
            self.masking.finish()  # the step that was just made is the one to take back
            self.scribbling.undo()

    def _redo(self) -> None:
        if not self.masking.easel.is_drawing:
            self.masking.finish()
            self.painting.redo()

    def _settle(self) -> bool:
        """Enter every stroke that ended; false if one of them cannot be kept."""
        is_painted, is_masked = self.painting.flush(), self.masking.sheets.finish()
        return is_painted and is_masked

    def _make_way(self, before: Project, after: Project) -> None:
        """Enter the strokes that an edit is about; its word counts."""
        self.painting.make_way(before, after)
        self.masking.sheets.make_way(before, after)

    def _finish_strokes(self) -> bool:
        """The project is left: also what the pen is painting this moment goes with it."""
        self.painting.end()
        is_masked = self.masking.finish()
        return self.painting.flush() and is_masked

    def _remove(self) -> None:
        if self.rescribbling.has_selected:
            self.rescribbling.remove_selected()
        else:  # with what was painted on it last
            frame = self.session.frame
            self.painting.when_settled(lambda: self.keyframing.remove(frame))

    def _export(self) -> None:
        if self.window.workspace != "deliver":
            self.window.show_workspace("deliver")
        else:
            self.window.deliver.request()

    # life ---------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the window; what is slow to load comes right after it is there."""
        self.window.restore_geometry()
        self.asking.show_recent()
        self._enable()
        self.window.show()
        QTimer.singleShot(0, self.window, self._finish_start)

    def _finish_start(self) -> None:
        self.usage.start()
        self.outside.look_for_programs()
        kept = self.settings.remembered
        self.window.method.choose(kept.method, kept.params, kept.device)
        QTimer.singleShot(_MEASURE_MS, self.window, self.estimating.learn_machine)
        self.background.start("devices", status.devices, done=self.window.method.set_devices)
        self.garbage.keep_all()
        self.background.start("load-ahead", _load_ahead, done=lambda _: self.garbage.keep_all())
        if self._paths:
            self.opening.open_any(self._paths)
        QTimer.singleShot(50, self.window, self._load_curves)

    def _load_curves(self) -> None:
        from app.panels.curves import CurvesPanel

        if not self._is_closed:
            panel = CurvesPanel()
            self.window.set_curves(panel)
            self.results.set_curves(panel)
            self.garbage.keep_all()

    def may_close(self) -> bool:
        """Ask about a running job; nothing is lost whatever the answer is."""
        if not self.asking.may_quit():
            return False
        self.window.hide()
        self.close()
        return True

    def close(self) -> None:
        """End everything that lives: job, threads, project. Closing twice is fine."""
        if self._is_closed:
            return
        self._is_closed = True
        self.asking.remember_choices()
        self.places.keep()
        self.masking.finish()
        self.painting.close()
        self.seeing.close()
        self.player.close()
        self.sound.close()
        self.delivering.cancel()
        self.suggesting.stop()
        self.repairing.stop()
        self.queue.leave()
        try:
            self.document.save()  # before the run is waited for: then whatever ends this process takes nothing
        except Exception:
            _log.exception("the project could not be saved")
        self.queue.close()
        try:
            self.document.close()
        except Exception:
            _log.exception("the project could not be closed")
            self.document.abandon()
        self.running.close()
        self.usage.close()
        self.preparing.close()
        source = self.session.source
        self.session.source = None
        self.store.close()
        self.background.close()
        self.attaching.close()
        if source is not None:
            source.close()
        self.settings.save()
        self.garbage.give_back()

    def exec(self) -> int:
        """Show the window and return when it was closed."""
        _start_log(self.folders.log)
        sys.excepthook = self._catch
        self.show()
        code = self.qt.exec()
        self.close()
        return code

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show what no one expected as a sentence; the details go to the log and, if asked, to the clipboard."""
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
            return
        _log.error("unexpected", exc_info=(kind, error, trace))
        self.session.problem.emit(problem_of(error))


def _load_ahead() -> None:
    """Load what the first film needs, away from the UI thread: there it would cost a fifth of a second."""
    import app.flows.finding
    import engine.suggest.asking

    _log.debug("loaded %s and %s", app.flows.finding.__name__, engine.suggest.asking.__name__)


def _qt_application(argv: Sequence[str]) -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(list(argv))
    made.setApplicationName("Tintloom")
    made.setApplicationDisplayName("Tintloom")
    made.setDesktopFileName("tintloom")
    return made


def _start_log(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        to_file = logging.handlers.RotatingFileHandler(
            folder / "tintloom.log", maxBytes=1 << 20, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(to_file)
    root.setLevel(logging.INFO)
