"""Masks: objects, the tools that mark them, tracking, what is seen of them; files come and go in `mask_files.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog

from app import words
from app.background import Background
from app.brush_settings import BrushSettings
from app.canvas.frame_store import FrameStore
from app.canvas.mask_layer import Tints, overlay_of
from app.canvas.mask_tools import ClickTool, MaskBrushTool, MaskFillTool, MaskLassoTool
from app.canvas.pictures import Picture
from app.canvas.view import Mode
from app.flows import mask_files
from app.flows.clicking import Clicking
from app.flows.mask_easel import MaskEasel
from app.flows.mask_sheets import MaskSheets
from app.flows.pictures import need_source
from app.flows.results import Results
from app.flows.running import Running
from app.flows.tooling import LOOK, Tooling
from app.main_window import MainWindow
from app.mask_actions import OBJECT_KEYS
from app.panels.masks import TOOLS
from app.session import Session
from app.translation import tr
from engine.catalog import METHODS
from engine.media.export_settings import PRESETS
from engine.project.model import Mask, Project
from engine.project.objects import (
    Direction,
    add_object,
    mask_keyframes,
    merge_objects,
    object_of,
    recolor_object,
    remove_object,
    rename_object,
    track_range,
)
from engine.project.shown import mask_of
from engine.runtime.errors import EngineError

Labels = NDArray[np.uint8]
_MATTES = "Mattes (PNG, indexed)"
_REST_MS = 80  # on a frame this long, it is made ready for the tools


class Masking(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        results: Results,
        running: Running,
        tooling: Tooling,
        brushes: BrushSettings,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store, self._window = session, background, store, window
        self._results, self._running, self._tooling = results, running, tooling
        self._current = ""
        self._new: Mask | None = None  # an object that becomes one with its first click or stroke
        self._hidden: frozenset[str] = frozenset()
        self._seen = Project()
        self._labels_of: Callable[[int], Labels | None] = lambda frame: None
        self._shown_tints = Tints()
        self.chosen_files: Callable[[], Sequence[Path]] = lambda: ()  # asks the artist
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self.layer = window.viewer.mask_layer
        self.sheets = MaskSheets(session, background, self.layer, lambda: self._labels_of, self._tints)
        self.clicking = Clicking(session, background, results, self.sheets, self._target)
        self.easel = MaskEasel(session, self.sheets, brushes, self._target)
        self._register(brushes)
        self._connect()

    def _register(self, brushes: BrushSettings) -> None:
        swap, easel = self._swap, self.easel
        self._click_tool = ClickTool(self.clicking)
        self.clicking.changed.connect(self._click_tool.show_again)
        for name, tool in {
            "mask_click": self._click_tool,
            "mask_brush": MaskBrushTool(easel, brushes, "brush", swap),
            "mask_eraser": MaskBrushTool(easel, brushes, "eraser", swap),
            "mask_lasso": MaskLassoTool(easel, swap),
            "mask_fill": MaskFillTool(easel.fill_area, easel, swap),
        }.items():
            self._tooling.register(name, tool)

    def _connect(self) -> None:
        act, panel, window = self._window.actions_, self._window.masks, self._window
        for name, slot in {
            "mask_mode": self.toggle,
            "add_object": self.add,
            "remove_object": self.remove,
            "track_backward": lambda: self.track("backward"),
            "track_both": lambda: self.track("both"),
            "track_forward": lambda: self.track("forward"),
            "import_masks": lambda: self.import_files(self.chosen_files()),
            "export_masks": self.export,
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        act["show_masks"].toggled.connect(self.layer.show_layer)
        for number in range(1, OBJECT_KEYS + 1):
            act[f"opacity_{10 * number}"].triggered.connect(lambda _=False, place=number - 1: self._digit(place))
        panel.set_actions({spec.id: action for spec, action in act})
        panel.selected.connect(self.select)
        panel.renamed.connect(self.rename)
        panel.hidden_changed.connect(self.hide_object)
        panel.color_requested.connect(self.ask_color)
        panel.merge_requested.connect(self.merge)
        panel.opacity_changed.connect(self.layer.set_opacity)
        window.mask_options.taking_chosen.connect(self._set_way)
        window.viewer.context_click.connect(self._take_away)
        self._tooling.changed.connect(self._take_tool)
        self._session.document.changed.connect(self._follow)
        self._session.player.frame_changed.connect(lambda _: self._go())
        self._session.player.playing_changed.connect(lambda _: self._rest.start())
        self._rest.timeout.connect(self._look)
        self._session.player.in_out_changed.connect(lambda *_: panel.set_in_out(self._session.in_out is not None))
        self._store.set_mask_of(self._overlay)
        self._running.frames_ready.connect(self._take_frames)
        self._running.state_changed.connect(self._share)
        self._session.document.folder_changed.connect(lambda _: self._leave())
        self._show()

    # --- the tools ------------------------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Whether a tool for masks is in hand."""
        return self._tooling.in_hand in TOOLS

    def toggle(self) -> None:
        """Take the click tool in hand and show the masks, or put the tool for masks away."""
        self._tooling.take(LOOK if self.is_on else "mask_click")

    def _take_tool(self) -> None:
        is_on, act = self.is_on, self._window.actions_
        act["mask_mode"].setChecked(is_on)
        self.sheets.want(is_on)
        if not is_on:
            self.clicking.forget()
            return
        act["show_masks"].setChecked(True)
        self._window.show_panel("masks")
        self._leave_mask_result()
        if self._tooling.in_hand == "mask_click":
            self.clicking.prepare()

    def _leave_mask_result(self) -> None:
        """Show the film where the result is nothing but masks: they lie over the picture now."""
        shot = self._session.shot
        shown = self._results.records.get((shot.run_at(self._session.frame) if shot is not None else None) or "")
        is_masks = shown is not None and shown.run.kind == "mask"
        viewer = self._window.viewer
        if viewer.mode is Mode.KEYFRAME or (viewer.mode in (Mode.RESULT, Mode.COMPARE) and is_masks):
            viewer.set_mode(Mode.ORIGINAL)

    def _go(self) -> None:
        """Another frame is shown: what is being painted belongs to the one before."""
        self.easel.end()
        self.sheets.leave()
        self.clicking.leave()
        if self.is_on:
            self._rest.start()

    def _look(self) -> None:
        """The artist stays on a frame: make it ready for the tool in hand."""
        if self.is_on and not self._session.player.is_playing:
            self.sheets.look()
            if self._tooling.in_hand == "mask_click":
                self.clicking.prepare()

    def _swap(self) -> None:
        self.easel.swap()
        self.clicking.is_taking = self.easel.is_taking
        self._window.mask_options.show_taking(self.easel.is_taking)
        self._session.told.emit(tr("Strokes take away.") if self.easel.is_taking else tr("Strokes add."))

    def _set_way(self, is_taking: bool) -> None:
        if is_taking != self.easel.is_taking:
            self._swap()

    def _take_away(self, x: float, y: float) -> None:
        """The other mouse button takes a part away."""
        if self._tooling.in_hand == "mask_click":
            self.clicking.click(x, y, self.clicking.is_taking)

    # --- objects --------------------------------------------------------------------------------------------

    @property
    def current(self) -> Mask | None:
        """The object that is worked on."""
        objects = self._session.project.masks
        return next((each for each in objects if each.id == self._current), objects[0] if objects else None)

    def _target(self) -> tuple[Mask, Callable[[Project], Project]]:
        """Return the object in work, and what makes it one of the project if it is new."""
        current = self.current
        if current is None:
            if self._new is None:
                _, self._new = add_object(self._session.project)
                self.sheets.show_tints()  # its first stroke is seen while it is drawn
            current = self._new
        made = current

        def also(project: Project) -> Project:
            # an import may have brought an object with this label meanwhile: then that is the one
            if any(each.id == made.id or made.label in each.labels for each in project.masks):
                return project
            return project.replaced(masks=(*project.masks, made))

        return made, also

    def add(self) -> None:
        try:
            project, made = add_object(self._session.project)
        except EngineError as error:
            self._session.fail(error)
            return
        self._current = made.id
        self._session.document.edit(tr("Add {name}").format(name=made.name), project)
        if not self.is_on:
            self._tooling.take("mask_click")

    def select(self, object_id: str) -> None:
        if object_id != self._current:
            self._current = object_id
            self._show()
            self.clicking.changed.emit()

    def _digit(self, place: int) -> None:
        if self.is_on:
            self.select_at(place)

    def select_at(self, place: int) -> None:
        """Work on the object in this line of the list."""
        objects = self._session.project.masks
        if place < len(objects):
            self.select(objects[place].id)
            self._session.told.emit(tr("{name} is worked on.").format(name=objects[place].name))

    def rename(self, object_id: str, name: str) -> None:
        self._edit(tr("Rename to {name}").format(name=name), partial(rename_object, object_id=object_id, name=name))

    def hide_object(self, object_id: str, is_hidden: bool) -> None:
        """Leave an object out of what is seen; what is written is not touched."""
        hidden = self._hidden | {object_id} if is_hidden else self._hidden - {object_id}
        if hidden != self._hidden:
            self._hidden = hidden
            self._draw_again()
            self._show()

    def ask_color(self, object_id: str) -> None:
        mask = next((each for each in self._session.project.masks if each.id == object_id), None)
        if mask is None:
            return
        chosen = QColorDialog.getColor(QColor(mask.color), self._window, tr("Color of {name}").format(name=mask.name))
        if chosen.isValid():
            self._edit(
                tr("Recolor {name}").format(name=mask.name),
                partial(recolor_object, object_id=object_id, color=chosen.name()),
            )

    def remove(self) -> None:
        """Take the object in work out of every mask keyframe and forget it."""
        mask = self.current
        if mask is not None:
            self._relabel(
                {mask.label: 0}, tr("Remove {name}").format(name=mask.name), partial(_removed, object_id=mask.id)
            )

    def merge(self, object_id: str, into: str) -> None:
        """Make one object of two."""
        try:
            gone, kept = (object_of(self._session.project, each) for each in (object_id, into))
        except EngineError as error:
            self._session.fail(error)
            return
        self._current = into
        self._relabel(
            {gone.label: kept.label},
            tr("Merge {name} into {name2}").format(name=gone.name, name2=kept.name),
            partial(_merged, object_id=object_id, into=into),
        )

    def _relabel(
        self, changes: dict[int, int], text: str, change: Callable[[Project, dict[str, str]], Project]
    ) -> None:
        """Make the mask keyframes with other labels in the background, then the edit."""
        folder = self._session.document.folder
        if folder is None:
            return
        self.sheets.finish()
        images = {key.image for key in mask_keyframes(self._session.project)}
        blobs = folder.blobs

        def done(pictures: dict[str, str]) -> None:
            self._edit(text, lambda project: change(project, pictures))

        self._background.start(
            "relabel",
            lambda: mask_files.relabeled_blobs(blobs, images, changes),
            done=done,
            failed=self._session.fail,
            of=folder,
        )

    def _edit(self, text: str, change: Callable[[Project], Project]) -> None:
        try:
            after = change(self._session.project)
        except EngineError as error:
            self._session.fail(error)
            self._show()
            return
        self._session.document.edit(text, after)

    # --- tracking -------------------------------------------------------------------------------------------

    def track(self, direction: Direction) -> None:
        """Carry the mask of this frame along; frames on the other side stay exactly as they are."""
        self.sheets.finish()
        shot, panel = self._session.shot, self._window.masks
        if shot is None:
            return
        bounds = self._session.in_out if panel.range.value == "in_out" else None
        try:
            start, stop = track_range(shot, self._session.frame, direction, bounds)
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="track")
            return
        spec = METHODS[panel.tracks_with]
        device = self._window.method.device.currentData() or "auto"
        if self._running.track(spec, spec.params(), shot, start, stop, device=device) is not None:
            self._session.solved.emit("track")
            self._window.actions_["show_masks"].setChecked(True)
            self._leave_mask_result()

    # --- files ----------------------------------------------------------------------------------------------

    def import_files(self, paths: Sequence[Path]) -> None:
        """Use pictures or a film as masks: numbers in names say the frame, one picture is for the frame looked at.
        A matte without numbers of objects is for the object in work."""
        folder, source, at = self._session.document.folder, self._session.source, self._session.frame
        if folder is None or not paths:
            return
        self.sheets.finish()
        blobs, project = folder.blobs, self._session.project
        target, _ = self._target()

        def put(found: mask_files.Found) -> None:
            if found.keyframes:
                count = words.count(len(found.keyframes), "mask")
                self._edit(
                    tr("Import {count}").format(count=count), lambda now: mask_files.imported(now, found, target)
                )
                self._window.actions_["show_masks"].setChecked(True)
                self._session.told.emit(tr("{count} imported.").format(count=words.begun(count)))
            if found.refused:
                text = tr("{count} could not be used as a mask").format(count=words.count(len(found.refused), "file"))
                self._session.note(text, "\n".join(found.refused[:6]), severity="warning", key="masks")

        self._background.start(
            "import-masks",
            lambda: mask_files.read_all(paths, at, need_source(source), blobs, project, target.label),
            done=put,
            failed=lambda error: self._session.fail(error, tr("The masks cannot be imported")),
            progressed=self._session.told.emit,
            of=folder,
        )

    def export(self) -> None:
        """Show Deliver with masks as what is written."""
        self._window.show_workspace("deliver")
        self._window.deliver.choose_preset(_MATTES)
        assert _MATTES in PRESETS

    # --- what is seen ---------------------------------------------------------------------------------------

    def _tints(self) -> Tints:
        objects = self._session.project.masks
        if self._new is not None and not any(each.id == self._new.id for each in objects):
            objects = (*objects, self._new)
        return Tints(objects, (each.label for each in objects if each.id in self._hidden))

    def _overlay(self, frame: int) -> Picture | None:
        """Return the mask of a frame as it lies over the picture; asked by the store's threads."""
        labels = self._labels_of(frame)
        return None if labels is None or not labels.any() else overlay_of(labels, self._shown_tints)

    def _follow(self, project: Project) -> None:
        before, self._seen = self._seen, project
        if self._new is not None and any(each.id == self._new.id for each in project.masks):
            self._current, self._new = self._new.id, None
        looks = before.masks != project.masks
        if looks or before.mask_runs != project.mask_runs or before.shots != project.shots:
            self._share()
        if looks or before.mask_runs != project.mask_runs or _masks_of(before) != _masks_of(project):
            self._draw_again()
        self.sheets.follow()  # now that its labels are read from what there is
        if looks:
            self._show()

    def _share(self) -> None:
        """Give the store's threads a frozen picture of where the masks are; the run that works comes first."""
        folder, project = self._session.document.folder, self._session.project
        if folder is None:
            self._labels_of = lambda frame: None
            return
        live = self._results.records.get(self._results.live)
        made = folder.runs.folder(live.run.id) if live is not None and live.run.kind == "mask" else None
        own = {key.frame for key in mask_keyframes(project)}
        kept: list[Callable[[int], Labels | None]] = []

        def labels(frame: int) -> Labels | None:
            if made is not None and frame not in own and (found := made.read_mask(frame)) is not None:
                return found
            if not kept:
                kept.append(mask_of(folder, project))
            return kept[0](frame)

        self._labels_of = labels

    def _take_frames(self, frames: tuple[int, ...]) -> None:
        live = self._results.records.get(self._results.live)
        if live is not None and live.run.kind == "mask":
            self._store.invalidate("mask", frames)

    def _draw_again(self) -> None:
        self._shown_tints = self._tints()
        self._store.invalidate("mask")
        self.sheets.show_tints()

    def _show(self) -> None:
        objects = self._session.project.masks
        current = self.current
        keys = {each.id: str(number) for number, each in enumerate(objects[:OBJECT_KEYS], 1)}
        self._window.masks.show_objects(objects, current.id if current else "", self._hidden, keys)
        self._window.mask_options.show_object(current.name if current else "", current.color if current else "")

    def _leave(self) -> None:
        """Another project: nothing of the last one may be painted on or entered."""
        self.easel.drop()
        self.sheets.drop()
        self.clicking.drop()
        self._new, self._current, self._hidden = None, "", frozenset()
        self._share()

    def finish(self) -> bool:
        """Make every stroke a step of undo now, also the one that is being painted: something else is about to
        happen. False if something could not be kept."""
        self.easel.end()
        return self.sheets.finish()


def _removed(project: Project, pictures: dict[str, str], object_id: str) -> Project:
    return remove_object(project, object_id, pictures)


def _merged(project: Project, pictures: dict[str, str], object_id: str, into: str) -> Project:
    return merge_objects(project, object_id, into, pictures)


def _masks_of(project: Project) -> set[tuple[int, str]]:
    return {(key.frame, key.image) for key in mask_keyframes(project)}
