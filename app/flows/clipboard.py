"""Pictures to and from other programs through the system's clipboard."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from app.background import Background
from app.flows.card_menu import CardMenu
from app.flows.importing import Importing
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from engine.runtime.errors import MediaError

_KEYFRAME = "application/x-tintloom-keyframe"
_OWN = str(os.getpid()).encode()  # another window's keyframe is not known here; its picture is
_FOLDER = "pasted"  # in the project's cache: once imported, the picture is the project's own
_OLD_S = 3600.0  # by then whoever was asked about a pasted picture has answered
_QUICK = 80  # of 100 for PNG: little compression, soon written
_PASSING_S = 20.0
_PATIENCE_S, _LOOK_MS = 3.0, 30  # how long, and how often, is looked whether the picture was decoded


class Clipboard(QObject):
    """What is copied is the picture that is shown and, if it has one, the frame's keyframe: the one is for other
    programs, the other for other frames. What was copied last, wherever that was, is what is pasted.

    A picture that is pasted goes the way of any imported still: it is fitted to the frame, and shown first where it
    does not look like it. Files that were copied are imported as if they had been dropped (`dropped`).
    """

    def __init__(
        self,
        session: Session,
        background: Background,
        importing: Importing,
        cards: CardMenu,
        window: MainWindow,
        dropped: Callable[[list[Path]], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._importing = session, background, importing
        self._cards, self._window, self._dropped = cards, window, dropped
        cards.copied.connect(lambda: _put(QMimeData(), has_keyframe=True))
        act = window.actions_
        act["copy_picture"].triggered.connect(lambda _=False: self.copy())
        act["paste_picture"].triggered.connect(lambda _=False: self.paste())

    def copy(self) -> None:
        """Take the picture that is shown, in its own size (while two are compared, the result), and the keyframe."""
        self._copy(self._session.frame, time.monotonic() + _PATIENCE_S)

    def _copy(self, frame: int, until: float) -> None:
        shown = self._window.viewer.shown_picture()
        is_there = shown is not None and shown.is_exact
        if frame != self._session.frame:
            return  # looked away before it was there
        if not is_there and time.monotonic() < until:
            QTimer.singleShot(_LOOK_MS, self, lambda: self._copy(frame, until))
            return
        has_keyframe = self._cards.copy_shown()
        if not is_there and not has_keyframe:
            self._tell(tr("There is no picture to copy yet."), tr("Wait until it is on the screen."))
            return
        mime = QMimeData()
        if shown is not None and is_there:
            mime.setImageData(shown.image())
        _put(mime, has_keyframe=has_keyframe)
        self._session.solved.emit("clipboard")
        text = tr("Frame {frame} was copied with its keyframe.") if has_keyframe else tr("Frame {frame} was copied.")
        self._session.told.emit(text.format(frame=frame))

    def paste(self) -> None:
        """Make what was copied the keyframe of the frame that is looked at."""
        mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # none at all where nothing was ever copied
        folder = self._session.document.folder
        if bytes(mime.data(_KEYFRAME).data()) == _OWN and self._cards.has_copied:
            self._cards.paste()
            return
        files = _files_of(mime)
        image = QImage() if files else QGuiApplication.clipboard().image()
        if files:
            self._dropped(files)
        elif image.isNull() or folder is None:
            self._tell(
                tr("The clipboard holds no picture."),
                tr("Copy one in another program first, or copy a picture's file."),
            )
            return
        else:
            self._take(image, folder.cache / _FOLDER)
        self._session.solved.emit("clipboard")

    def _take(self, image: QImage, folder: Path) -> None:
        def work() -> Path:
            path = folder / time.strftime("Clipboard %Y-%m-%d %H.%M.%S.png")
            try:
                folder.mkdir(parents=True, exist_ok=True)
                for old in folder.glob("Clipboard *.png"):
                    if old.stat().st_mtime < time.time() - _OLD_S:
                        old.unlink(missing_ok=True)
            except OSError as error:
                raise MediaError(
                    tr("{path} cannot be written: {value}.").format(path=folder, value=error.strerror or error)
                ) from None
            if not image.save(str(path), quality=_QUICK):
                raise MediaError(tr("The picture of the clipboard cannot be stored."))
            return path

        self._background.start(
            "paste", work, done=self._importing.import_picture, failed=self._session.fail, key="paste"
        )

    def _tell(self, sentence: str, cause: str) -> None:
        self._session.note(sentence, cause, severity="warning", key="clipboard", lasts_s=_PASSING_S)


def _put(mime: QMimeData, *, has_keyframe: bool) -> None:
    """Put something on the clipboard; `has_keyframe`: a keyframe of this window was copied with it."""
    if has_keyframe:
        mime.setData(_KEYFRAME, _OWN)
    QGuiApplication.clipboard().setMimeData(mime)


def _files_of(mime: QMimeData) -> list[Path]:
    """Return the files that were copied in a file browser."""
    urls = mime.urls() if mime.hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
