"""What can be done with one keyframe: edited outside, copied, pasted, taken back to an earlier picture, removed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QCursor, QImage
from PySide6.QtWidgets import QMenu

from app.background import Background
from app.flows import pictures
from app.flows.keyframing import Keyframing
from app.flows.outside import EditingOutside
from app.main_window import MainWindow
from app.session import Session
from app.timeline.timecode import Timecode
from app.translation import tr
from app.widgets.duplicate_to import DuplicateTo
from app.widgets.versions import Versions
from engine.media.source import FrameSource
from engine.project.blobs import Blobs
from engine.project.keyframes import duplicate_keyframe, go_back_to
from engine.project.model import Keyframe, Kind
from engine.runtime.errors import EngineError

_VERSION_SIZE = (144, 81)
_PASSING_S = 30.0


class CardMenu(QObject):
    copied = Signal()  # a keyframe was taken to be pasted

    def __init__(
        self,
        session: Session,
        background: Background,
        keyframing: Keyframing,
        outside: EditingOutside,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._window = session, background, window
        self._keyframing, self._outside = keyframing, outside
        self._copied: Keyframe | None = None
        self._asking: DuplicateTo | None = None
        self.versions: Versions | None = None
        window.keyframes.menu_requested.connect(self.open)
        act = window.actions_
        for name, slot in {
            "copy_keyframe": self.copy,
            "paste_keyframe": self.paste,
            "duplicate_keyframe": self.ask_where,
            "keyframe_versions": self.show_versions,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        session.document.folder_changed.connect(lambda _: self._forget())

    def open(self, frame: int, kind: Kind, place: QPoint) -> None:
        """Show the menu of a keyframe's card."""
        menu = self.menu(frame, kind)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self, frame: int, kind: Kind) -> QMenu:
        """Return the menu of a keyframe."""
        menu = QMenu(self._window)
        program, state = self._outside.program, self._outside.states().get((frame, kind), "")
        self._add(
            menu,
            tr("&Edit in {name}").format(name=program.name),
            lambda: self._outside.edit(None, frame, kind),
            "edit_outside",
        )
        others = menu.addMenu(tr("Edit &with"))
        for other in self._outside.programs():
            self._add(others, other.name, partial(self._outside.edit, other, frame, kind))
        self._add(others, tr("Choose Program..."), lambda: self._outside.choose_program(frame, kind))
        if state:
            self._add(
                menu, tr("&Stop Watching ({state})").format(state=state), lambda: self._outside.end(frame, kind)
            )
        menu.addSeparator()
        self._add(menu, tr("&Copy"), lambda: self.copy(frame, kind), "copy_keyframe")
        self._add(menu, tr("&Duplicate to..."), lambda: self.ask_where(frame, kind), "duplicate_keyframe")
        key = self._key(frame, kind)
        count = len(key.versions) if key is not None else 0
        shown = self._add(
            menu,
            tr("&Versions ({count})...").format(count=count),
            lambda: self.show_versions(frame, kind),
            "keyframe_versions",
        )
        shown.setEnabled(count > 0)
        menu.addSeparator()
        self._add(menu, tr("&Remove"), lambda: self._keyframing.remove(frame, kind), "remove_keyframe")
        return menu

    # copies -------------------------------------------------------------------------------------------------

    def copy(self, frame: int | None = None, kind: Kind | None = None) -> None:
        """Take the keyframe to be pasted on other frames."""
        key = self._key(self._session.frame if frame is None else frame, kind)
        if key is None:
            self._tell_none()
            return
        self._copied = key
        self.copied.emit()
        self._session.told.emit(
            tr("The keyframe of frame {frame} was copied; paste it on another frame.").format(frame=key.frame)
        )

    def copy_shown(self) -> bool:
        """Take the keyframe of the frame that is looked at; false, and none is taken, if it has none."""
        self._copied = self._key(self._session.frame, None)
        return self._copied is not None

    @property
    def has_copied(self) -> bool:
        return self._copied is not None

    def paste(self) -> None:
        """Put a copy of the copied keyframe on the frame that is looked at; its colors follow what moves."""
        if self._copied is None:
            sentence = tr("No keyframe was copied yet.")
            self._session.note(sentence, severity="warning", key="copy", lasts_s=_PASSING_S)
            return
        self.duplicate(self._copied, self._session.frame, follows=True)

    def ask_where(self, frame: int | None = None, kind: Kind | None = None) -> None:
        """Ask for the frame, by default the one that is looked at, and copy the keyframe there."""
        at = self._session.frame
        key = self._key(at if frame is None else frame, kind)
        if key is None:
            self._tell_none()
            return
        timecode = Timecode(self._session.rate, "")
        dialog = DuplicateTo(key.frame, key.kind, at, self._session.project, timecode, self._window)

        def done(result: int) -> None:
            target = dialog.target
            if self._asking is dialog:
                self._asking = None
            if result == DuplicateTo.DialogCode.Accepted and target is not None:
                self.duplicate(key, target, follows=dialog.follows)
            dialog.deleteLater()

        self._asking = dialog
        dialog.finished.connect(done)
        dialog.open()

    def duplicate(self, key: Keyframe, to: int, *, follows: bool) -> None:
        """Copy a keyframe to another frame; of color, its picture is made anew for that frame's light."""
        folder, source, project = self._session.document.folder, self._session.source, self._session.project
        shot, other = project.shot_at(key.frame), project.shot_at(to)
        if folder is None or source is None:
            return
        if other is None or to == key.frame or key.kind != "color":
            self._put(key, to, None, "")
            return
        same_shot = shot is not None and shot.id == other.id
        way = (tr("along the motion") if same_shot else tr("by what looks alike")) if follows else tr("in place")
        self._session.told.emit(tr("Copying the keyframe to frame {to}...").format(to=to))

        def put(blob: str) -> None:
            self._put(key, to, blob, tr("from frame {frame}, {way}").format(frame=key.frame, way=way))

        self._background.start(
            "duplicate",
            lambda: _made_for(key, to, source, folder.blobs, same_shot if follows else None),
            done=put,
            failed=self._session.fail,
            progressed=lambda share: self._session.told.emit(
                tr("Copying the keyframe to frame {to}: {share:.0%}").format(to=to, share=share)
            ),
            key=f"duplicate {to}",
            of=folder,
        )

    def _put(self, key: Keyframe, to: int, blob: str | None, note: str) -> None:
        try:
            edited = duplicate_keyframe(self._session.project, key, to, blob, note)
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="copy", lasts_s=_PASSING_S)
            return
        self._session.document.edit(tr("Duplicate keyframe to {to}").format(to=to), edited)
        self._session.told.emit(
            tr("Frame {to} has a copy of the keyframe of frame {frame}.").format(to=to, frame=key.frame)
        )

    # versions -----------------------------------------------------------------------------------------------

    def show_versions(self, frame: int | None = None, kind: Kind | None = None) -> None:
        """Show the pictures the keyframe had before."""
        key, folder = self._key(self._session.frame if frame is None else frame, kind), self._session.document.folder
        if key is None or folder is None:
            self._tell_none()
            return
        popup = Versions(key.frame, key.image, key.versions, self._window)
        popup.chosen.connect(partial(self._go_back, key.frame, key.kind))
        self.versions = popup
        popup.destroyed.connect(lambda: setattr(self, "versions", None))
        look = self._keyframing.look_of_masks

        def small(blob: str) -> NDArray[Any]:
            path = folder.blobs.folder / blob
            if key.kind == "mask":
                return pictures.mask_thumbnail(look, path, *_VERSION_SIZE).picture
            return pictures.thumbnail(path, *_VERSION_SIZE)

        for blob in popup.blobs():
            self._background.start(
                "version",
                partial(small, blob),
                done=partial(self._show_version, popup, blob),
            )
        popup.open_at(QCursor.pos())

    def _show_version(self, popup: Versions, blob: str, small: NDArray[Any]) -> None:
        if self.versions is popup:
            height, width = small.shape[:2]
            popup.show_thumbnail(blob, QImage(small.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888))

    def _go_back(self, frame: int, kind: Kind, blob: str) -> None:
        try:
            self._session.document.edit(
                tr("Go back to a version of frame {frame}").format(frame=frame),
                go_back_to(self._session.project, frame, kind, blob),
            )
        except EngineError as error:
            self._session.fail(error)

    # parts --------------------------------------------------------------------------------------------------

    def _key(self, frame: int, kind: Kind | None) -> Keyframe | None:
        """Return the keyframe of a frame: of this kind, else of what is propagated, else the one there is."""
        shot = self._session.project.shot_at(frame)
        if shot is None:
            return None
        if kind is not None:
            return shot.keyframe(frame, kind)
        own = shot.keyframe(frame, self._keyframing.kind)
        return own or next((key for key in shot.keyframes if key.frame == frame), None)

    def _add(self, menu: QMenu, text: str, act: Callable[[], object], like: str = "") -> QAction:
        """Add an entry; `like`: the action whose icon and hover sentence it shares."""
        action = QAction(text, menu)
        if like:
            action.setIcon(self._window.actions_[like].icon())
            action.setStatusTip(self._window.actions_[like].statusTip())
        action.triggered.connect(lambda _=False: act())
        menu.addAction(action)
        return action

    def _tell_none(self) -> None:
        sentence = tr("Frame {frame} has no keyframe.").format(frame=self._session.frame)
        self._session.note(sentence, severity="warning", key="copy", lasts_s=_PASSING_S)

    def _forget(self) -> None:
        """Another project: nothing of the last one's keyframes is put into it."""
        self._copied = None
        if self._asking is not None:
            self._asking.reject()
        if self.versions is not None:
            self.versions.close()


def _made_for(
    key: Keyframe, to: int, source: FrameSource, blobs: Blobs, follows: bool | None
) -> Generator[float, None, str]:
    """Make the keyframe's picture for frame `to` and return its blob; `follows` None leaves the colors in place."""
    from engine.motion.copying import copied, laid
    from engine.runtime.context import KeyframePicture

    picture = KeyframePicture(key.frame, blobs.read(key.image), key.kind)
    made = laid(source, picture, to) if follows is None else copied(source, picture, to, follows=follows)
    return blobs.put_picture((yield from made))
