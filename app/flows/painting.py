"""Painting on the frame that is looked at: strokes are on the screen at once and in the document soon after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor

from app.background import Background
from app.brush_settings import BrushSettings
from app.canvas.frame_store import FrameStore
from app.canvas.live import LivePicture
from app.canvas.paint_tools import Deed
from app.canvas.showing import Shown
from app.canvas.tool import Pen
from app.canvas.view import Mode
from app.current_color import CurrentColor
from app.flows.paint_commits import Commits
from app.flows.paint_sheet import Base, Once, Opened, Sheet
from app.main_window import MainWindow
from app.session import Session
from engine.paint.ink import ColorInk, GrayInk, Ink, PictureInk
from engine.paint.raster import Patch
from engine.paint.rect import Rect
from engine.paint.stroke import Stroke
from engine.project.model import Keyframe, Kind, Project

_REST_MS = 80  # on a frame this long, it is made ready to be painted on
_KEPT_BYTES = 512 << 20  # of frames that are kept ready
_PICKED_AROUND = 1  # pixels: film has grain, a color picked from one pixel alone is chance
_TEXTS: dict[Deed, str] = {"brush": "Paint", "eraser": "Erase", "restore": "Restore"}
_PASSING_S = 20.0


class Painting(QObject):
    """The easel of the painting tools. `is_in_hand` while one of them is.

    For other flows: `when_settled` calls back once all strokes are in the document, `flush` waits for it, `touched`
    and `base_of` tell what was painted on a frame since when, `put_picture` lays a computed picture as one step.
    """

    changed = Signal()  # taken in hand or put away, strokes on their way or none any more

    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        window: MainWindow,
        color: CurrentColor,
        settings: BrushSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store, self._window = session, background, store, window
        self.color, self.settings = color, settings
        self.commits = Commits(session, background, self)
        self._sheets: dict[tuple[int, Kind], Sheet] = {}
        self._down: Sheet | None = None  # that the pen is painting on
        self._text = ""  # what the step will be called
        self._then: list[Callable[[], object]] = []
        self._is_in_hand = False
        self._mode_before = Mode.ORIGINAL
        self._is_from_result = False
        self._is_switching = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._make_ready)
        self.commits.changed.connect(self.changed)
        self.commits.settled.connect(self._settle)
        session.document.settle = self.flush
        session.document.changed.connect(self._follow)
        session.document.folder_changed.connect(lambda _: self._forget())
        session.source_changed.connect(lambda _: self._forget())
        session.player.frame_changed.connect(self._look)
        window.viewer.mode_changed.connect(self._take_mode)
        window.viewer.set_live(self)

    # ---- what is painted on

    @property
    def kind(self) -> Kind:
        """What is painted: a style where styles are propagated, else color."""
        return "style" if self._window.method.wished_kind == "style" else "color"

    @property
    def is_in_hand(self) -> bool:
        return self._is_in_hand

    @property
    def is_settled(self) -> bool:
        """Whether all that was painted is in the document."""
        return self.commits.is_empty and self._down is None and not any(s.is_busy for s in self._sheets.values())

    def sheet(self, frame: int | None = None) -> Sheet | None:
        """Return what is ready to be painted on, or is being made so, at a frame (default: the one looked at)."""
        return self._sheets.get((self._session.frame if frame is None else frame, self.kind))

    def touched(self, frame: int | None = None) -> NDArray[np.uint8] | None:
        """Return what was painted on a frame (H×W, 255 wholly) since it was opened, or None if it is not open."""
        sheet = self.sheet(frame)
        return sheet.raster.touched if sheet is not None and sheet.is_ready else None

    def shown(self, frame: int, layer: str) -> Shown | None:
        """See `app.canvas.showing.Live`."""
        if layer != "keyframe":
            return None
        sheet = self._sheets.get((frame, self.kind))
        is_seen = self._is_in_hand or self.kind == self._window.method.wished_kind
        if sheet is not None and sheet.opened is not None:
            is_seen = is_seen and (self._is_in_hand or sheet.step.blob is not None or not sheet.step.is_stored)
            return Shown(sheet.opened.live.picture) if is_seen else None
        if not self._is_in_hand or self._keyframe(frame) is not None:
            return None
        picture = self._store.look(frame, "original")
        return Shown(picture, is_waiting=picture is None)

    def take_in_hand(self, is_taken: bool) -> None:
        """A painting tool was taken in hand, or put away."""
        if is_taken == self._is_in_hand:
            return
        viewer = self._window.viewer
        self._is_in_hand = is_taken
        if is_taken:
            self._mode_before = viewer.mode
            self._is_from_result = viewer.mode in (Mode.RESULT, Mode.COMPARE)
            self._show_keyframe()
            self._make_ready()
        elif self._keyframe(self._session.frame) is None and self.is_settled and viewer.mode is Mode.KEYFRAME:
            viewer.set_mode(self._mode_before)
        viewer.update()
        self.changed.emit()

    def _show_keyframe(self) -> None:
        self._is_switching = True
        self._window.viewer.set_mode(Mode.KEYFRAME)
        self._is_switching = False

    def _take_mode(self, mode: Mode) -> None:
        """The artist looks at something else with the tool in hand: what is painted on next may begin from it."""
        if self._is_in_hand and not self._is_switching and mode is not Mode.KEYFRAME:
            self._is_from_result = mode in (Mode.RESULT, Mode.COMPARE)

    def _look(self, _frame: int) -> None:
        if self._is_in_hand:
            self._rest.start()

    def _make_ready(self) -> None:
        if self._is_in_hand and not self._session.player.is_playing:
            self._need()

    # ---- the easel

    def begin(self, deed: Deed, pen: Pen) -> bool:
        sheet = self._need()
        if sheet is None:
            return False
        self._show_keyframe()
        self._down = sheet
        brush, ink, within = self.settings.brush, self._ink(deed), None

        def start() -> None:
            sheet.stroke = Stroke(sheet.raster, brush, ink, within)

        sheet.do(start)
        self.move(pen)
        if deed == "brush":
            self.color.note_used()
        self._text = _TEXTS[deed]
        return True

    def move(self, pen: Pen) -> None:
        sheet = self._down
        if sheet is not None:
            sheet.do(lambda: self._stroke_to(sheet, pen))

    def end(self) -> None:
        sheet, self._down = self._down, None
        if sheet is not None:
            text = self._text
            sheet.do(lambda: self._finish(sheet, text))
            self._settle()

    def drop(self) -> bool:
        sheet, self._down = self._down, None
        if sheet is None:
            return False
        sheet.do(lambda: self._drop(sheet))
        self._settle()
        return True

    def pick(self, x: float, y: float) -> None:
        found = self._window.viewer.color_at(x, y, _PICKED_AROUND)
        if found is not None:
            self.color.set(QColor(*(round(255 * channel) for channel in found)))

    def _ink(self, deed: Deed) -> Ink:
        if deed == "eraser":
            return GrayInk()
        if deed == "restore":
            return PictureInk(is_film=self.settings.kept.restore_to == "film")
        color = self.color.foreground
        return ColorInk((color.redF(), color.greenF(), color.blueF()), self.settings.kept.keeps_light)

    def _stroke_to(self, sheet: Sheet, pen: Pen) -> None:
        if sheet.stroke is not None:
            self._show(sheet, sheet.stroke.to(pen.x, pen.y, pen.pressure))

    def _finish(self, sheet: Sheet, text: str) -> None:
        stroke, sheet.stroke = sheet.stroke, None
        patch = stroke.finish() if stroke is not None else None
        if patch is not None:
            self._add(sheet, patch, text)

    def _drop(self, sheet: Sheet) -> None:
        stroke, sheet.stroke = sheet.stroke, None
        if stroke is not None:
            self._show(sheet, stroke.drop())

    def _add(self, sheet: Sheet, patch: Patch, text: str) -> None:
        self.commits.push(sheet, sheet.add(patch), text)

    def _show(self, sheet: Sheet, rect: Rect) -> None:
        """These pixels of a sheet changed: show them."""
        if rect.is_empty:
            return
        sheet.update(rect)
        if sheet.frame == self._session.frame:
            self._window.viewer.draw_again(QRectF(rect.left, rect.top, rect.width, rect.height))

    def put_picture(self, picture: NDArray[Any], text: str, touched: NDArray[np.uint8] | None = None) -> bool:
        """Lay a whole picture (H×W×3, what a solver made) on the frame looked at, as one step named `text`.

        It has the depth of the frame's raster. `touched` (H×W, 255 wholly; default: everywhere) is what it decides.
        False if there is nothing to paint on.
        """
        sheet = self._need()
        if sheet is None:
            return False

        def put() -> None:
            patch = sheet.raster.put_picture(picture, touched)
            self._show(sheet, sheet.area)
            self._add(sheet, patch, text)

        sheet.do(put)
        return True

    # ---- opening a frame

    def _need(self) -> Sheet | None:
        """Return the sheet of the frame that is looked at, opening it if need be; None where there is none."""
        frame, kind, source = self._session.frame, self.kind, self._session.source
        if source is None or self._session.document.folder is None or self._session.shot is None:
            return None
        base = self._base_at(frame)
        sheet = self._sheets.get((frame, kind))
        if sheet is not None and not (sheet.base != base and sheet.is_untouched):
            return sheet
        key = self._keyframe(frame)
        sheet = Sheet(frame, kind, base, key.image if key is not None else None)
        self._sheets.pop((frame, kind), None)
        self._make_room()
        self._sheets[frame, kind] = sheet
        self._open(sheet, key)
        return sheet

    def _base_at(self, frame: int) -> Base:
        shot = self._session.project.shot_at(frame)
        if self._keyframe(frame) is not None:
            return "keyframe"
        return "result" if self._is_from_result and shot is not None and shot.run_at(frame) else "gray"

    def _keyframe(self, frame: int) -> Keyframe | None:
        shot = self._session.project.shot_at(frame)
        return None if shot is None else shot.keyframe(frame, self.kind)

    def _open(self, sheet: Sheet, key: Keyframe | None) -> None:
        source, folder, shot = self._session.source, self._session.document.folder, self._session.shot
        assert source is not None and folder is not None
        run = shot.run_at(sheet.frame) if shot is not None and sheet.base == "result" else None
        result = folder.runs.folder(run) if run else None

        def work() -> Opened:
            from engine.paint.opening import opened

            picture, touched = None, None
            if key is not None:
                picture = folder.blobs.read(key.image)
                touched = folder.blobs.read(key.trust)[..., 0] if key.trust is not None else None
            elif result is not None and result.read_run().kind == sheet.kind:
                picture = result.read_frame(sheet.frame)
            raster = opened(source, sheet.frame, picture, touched, is_color=sheet.kind == "color")
            return Opened(raster, LivePicture(raster.pixels))

        def done(made: Opened) -> None:
            sheet.show(made)
            if sheet.frame == self._session.frame:
                self._window.viewer.update()

        self._compute(sheet, work, done)

    def _compute(self, sheet: Sheet, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Compute something on a sheet; what the pen does on it meanwhile waits."""
        once = Once(work)
        sheet.working, sheet.bring = once, lambda: self._take(sheet, once, done)
        self._background.start("painting", once, done=lambda _: self._take(sheet, once, done))

    def _take(self, sheet: Sheet, once: Once[Any], done: Callable[[Any], object]) -> None:
        """What was computed is there; the first who brings it goes on."""
        if sheet.working is not once:
            return
        if once.error is not None:
            sheet.give_up()
            self._sheets = {at: other for at, other in self._sheets.items() if other is not sheet}
            self._down = None if self._down is sheet else self._down
            self._session.fail(once.error, "This frame cannot be painted on", key="painting-open", lasts_s=_PASSING_S)
        else:
            done(once.made)
            sheet.go_on()
        self._settle()

    # ---- undo, and everything that must wait

    def undo(self) -> None:
        self._turn(is_back=True)

    def redo(self) -> None:
        self._turn(is_back=False)

    def _turn(self, *, is_back: bool) -> None:
        """Take a step back or again: on the screen at once, in the document after what is on its way."""
        if self._down is not None:
            return  # amid a stroke there is nothing to go back to
        sheet = self.commits.newest
        if sheet is None:
            stack = self._session.document.undo_stack
            (stack.undo if is_back else stack.redo)()
            return
        self.commits.turn(sheet, is_back=is_back)
        self._show(sheet, sheet.turn(-1 if is_back else 1))

    def when_settled(self, then: Callable[[], object]) -> None:
        """Call `then` once all that was painted is in the document: at once if it is."""
        if self.is_settled:
            then()
        else:
            self._then.append(then)

    def flush(self) -> bool:
        """Wait until all that was painted is in the document; false if something cannot be stored."""
        if self.commits.is_entering:  # it is this that enters it
            return True
        for sheet in list(self._sheets.values()):
            while sheet.working is not None:
                sheet.working()
                sheet.bring()
        return self.commits.flush()

    def _settle(self) -> None:
        """Do what waited for the strokes, if none is on its way any more."""
        if not self.is_settled:
            return
        self._follow(self._session.project)
        then, self._then = self._then, []
        for each in then:
            each()

    def _follow(self, project: Project) -> None:
        """The document changed: show what it has, if it is not what was painted."""
        if not self.commits.is_empty:
            return  # it lags behind the screen
        for at, sheet in list(self._sheets.items()):
            shot = project.shot_at(sheet.frame)
            key = shot.keyframe(sheet.frame, sheet.kind) if shot is not None else None
            blob = key.image if key is not None else None
            if sheet.is_busy or sheet is self._down or (sheet.step.is_stored and sheet.step.blob == blob):
                continue
            way = sheet.way_to(blob) if sheet.is_ready else None
            if way is None:
                del self._sheets[at]
                self._window.viewer.update()
                self._look(sheet.frame)
            else:
                self._show(sheet, sheet.turn(way))

    def _make_room(self) -> None:
        """Let go of frames that were ready for longest; what is on its way is kept."""
        for at, sheet in list(self._sheets.items()):
            if sum(each.bytes for each in self._sheets.values()) <= _KEPT_BYTES:
                return
            if not sheet.is_busy and not self.commits.has(sheet) and sheet is not self._down:
                del self._sheets[at]

    def _forget(self) -> None:
        """Another film or project: nothing of the last one may be painted on."""
        self._rest.stop()
        self._down = None
        self._sheets.clear()
        self.commits.clear()
        self._then.clear()

    def close(self) -> None:
        """Store what is on its way, the stroke that is being painted too; nothing is painted any more."""
        self.end()
        self.flush()
        self._rest.stop()
