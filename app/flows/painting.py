"""Painting on the frame that is looked at: strokes are on the screen at once and in the document soon after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainterPath

from app.background import Background
from app.brush_settings import BrushSettings
from app.canvas.frame_store import FrameStore
from app.canvas.paint_tools import Deed
from app.canvas.showing import Shown
from app.canvas.tool import Pen
from app.canvas.view import Mode
from app.current_color import CurrentColor
from app.flows.paint_commits import Commits
from app.flows.paint_selection import Selecting
from app.flows.paint_sheet import Answer, Base, Sheet
from app.flows.paint_sheets import Sheets
from app.main_window import MainWindow
from app.session import Session
from app.translation import mark, tr
from engine.paint.ink import ColorInk, GrayInk, Ink, PictureInk, Pixels
from engine.paint.raster import Mask, Patch
from engine.paint.rect import NOWHERE, Rect
from engine.paint.region import How, alike, bounds
from engine.paint.stroke import Stroke
from engine.project.model import Kind, Project

_REST_MS = 80  # on a frame this long, it is made ready to be painted on
_PICKED_AROUND = 1  # pixels: film has grain, a color picked from one pixel alone is chance
_TEXTS: dict[Deed, str] = {
    "brush": mark("Paint"),
    "eraser": mark("Erase"),
    "restore": mark("Restore"),
}
_PASSING_S = 20.0


class Painting(QObject):
    """The easel of the painting tools, and what the viewer shows while one is in hand.

    For other flows: `when_settled` calls back once all strokes are in the document, `flush` waits for that, `sheet`
    is what is painted on, `touched` tells where, `put_picture` lays a computed picture on the frame as one step, and
    `commits.finish` may complete the keyframe that a stroke makes.
    """

    picked = Signal(int, int)  # the color of this clip pixel was taken in hand
    changed = Signal()  # taken in hand or put away, strokes on their way or none any more
    opened = Signal()  # a frame is ready to be painted on

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
        self._session, self._store, self._window = session, store, window
        self.color, self.settings = color, settings
        self._sheets = Sheets(session, background, lambda frame: store.stamp(frame, "result"), self)
        self._selecting = Selecting(self)
        self._text = ""  # what the stroke's step will be called
        self._then: list[Callable[[], object]] = []
        self._is_in_hand = False
        self._mode_before = Mode.ORIGINAL
        self._is_from_result = False
        self.kind_of_result: Callable[[int], Kind | None] = lambda frame: None
        """Tells what kind of result a frame shows."""
        self._is_switching = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._make_ready)
        self._connect()

    def _connect(self) -> None:
        session, viewer, sheets = self._session, self._window.viewer, self._sheets
        session.document.folder_changed.connect(lambda _: self._forget())
        session.source_changed.connect(lambda _: self._forget())
        session.player.frame_changed.connect(self._look)
        viewer.mode_changed.connect(self._take_mode)
        viewer.set_live(self)
        self._store.outdated.connect(lambda layer: sheets.follow_results() if layer == "result" else None)
        sheets.commits.changed.connect(self.changed)
        sheets.settled.connect(self._go_on)
        sheets.shown.connect(self._draw)
        sheets.hurried.connect(viewer.draw_now)
        sheets.opened.connect(lambda _: viewer.update())
        sheets.opened.connect(lambda _: QTimer.singleShot(0, self, self.opened.emit))  # once the sheet has gone on
        sheets.lost.connect(viewer.update)
        sheets.lost.connect(self._rest.start)
        self._selecting.changed.connect(viewer.update)

    # ---- what is painted on

    @property
    def kind(self) -> Kind:
        """What is painted on the frame looked at: on a result as that is, else a style where styles are propagated,
        else color."""
        return self._kind_at(self._session.frame)

    def _kind_at(self, frame: int) -> Kind:
        shown = self.kind_of_result(frame) if self._is_from_result else None
        if shown in ("color", "style"):
            return shown
        return "style" if self._window.method.wished_kind == "style" else "color"

    @property
    def commits(self) -> Commits:
        return self._sheets.commits

    @property
    def is_in_hand(self) -> bool:
        """Whether a painting tool is in hand."""
        return self._is_in_hand

    def sheet(self, frame: int | None = None) -> Sheet | None:
        """Return what is ready to be painted on, or is being made so, at a frame (default: the one looked at)."""
        at = self._session.frame if frame is None else frame
        return self._sheets.at(at, self._kind_at(at))

    def touched(self, frame: int | None = None) -> NDArray[np.uint8] | None:
        """Return where a frame was painted on (H×W, 255 wholly) since it was opened or, of a keyframe that is trusted
        in places, in all; None if it is not open."""
        sheet = self.sheet(frame)
        return sheet.raster.touched if sheet is not None and sheet.is_ready else None

    def shown(self, frame: int, layer: str) -> Shown | None:
        """See `app.canvas.showing.Live`."""
        if layer != "keyframe":
            return None
        kind = self._kind_at(frame)
        sheet = self._sheets.at(frame, kind)
        if sheet is not None and sheet.opened is not None:
            is_seen = self._is_in_hand or (sheet.is_keyframe and kind == self._window.method.wished_kind)
            return Shown(sheet.opened.live.picture) if is_seen else None
        if not self._is_in_hand or self._sheets.keyframe(frame, kind) is not None:
            return None
        picture = self._store.look(frame, "original")  # until it is ready: nothing is missing here
        return Shown(picture, is_waiting=picture is None)

    # ---- in hand

    def take_in_hand(self, is_taken: bool) -> None:
        """A painting tool was taken in hand, or put away."""
        if is_taken == self._is_in_hand:
            return
        viewer = self._window.viewer
        self._is_in_hand = is_taken
        if is_taken:
            self._mode_before = viewer.mode
            self._is_from_result = viewer.mode in (Mode.RESULT, Mode.COMPARE) or self._shows_touch_up
            self._show_keyframe()
            self._make_ready()
        else:
            self._selecting.forget()
            sheet = self.sheet()
            if viewer.mode is Mode.KEYFRAME and (sheet is None or sheet.is_untouched):
                has_keyframe = self._sheets.keyframe(self._session.frame, self.kind) is not None
                viewer.set_mode(viewer.mode if has_keyframe else self._mode_before)
        viewer.update()
        self.changed.emit()

    @property
    def _shows_touch_up(self) -> bool:
        """Whether the keyframe that is looked at was painted on a result: once undone, that is what is left."""
        sheet = self.sheet()
        is_one = sheet is not None and sheet.base == "result" and sheet.is_keyframe
        return is_one and self._window.viewer.mode is Mode.KEYFRAME

    def _show_keyframe(self) -> None:
        self._is_switching = True
        self._window.viewer.set_mode(Mode.KEYFRAME)
        self._is_switching = False

    def _take_mode(self, mode: Mode) -> None:
        """The artist looks at something else with the tool in hand: what is painted on next may begin from it."""
        if self._is_in_hand and not self._is_switching and mode is not Mode.KEYFRAME:
            self._is_from_result = mode in (Mode.RESULT, Mode.COMPARE)

    def _look(self, _frame: int) -> None:
        self.end()  # the pen may still be down: what it painted belongs to the frame before
        self._selecting.forget()  # it was drawn around what was there on another frame
        if self._is_in_hand:
            self._rest.start()

    def _make_ready(self) -> None:
        if self._is_in_hand and not self._session.player.is_playing:
            self._need()

    def _need(self, frame: int | None = None) -> Sheet | None:
        at = self._session.frame if frame is None else frame
        if self._window.method.wished_kind == "hdr" and not self._is_on_colors(at):
            self._session.note(
                tr("HDR keyframes are not painted here."),
                tr("Edit them in a program that opens OpenEXR (Ctrl+E), or choose Color as what is propagated."),
                severity="warning",
                key="painting",
                lasts_s=_PASSING_S,
            )
            return None
        return self._sheets.need(at, self.kind, self._base(at))

    def _is_on_colors(self, frame: int) -> bool:
        """Whether a result of color or style is painted on."""
        return self._is_from_result and self.kind_of_result(frame) in ("color", "style")

    def _base(self, frame: int) -> Base:
        """Return what painting begins from on a frame."""
        shot = self._session.project.shot_at(frame)
        if self._sheets.keyframe(frame, self.kind) is not None:
            return "keyframe"
        return "result" if self._is_from_result and shot is not None and shot.run_at(frame) else "gray"

    # ---- the easel

    def begin(self, deed: Deed, pen: Pen) -> bool:
        sheet = self._need()
        if sheet is None:
            return False
        self._session.player.pause()
        self._show_keyframe()
        self._sheets.down, self._text = sheet, tr(_TEXTS[deed])
        brush, ink, within = self.settings.brush, self._ink(deed), self._selecting.within

        def start() -> None:
            sheet.stroke = Stroke(sheet.raster, brush, ink, within)

        sheet.do(start)
        self.move(pen)
        if deed == "brush":
            self.color.note_used()
        return True

    def move(self, pen: Pen) -> None:
        sheet = self._sheets.down
        if sheet is not None:
            sheet.do(lambda: self._stroke_to(sheet, pen))

    def end(self) -> None:
        sheet, text = self._sheets.down, self._text
        self._sheets.down = None
        if sheet is not None:
            sheet.do(lambda: self._finish(sheet, text))
            self._sheets.settle()

    def drop(self) -> bool:
        sheet, self._sheets.down = self._sheets.down, None
        if sheet is None:
            return False
        sheet.do(lambda: self._drop(sheet))
        self._sheets.settle()
        return True

    def _stroke_to(self, sheet: Sheet, pen: Pen) -> None:
        if sheet.stroke is not None:
            self._sheets.show(sheet, [sheet.stroke.to(pen.x, pen.y, pen.pressure)])

    def _finish(self, sheet: Sheet, text: str) -> None:
        stroke, sheet.stroke = sheet.stroke, None
        if stroke is not None:
            self._sheets.add(sheet, stroke.finish(), text)

    def _drop(self, sheet: Sheet) -> None:
        stroke, sheet.stroke = sheet.stroke, None
        if stroke is not None:
            self._sheets.show(sheet, [stroke.drop()])

    def pick(self, x: float, y: float) -> None:
        found = self._window.viewer.color_at(x, y, _PICKED_AROUND)
        if found is not None:
            self.color.set(QColor(*(round(255 * channel) for channel in found)))
            self.picked.emit(int(x), int(y))

    def fill(self, x: float, y: float) -> bool:
        tolerance, within = self.settings.kept.tolerance / 100, self._selecting.within
        return self._fill(tr("Fill"), lambda pixels: alike(pixels, x, y, tolerance, within))

    def fill_selection(self) -> bool:
        """Lay the color in hand on all that was drawn around."""
        within = self._selecting.within
        if within is None:
            self._session.note(
                tr("Nothing is drawn around yet."),
                tr("Draw around a part first (D)."),
                key="painting",
                lasts_s=_PASSING_S,
            )
            return False
        return self._fill(tr("Fill what is drawn around"), lambda _: within)

    def _fill(self, text: str, region: Callable[[Pixels], Mask | None]) -> bool:
        """Lay the color in hand on a region, which is found in the background: what is painted next waits for it."""
        sheet = self._need()
        if sheet is None:
            return False
        self._session.player.pause()
        self._show_keyframe()
        ink, opacity, within = self._ink("brush"), self.settings.kept.opacity / 100, self._selecting.within
        self.color.note_used()

        def work() -> Patch | None:
            found = region(sheet.raster.pixels)
            rect = bounds(found) if found is not None else NOWHERE
            if found is None or rect.is_empty:
                return None
            sheet.raster.begin(ink, opacity, within)
            sheet.raster.lay(rect, (found[rect.part] > 0).astype(np.float32))
            return sheet.raster.finish()

        def done(patch: Patch | None) -> None:
            if patch is not None:
                self._sheets.show(sheet, patch.rects)
                self._sheets.add(sheet, patch, text)

        sheet.do(lambda: self._sheets.compute(sheet, work, done))
        return True

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
            self._sheets.show(sheet, patch.rects)
            self._sheets.add(sheet, patch, text)

        sheet.do(put)
        return True

    def open(self) -> bool:
        """Have the frame looked at made ready to be painted on; false if there is nothing to paint on."""
        return self._need() is not None

    def compute(
        self,
        begin: Callable[[Sheet], Callable[[], Answer | None]],
        text: str,
        laid: Callable[[Sheet], object],
        failed: Callable[[], object],
        frame: int | None = None,
    ) -> bool:
        """Have a whole picture computed in the background and laid on a frame (default: the one looked at), as one
        step named `text`.

        `begin` is called when it is its turn, the sheet being as everything before left it, and returns the work; a
        work that returns None lays nothing. `laid` is called afterwards, `failed` (after a sentence was told) in its
        place. False if there is nothing to paint on.
        """
        sheet = self._need(frame)
        if sheet is None:
            return False
        errors: list[Exception] = []

        def done(answer: Answer | None) -> None:
            if errors:
                failed()
                self._session.fail(errors[0], tr("This cannot be painted"), key="painting", lasts_s=_PASSING_S)
                return
            if answer is not None:
                patch = sheet.raster.put_picture(answer.picture)
                self._sheets.show(sheet, patch.rects)
                self._sheets.add(sheet, patch, text, answer.drawn)
            laid(sheet)

        def turn() -> None:
            work = begin(sheet)

            def guarded() -> Answer | None:
                try:
                    return work()
                except Exception as error:
                    errors.append(error)
                    return None

            self._sheets.compute(sheet, guarded, done)

        sheet.do(turn)
        return True

    def select(self, points: Sequence[tuple[float, float]], how: How) -> None:
        facts = self._store.facts
        if facts is not None:
            self._selecting.select(points, how, (facts.height, facts.width))

    def deselect(self) -> bool:
        """Paint everywhere again; false if nothing was drawn around."""
        return self._selecting.forget()

    @property
    def selected(self) -> QPainterPath | None:
        return self._selecting.edge

    def _ink(self, deed: Deed) -> Ink:
        if deed == "eraser":
            return GrayInk()
        if deed == "restore":
            return PictureInk(is_film=self.settings.kept.restore_to == "film")
        color = self.color.foreground
        return ColorInk((color.redF(), color.greenF(), color.blueF()), self.settings.kept.keeps_light)

    def _draw(self, sheet: Sheet, rects: Sequence[Rect]) -> None:
        if sheet.frame == self._session.frame:
            for rect in rects:
                if not rect.is_empty:
                    self._window.viewer.draw_again(QRectF(rect.left, rect.top, rect.width, rect.height))

    # ---- undo, and everything that must wait

    def undo(self) -> None:
        self._sheets.turn(is_back=True)

    def redo(self) -> None:
        self._sheets.turn(is_back=False)

    @property
    def is_settled(self) -> bool:
        """Whether all that was painted is in the document."""
        return self._sheets.is_settled

    def when_settled(self, then: Callable[[], object]) -> None:
        """Call `then` once all that was painted is in the document: at once if it is."""
        if self.is_settled:
            then()
        else:
            self._then.append(then)

    def flush(self) -> bool:
        """Wait until every stroke that ended is in the document; false if something cannot be stored."""
        return self._sheets.flush()

    def make_way(self, before: Project, after: Project) -> None:
        """See `Document.make_way`."""
        self._sheets.make_way(before, after)

    def _go_on(self) -> None:
        """Everything is in the document: do what waited for that."""
        then, self._then = self._then, []
        for each in then:
            each()

    def _forget(self) -> None:
        """Another film or project: nothing of the last one may be painted on."""
        self._rest.stop()
        self._selecting.forget()
        self._sheets.forget()
        self._then.clear()

    def close(self) -> None:
        """Store what is on its way, the stroke that is being painted too; nothing is painted any more."""
        self.end()
        self.flush()
        self._rest.stop()
