"""The Color panel at work: palettes, suggested colors, the cast and where it drifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFileDialog, QInputDialog

from app import words
from app.background import Background
from app.flows.color_advice import Place, colors_for, palettes_of, taken_from
from app.flows.painting import Painting
from app.flows.scribbling import Scribbling
from app.main_window import MainWindow
from app.panels.color import ColorPanel
from app.session import Session
from app.settings import Settings
from app.translation import mark, sentence, tr
from app.widgets.cast_list import Flag
from engine.color.palettes import Palette
from engine.color.suggestions import Colored, Suggestion
from engine.project import cast
from engine.project.model import Project
from engine.runtime.errors import EngineError

_PASSING_S = 30.0
_REFERENCES = 4  # pictures palettes were taken from lately, which suggest colors too
_PICTURES = mark("Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.exr *.dpx *.psd)")


@dataclass(frozen=True)
class _Checked:
    """What a check found, and of which state of the project: what changed since may have drifted or come right."""

    project: Project
    flags: dict[str, list[Flag]]
    told: str


class Coloring(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        settings: Settings,
        window: MainWindow,
        painting: Painting,
        scribbling: Scribbling,
        own_palettes: Path,
        parent: QObject | None = None,
    ) -> None:
        """`own_palettes`: the folder the artist's palettes are kept in."""
        super().__init__(parent)
        self._session, self._background, self._settings = session, background, settings
        self._window, self._color, self._folder = window, painting.color, own_palettes
        self._references: list[Colored] = []
        self._checked: _Checked | None = None
        self._is_checking = False
        self._panel: ColorPanel = window.color
        self._connect(painting, scribbling)
        self.load_palettes()
        self._show_cast()

    def _connect(self, painting: Painting, scribbling: Scribbling) -> None:
        panel, session, listed = self._panel, self._session, self._panel.cast
        panel.from_picture_requested.connect(self.ask_for_picture)
        panel.palette_removed.connect(self.remove_palette)
        panel.palette_chosen.connect(lambda chosen: self._settings.change(palette=chosen))
        panel.add_to_cast_requested.connect(self.ask_for_name)
        panel.check_requested.connect(self.check_drift)
        listed.taken.connect(self.take)
        listed.renamed.connect(lambda each, name: self._edit(tr("Rename a color"), cast.rename_swatch, each, name))
        listed.recolor_requested.connect(
            lambda each: self._edit(tr("Change a color of the cast"), cast.recolor_swatch, each, self._hex)
        )
        listed.note_requested.connect(self.ask_for_note)
        listed.remove_requested.connect(lambda each: self._edit(tr("Remove from the cast"), cast.remove_swatch, each))
        listed.tied.connect(
            lambda each, masks: self._edit(tr("Tie a color to objects"), cast.tie_swatch, each, masks)
        )
        listed.frame_requested.connect(session.player.set_frame)
        session.document.changed.connect(lambda _: self._show_cast())
        session.document.folder_changed.connect(lambda _: self._forget())
        session.player.frame_changed.connect(lambda _: self._leave_place())
        self._panel.left.connect(self._window.viewer.setFocus)
        painting.picked.connect(self.suggest)
        scribbling.begun.connect(self.suggest)

    @property
    def _hex(self) -> str:
        return self._color.foreground.name()

    # ---- palettes

    def load_palettes(self, chosen: str = "") -> None:
        """Show the palettes of the program and the artist's own, read in the background."""
        wanted = chosen or self._settings.remembered.palette
        self._background.start(
            "palettes",
            lambda: palettes_of(self._folder),
            done=lambda found: self._show_palettes(found[0], found[1], found[2], wanted),
            failed=self._session.fail,
            key="palettes",
        )

    def _show_palettes(
        self, shipped: tuple[Palette, ...], own: tuple[Palette, ...], remarks: tuple[str, ...], wanted: str
    ) -> None:
        self._panel.show_palettes((*own, *shipped), frozenset(palette.id for palette in own), wanted)
        for remark in remarks:
            self._session.note(remark, severity="warning", key="palettes", lasts_s=_PASSING_S)

    def ask_for_picture(self) -> None:
        folder = self._settings.folder("reference")
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Take a palette from a picture"), folder, tr(_PICTURES)
        )
        if chosen:
            self._settings.remember_folder("reference", Path(chosen).parent)
            self.take_palette(Path(chosen))

    def take_palette(self, path: Path) -> None:
        """Take a palette from the picture at `path` and keep it among the artist's own."""
        self._session.told.emit(tr("Taking colors from {name}...").format(name=path.name))

        def done(found: tuple[Palette, NDArray[Any]]) -> None:
            palette, picture = found
            kept = [each for each in self._references if each.why != palette.title]
            self._references = [Colored(picture, palette.title, False), *kept][:_REFERENCES]
            self._settings.change(palette=palette.id)
            self.load_palettes(palette.id)
            self._session.solved.emit("palettes")
            self._session.told.emit(
                tr("{count} taken from {name}").format(
                    count=words.count(len(palette.colors), "color"), name=path.name
                )
            )

        self._background.start(
            "take-palette",
            lambda: taken_from(path, self._folder),
            done=done,
            failed=lambda error: self._session.fail(
                error,
                tr("No palette can be taken from {name}").format(name=path.name),
                key="palettes",
                lasts_s=_PASSING_S,
            ),
        )

    def remove_palette(self, palette_id: str) -> None:
        from engine.color.palettes import forget

        shown = self._panel.palette_shown
        if shown is None or shown.id != palette_id:
            return
        self._background.start(
            "remove-palette",
            lambda: forget(shown, self._folder),
            done=lambda _: self.load_palettes(),
            failed=self._session.fail,
        )

    # ---- suggestions

    def suggest(self, x: int, y: int) -> None:
        """Suggest colors for clip pixel (x, y) of the frame that is looked at."""
        session, shown = self._session, self._panel.palette_shown
        folder, shot, source = session.document.folder, session.shot, session.source
        if folder is None or shot is None or source is None:
            return
        place = Place(session.frame, x, y, shot, session.project, folder, source, shown, tuple(self._references))
        self._panel.show_suggestions((), is_looking=True)

        def done(found: tuple[float, tuple[Suggestion, ...]]) -> None:
            lightness, suggestions = found
            self._panel.show_pixel(lightness)
            self._panel.show_suggestions(suggestions)

        self._background.start(
            "suggest-colors",
            lambda: colors_for(place),
            done=done,
            failed=lambda _: self._panel.show_suggestions(()),
            key="suggest-colors",
        )

    def _leave_place(self) -> None:
        self._background.cancel("suggest-colors")
        self._panel.show_pixel(None)
        self._panel.show_suggestions(())

    # ---- the cast

    def take(self, swatch_id: str) -> None:
        """Paint with a color of the cast."""
        try:
            self._color.set(QColor(cast.swatch_of(self._session.project, swatch_id).color))
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="cast", lasts_s=_PASSING_S)

    def ask_for_name(self) -> None:
        name, is_given = QInputDialog.getText(
            self._window,
            tr("Add to the cast"),
            tr("What has the color {hex}? For example: Anna's coat").format(hex=self._hex),
        )
        if is_given:
            self.add(name)

    def ask_for_note(self, swatch_id: str) -> None:
        """Ask where a color of the cast comes from; the note goes into the provenance file of an export."""
        known = next((each for each in self._session.project.cast if each.id == swatch_id), None)
        if known is None:
            return
        note, is_given = QInputDialog.getMultiLineText(
            self._window,
            tr("Note on {name}").format(name=known.name),
            tr("Where the color comes from, or what else is to be known of it:"),
            known.note,
        )
        if is_given and note.strip() != known.note:
            self._edit(tr("Write a note on a color"), cast.annotate_swatch, swatch_id, note)

    def add(self, name: str) -> None:
        """Put the color in hand into the cast."""
        self._edit(tr("Add to the cast"), lambda project: cast.add_swatch(project, name, self._hex)[0])

    def check_drift(self) -> None:
        """Measure the cast in every shot; what drifts is flagged."""
        from engine.project.drift import Drift, drifts

        folder, project = self._session.document.folder, self._session.project
        if folder is None:
            return

        def done(found: tuple[Drift, ...]) -> None:
            self._is_checking = False
            numbers = {shot.id: number for number, shot in enumerate(project.shots, 1)}
            flags: dict[str, list[Flag]] = {}
            for each in sorted(found, key=lambda drift: -drift.away):
                if each.is_flagged:
                    flags.setdefault(each.swatch, []).append(Flag(numbers[each.shot], each.worst_frame, each.away))
            self._checked = _Checked(project, flags, _told(len(found), sum(map(len, flags.values()))))
            self._show_cast()

        def failed(error: Exception) -> None:
            self._is_checking = False
            self._session.fail(error, tr("The cast cannot be checked"), key="cast")
            self._show_cast()

        self._is_checking = True
        self._panel.check.setEnabled(False)
        self._background.start(
            "check-drift",
            lambda: drifts(folder, project),
            done=done,
            failed=failed,
            progressed=lambda step: self._panel.show_checked(
                f"{sentence(step.stage)}: {step.done / max(1, step.total):.0%}"
            ),
            key="check-drift",
        )

    def _edit(self, text: str, change: Callable[..., Project], *arguments: Any) -> None:
        try:
            self._session.document.edit(text, change(self._session.project, *arguments))
            self._session.solved.emit("cast")
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="cast", lasts_s=_PASSING_S)

    def _show_cast(self) -> None:
        project, checked = self._session.project, self._checked
        self._panel.show_cast(project.cast, project.masks, checked.flags if checked is not None else {})
        if self._is_checking:
            self._panel.check.setEnabled(False)
            return
        if checked is None:
            self._panel.show_checked("")
            return
        is_old = (project.cast, project.shots, project.masks) != (
            checked.project.cast,
            checked.project.shots,
            checked.project.masks,
        )
        self._panel.show_checked(checked.told + (tr("  Something changed since: check again.") if is_old else ""))

    def _forget(self) -> None:
        """Another project: nothing of the last one was checked."""
        self._background.cancel("check-drift")
        self._is_checking = False
        self._checked = None
        self._references = []
        self._leave_place()


def _told(measured: int, flagged: int) -> str:
    if not measured:
        return tr("No shot shows a color on an object that is tied: make masks and colors first.")
    where = words.count(measured, "place")
    if not flagged:
        return tr("All is well: no color is off by more than 5 dE in {where}.").format(where=where)
    return tr("A color is off by more than 5 dE in {flagged} of {where}.").format(flagged=flagged, where=where)
