"""Which tool is in hand: its action, its button, the viewer and the line of options agree."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QColorDialog

from app.brush_settings import BrushSettings, Kept
from app.canvas.paint_tools import BrushTool, FillTool, LassoTool, PickTool
from app.canvas.tool import Tool
from app.current_color import CurrentColor
from app.flows.painting import Painting
from app.main_window import MainWindow
from app.session import Session
from app.settings import Settings
from app.translation import tr

LOOK = "tool_look"


class Tooling(QObject):
    """Every tool is registered under the id of its checkable action; other parts of the window add theirs."""

    changed = Signal()  # another tool is in hand, or none

    def __init__(
        self,
        session: Session,
        settings: Settings,
        painting: Painting,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._painting, self._window = session, settings, painting, window
        self._tools: dict[str, Tool] = {}
        self._painters: set[str] = set()
        brushes = painting.settings
        self.register("tool_brush", BrushTool(painting, brushes, "brush"), paints=True)
        self.register("tool_eraser", BrushTool(painting, brushes, "eraser"), paints=True)
        self.register("tool_fill", FillTool(painting), paints=True)
        self.register("tool_lasso", LassoTool(painting), paints=True)
        self.register("tool_restore", BrushTool(painting, brushes, "restore"), paints=True)
        self.register("tool_pick", PickTool(painting), paints=True)
        self._connect()
        self._show(None)

    def register(self, action: str, tool: Tool, *, paints: bool = False) -> None:
        """Take `tool` in hand when `action` is triggered. `paints`: on the keyframe, with the options of brushes."""
        self._tools[action] = tool
        if paints:
            self._painters.add(action)
        self._window.actions_[action].triggered.connect(lambda _=False: self.take(action))

    @property
    def in_hand(self) -> str:
        """The id of the action of the tool in hand; `tool_look` for none."""
        held = self._window.viewer.tool
        return next((name for name, tool in self._tools.items() if tool is held), LOOK)

    @property
    def paints(self) -> bool:
        return self.in_hand in self._painters

    def take(self, action: str) -> None:
        """Take the tool of this action in hand: a tool of the Color tab, so that is shown."""
        if action in self._tools and self._session.source is None:
            self._show(None)
            return
        if action in self._tools and self._window.workspace != "color":
            self._window.show_workspace("color")
        self._window.viewer.set_tool(self._tools.get(action))
        self._show(None)
        self._window.viewer.setFocus()

    def swap(self) -> None:
        """Let the tool in hand change its way, or else take the other color."""
        held = self._window.viewer.tool
        if held is None or not held.swap():
            self._painting.color.swap()

    def leave(self) -> None:
        """Drop what is being painted, else what was drawn around, else put the tool away; a run is left alone."""
        if not (self._window.viewer.cancel_tool() or (self.paints and self._painting.deselect())):
            self.take(LOOK)

    def _connect(self) -> None:
        act, brushes, color = self._window.actions_, self._painting.settings, self._painting.color
        for name, slot in {
            LOOK: lambda: self.take(LOOK),
            "leave_tool": self.leave,
            "swap_colors": self.swap,
            "fill_selection": self._painting.fill_selection,
            "deselect": self._painting.deselect,
            "brush_smaller": lambda: brushes.grow(-1),
            "brush_larger": lambda: brushes.grow(1),
            "brush_softer": lambda: brushes.harden(-1),
            "brush_harder": lambda: brushes.harden(1),
        }.items():
            act[name].triggered.connect(lambda _=False, slot=slot: slot())
        for percent in range(10, 101, 10):
            act[f"opacity_{percent}"].triggered.connect(lambda _=False, percent=percent: self._digit(percent))
        act["keep_light"].triggered.connect(lambda is_on: brushes.set(keeps_light=is_on))
        brushes.changed.connect(self._keep)
        color.changed.connect(self._keep)
        color.history_changed.connect(self._keep)
        self._keep()
        self._window.viewer.tool_changed.connect(self._show)
        self._window.tabs.currentChanged.connect(lambda _: self._leave_tab())
        self._session.source_changed.connect(lambda _: self.take(LOOK))
        self._session.source_changed.connect(lambda _: self._leave_frame())
        self._session.player.frame_changed.connect(lambda _: self._leave_frame())
        chip = self._window.paint_options.chip
        chip.swap_requested.connect(color.swap)
        chip.choose_requested.connect(self._choose)

    def _digit(self, percent: int) -> None:
        """A digit is the opacity while color is painted; other tools give it a meaning of their own."""
        if self.paints:
            self._painting.settings.set(opacity=percent)

    def _leave_tab(self) -> None:
        """Tools belong to the Color tab."""
        is_color = self._window.workspace == "color"
        if not is_color:
            self.take(LOOK)
        self._window.tools.setVisible(is_color)

    def _leave_frame(self) -> None:
        """Another picture is looked at: no tool goes on there with what it began on the one before."""
        for tool in self._tools.values():
            tool.leave_frame()

    def _show(self, _tool: object) -> None:
        """Show which tool is in hand."""
        held = self.in_hand
        for name in (LOOK, *self._tools):
            self._window.actions_[name].setChecked(name == held)
        self._window.paint_options.setVisible(held in self._painters)
        self._window.paint_options.show_tool(held)
        self._window.mask_options.show_tool(held)
        self._painting.take_in_hand(held in self._painters)
        self.changed.emit()

    def _keep(self) -> None:
        """Remember how is painted, and with which colors."""
        color, kept = self._painting.color, self._painting.settings.kept
        colors = [each.name() for each in (color.foreground, color.background, *color.history)]
        self._window.actions_["keep_light"].setChecked(kept.keeps_light)
        if self._settings.remembered.brush != kept or self._settings.remembered.colors != colors:
            self._settings.change(brush=kept, colors=colors)

    def _choose(self) -> None:
        chosen = QColorDialog.getColor(self._painting.color.foreground, self._window, tr("Color to paint with"))
        self._painting.color.set(chosen)


def remembered_brush(settings: Settings) -> BrushSettings:
    return BrushSettings(Kept.model_validate(settings.remembered.brush.model_dump()))


def remembered_color(settings: Settings) -> CurrentColor:
    """Return the colors that were in hand when the window was closed."""
    from PySide6.QtGui import QColor

    color = CurrentColor()
    kept = [QColor(name) for name in settings.remembered.colors]
    if len(kept) >= 2:
        color.set(kept[0])
        color.set_background(kept[1])
        color.set_history(kept[2:])
    return color
