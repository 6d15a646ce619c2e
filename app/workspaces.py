"""The docks around the picture: which of them a tab shows, and each tab's own layout, remembered."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QLayout, QMainWindow, QTabBar, QTabWidget, QWidget

from app.settings import Settings
from app.translation import mark, tr

WORKSPACES = ("prepare", "color", "deliver")
TITLES = {
    "timeline": mark("Timeline"),
    "prepare": mark("Prepare"),
    "keyframes": mark("Keyframes"),
    "masks": mark("Masks"),
    "color": mark("Color"),
    "method": mark("Run"),
    "curves": mark("Curves"),
    "runs": mark("Runs"),
    "scopes": mark("Scopes"),
    "ribbon": mark("Ribbon"),
    "deliver": mark("Deliver"),
}
_SHOWN = {
    "prepare": ("timeline", "prepare"),
    "color": ("timeline", "keyframes", "color", "masks", "method", "curves", "runs", "scopes", "ribbon"),
    "deliver": ("timeline", "deliver"),
}
_AREAS = {"timeline": Qt.DockWidgetArea.BottomDockWidgetArea}
# behind each other, so that they take no room from the picture
_MADE = ("keyframes", "color", "masks")
_SEEN = ("curves", "runs", "scopes", "ribbon")
_LAYOUT_VERSION = 3
_SIDE_WIDTH = 460
_SIDE_SHARE = 0.36  # of a narrow window
_SHORT = 760  # a lower window has its side panels in tabs: whole ones are of more use than slices
_TIMELINE_HEIGHT = 244
_CARD_HEIGHT = 204  # the keyframes panel with one whole card
_BARS_HEIGHT = 90
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Workspaces(QObject):
    """Lays the docks of `window` out; while it is not `is_shown` (the start page) there are none to be seen."""

    def __init__(self, window: QMainWindow, settings: Settings, panels: Mapping[str, QWidget]) -> None:
        """`panels`: one for each name of `TITLES`."""
        super().__init__(window)
        self._window, self._settings = window, settings
        self.name = "color"
        self.is_shown = False
        self._is_bare = False  # only the picture is shown
        self._applied = ""  # the name of the layout in force
        self.docks: dict[str, QDockWidget] = {}
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for name, panel in panels.items():
            dock = QDockWidget(tr(TITLES[name]), window)
            dock.setObjectName(name)
            dock.setWidget(panel)
            if name in (*_MADE, *_SEEN):  # their tabs say it already
                dock.setTitleBarWidget(QWidget())
            window.addDockWidget(_AREAS.get(name, Qt.DockWidgetArea.RightDockWidgetArea), dock)
            dock.hide()
            self.docks[name] = dock  # put in tabs here, hidden, they would ask for room before anything is shown

    def get_ready(self) -> None:
        """Dress the widgets of the panels, a panel a turn, while nothing is open: shown all at once for the first
        time they would block the window for long."""
        left = list(self.docks.values())

        def go_on() -> None:
            if self.is_shown or not left:
                return
            dock = left.pop()
            for widget in (dock, *dock.findChildren(QWidget)):
                widget.ensurePolished()
                if (laid := widget.layout()) is not None:
                    laid.activate()
            QTimer.singleShot(0, self, go_on)

        go_on()

    def show(self, is_shown: bool) -> None:
        """Show the docks of the tab, or none."""
        if self.is_shown and not is_shown:
            self.keep()
        self.is_shown = is_shown
        if is_shown:
            self._apply()
        else:
            for dock in self.docks.values():
                dock.hide()

    def switch(self, name: str) -> None:
        """Show the docks of another tab where the artist left them."""
        if self.is_shown:
            self.keep()
        self.name = name
        if self.is_shown:
            self._apply()

    def reset(self) -> None:
        """Put every panel of every tab back where it was first."""
        self._settings.change(layouts={})
        if self.is_shown:
            self._apply()

    def toggle_panels(self) -> None:
        """Leave only the picture, or bring the panels back."""
        if self._is_bare:
            self._apply()
            return
        self.keep()
        self._is_bare = True
        for dock in self.docks.values():
            dock.hide()

    def keep(self) -> None:
        """Remember where the docks of the tab are."""
        if not self.is_shown or self._is_bare:
            return
        state = base64.b64encode(self._window.saveState(_LAYOUT_VERSION).data()).decode()
        if self._settings.remembered.layouts.get(self._applied) != state:
            self._settings.change(layouts={**self._settings.remembered.layouts, self._applied: state})

    def _apply(self) -> None:
        self._is_bare = False
        self._applied = f"{self.name}, low" if self._is_low() else self.name
        kept = self._settings.remembered.layouts.get(self._applied, "")
        try:
            state = QByteArray(base64.b64decode(kept, validate=True))
        except ValueError:
            state = QByteArray()
        # among tabs, theirs say it already
        self.docks["method"].setTitleBarWidget(QWidget() if self._is_low() else None)  # type: ignore[arg-type]
        parts = (self._window.centralWidget(), *(dock for dock in self.docks.values() if not dock.isFloating()))
        still = [part for part in parts if part is not None]
        for part in still:  # not the window itself: Qt may miss its first exposure then, and it is never drawn again
            part.setUpdatesEnabled(False)
        self._put_tabs_away()
        layout = self._window.layout()
        assert layout is not None
        # on the way from one arrangement to the other the panels may ask for more than the screen has
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        if state.isEmpty() or not self._window.restoreState(state, _LAYOUT_VERSION):
            self._arrange()
        for name, dock in self.docks.items():  # what belongs to another tab was left there
            if name not in _SHOWN[self.name]:
                dock.hide()
        layout.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
        # in the next turn: laid out and drawn in one, it would block for twice as long
        QTimer.singleShot(0, self, lambda: _draw(still))

    def _put_tabs_away(self) -> None:
        """Move the tabs of docks out of sight; those that are needed are placed with the docks. Qt forgets the others
        where they were, across the panels of the next tab."""
        for tabs in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            tabs.move(-10_000, -10_000)

    def _arrange(self) -> None:
        """Lay the docks of the tab out as they are the first time."""
        window, docks = self._window, self.docks
        for dock in docks.values():  # all at once, even for a moment, they would ask for more than the screen has
            dock.hide()
        for name, dock in docks.items():
            if dock.isFloating():  # asked all the same, one that does not float costs the window 5 ms
                dock.setFloating(False)
            window.addDockWidget(_AREAS.get(name, Qt.DockWidgetArea.RightDockWidgetArea), dock)
        self._put_in_tabs(_MADE)
        self._put_in_tabs(_SEEN)
        for name, dock in docks.items():
            dock.setVisible(name in _SHOWN[self.name])
        side = [docks[name] for name in _SHOWN[self.name] if name != "timeline"]
        wide = min(_SIDE_WIDTH, round(_SIDE_SHARE * window.width()))
        window.resizeDocks([*side], [wide] * len(side), _ACROSS)
        window.resizeDocks([docks["timeline"]], [_TIMELINE_HEIGHT], _DOWN)
        if self.name == "color":
            if self._is_low():
                self._put_in_tabs(("method", *_SEEN))
                shares = {"keyframes": _CARD_HEIGHT, "method": max(1, window.height() - _BARS_HEIGHT - _CARD_HEIGHT)}
            else:
                shares = {"keyframes": 35, "method": 39, "curves": 26}
            window.resizeDocks([docks[name] for name in shares], list(shares.values()), _DOWN)
            docks["method" if self._is_low() else "curves"].raise_()
            docks["keyframes"].raise_()

    def _put_in_tabs(self, names: Sequence[str]) -> None:
        for one, other in pairwise(names):
            self._window.tabifyDockWidget(self.docks[one], self.docks[other])

    def raise_panel(self, name: str) -> None:
        """Show a panel of this tab in front of those it shares its place with."""
        if self._is_bare:
            self._apply()
        self.docks[name].show()
        self.docks[name].raise_()

    def bring(self, name: str) -> None:
        """Bring a panel to the front of those that share its place, if the tab shows it."""
        dock = self.docks[name]
        if name in _SHOWN[self.name] and dock.isVisible() and dock.visibleRegion().isEmpty():
            dock.raise_()

    def _is_low(self) -> bool:
        return self._window.height() < _SHORT


def _draw(parts: Iterable[QWidget]) -> None:
    for part in parts:
        part.setUpdatesEnabled(True)
