"""The window: menus, docks, tabs. It shows and asks; it decides nothing and computes nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app import words
from app.actions import MENU_TITLES, MENUS, Actions
from app.brush_settings import BrushSettings
from app.canvas.view import Viewer
from app.current_color import CurrentColor
from app.panels.color import ColorPanel
from app.panels.deliver import DeliverPanel
from app.panels.keyframes import KeyframesPanel
from app.panels.masks import MasksPanel
from app.panels.method import MethodPanel
from app.panels.prepare import PreparePanel
from app.panels.ribbon import RibbonPanel
from app.panels.runs import RunsPanel
from app.panels.scopes import ScopesPanel
from app.settings import Settings
from app.status import Usage
from app.timeline.player import Player
from app.timeline.timeline import Timeline
from app.timeline.transport import Transport
from app.translation import tr
from app.widgets.banner import Banners
from app.widgets.layout import redraw_icons, show_share
from app.widgets.mask_options import MaskOptions
from app.widgets.paint_options import PaintOptions
from app.widgets.review_strip import ReviewStrip
from app.widgets.start_page import StartPage
from app.widgets.tone_bar import ToneBar
from app.widgets.tool_strip import ToolStrip
from app.widgets.viewer_bar import ViewerBar
from app.workspaces import TITLES, WORKSPACES, Workspaces
from engine.catalog import METHODS

_FIRST_SIZE = QSize(1500, 940)
_TITLE_BAR = 32
_START_LEAST = QSize(560, 150)  # it has the whole window, and must not widen the picture's column
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESS = (Qt.Key.Key_Space, *_ENTER)
_MOVE = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


class MainWindow(QMainWindow):
    """`may_close` is asked before the window closes; `actions_` are all its actions by id."""

    files_dropped = Signal(list)  # list[Path], wherever nothing else took them
    may_close: Callable[[], bool] = staticmethod(lambda: True)

    def __init__(
        self,
        settings: Settings,
        player: Player,
        method: MethodPanel,
        brushes: BrushSettings | None = None,
        color: CurrentColor | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self._settings = settings
        self.actions_ = Actions(self, settings.remembered.shortcuts)
        self.viewer = Viewer()
        self.timeline = Timeline()
        self.transport = Transport(player)
        self.prepare = PreparePanel()
        self.keyframes = KeyframesPanel()
        self.method = method
        self.masks = MasksPanel(METHODS)
        self.color = ColorPanel(color or CurrentColor())
        self.runs = RunsPanel()
        self.scopes = ScopesPanel()
        self.ribbon = RibbonPanel()
        self.deliver = DeliverPanel()
        self.tools = ToolStrip(self.actions_)
        brushes = brushes or BrushSettings()
        self.paint_options = PaintOptions(brushes, color or CurrentColor(), self.actions_)
        self.mask_options = MaskOptions(brushes)
        self.banners = Banners()
        self.review = ReviewStrip()
        self.start_page = StartPage(
            [self.actions_[name] for name in ("open_film", "open_folder", "open_project", "open_sample")]
        )
        self._build_center()
        self._workspaces = self._made_workspaces(settings)
        self._build_tabs()
        self._build_menus()
        self._build_status()
        self._connect_panels()
        self.resize(_FIRST_SIZE.boundedTo(self._room()))
        self.show_title("", False)
        self.show_start(True)

    # building -----------------------------------------------------------------------------------------------

    def _build_center(self) -> None:
        self.bar = ViewerBar({spec.id: action for spec, action in self.actions_})
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        self.tone = ToneBar()
        column.addWidget(self.tone)
        column.addWidget(self.paint_options)
        column.addWidget(self.mask_options)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.tools)
        beside.addWidget(self.viewer, 1)
        column.addLayout(beside, 1)
        column.addWidget(self.review)
        column.addWidget(self.transport)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self.start_page.setMinimumSize(_START_LEAST)
        self._pages.addWidget(work)
        self.setCentralWidget(self._pages)
        self.banners.setParent(self._pages)  # they lie over the picture and do not move it
        self.banners.changed.connect(self._lay_banners)
        for widget in (self._pages, self.viewer):
            widget.installEventFilter(self)
        # Tab leaves the picture alone only while the picture has the focus; everywhere else it moves the focus
        hide = self.actions_["hide_panels"]
        self.removeAction(hide)
        hide.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.viewer.addAction(hide)
        self.timeline.addAction(hide)

    def _made_workspaces(self, settings: Settings) -> Workspaces:
        panels = {
            "timeline": self.timeline,
            "prepare": self.prepare,
            "keyframes": self.keyframes,
            "masks": self.masks,
            "color": self.color,
            "method": self.method,
            "curves": QWidget(),  # pyqtgraph takes half a second to load: `set_curves` brings it after the window
            "runs": self.runs,
            "scopes": self.scopes,
            "ribbon": self.ribbon,
            "deliver": self.deliver,
        }
        return Workspaces(self, settings, panels)

    def bring(self, panel: str) -> None:
        """Bring a panel to the front of those that share its place."""
        self._workspaces.bring(panel)

    def set_curves(self, panel: QWidget) -> None:
        self._workspaces.docks["curves"].setWidget(panel)
        self._workspaces.get_ready()

    def _build_tabs(self) -> None:
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setObjectName("workspaces")
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName(tr("Parts of the work"))
        for name in WORKSPACES:
            place = self.tabs.addTab(self.actions_[f"tab_{name}"].text().replace("&", ""))
            self.tabs.setTabToolTip(place, self.actions_[f"tab_{name}"].toolTip())
            self.actions_[f"tab_{name}"].triggered.connect(
                lambda _=False, place=place: self.tabs.setCurrentIndex(place)
            )
        self.tabs.setCurrentIndex(WORKSPACES.index(self.workspace))
        self.tabs.currentChanged.connect(lambda place: self._workspaces.switch(WORKSPACES[place]))
        self._title = QLabel()
        self._title.setProperty("dim", True)
        self._title.setContentsMargins(0, 0, 12, 0)
        bar = QToolBar(tr("Tabs"), self)
        bar.setObjectName("tabs")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(18, 18))
        left = QToolBar()
        left.setIconSize(QSize(18, 18))
        for name in ("open_film", "undo", "redo"):
            left.addAction(self.actions_[name])
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (left, self.tabs, self._title):
            bar.addWidget(widget)
        self.addToolBar(bar)

    def _build_menus(self) -> None:
        self.recent_menu = QMenu(tr("Open &Recent"), self)
        self.panels_menu = QMenu(tr("P&anels"), self)
        for name, panel in (("scopes", self.scopes), ("ribbon", self.ribbon)):
            self._workspaces.docks[name].visibilityChanged.connect(panel.set_seen)
        self.theme_menu = QMenu(tr("&Theme"), self)
        self.language_menu = QMenu(tr("Lan&guage"), self)
        self.paint_menu = QMenu(tr("Edit &in"), self)
        for name, dock in self._workspaces.docks.items():
            action = dock.toggleViewAction()
            action.setText(tr(TITLES[name]))
            self.panels_menu.addAction(action)
        for menu_name in MENUS:
            menu = self.menuBar().addMenu(tr(MENU_TITLES[menu_name]))
            for entry in self.actions_.of_menu(menu_name):
                if entry is None:
                    menu.addSeparator()
                else:
                    menu.addAction(entry)
                if entry is self.actions_["open_project"]:
                    menu.addMenu(self.recent_menu)
                if entry is self.actions_["edit_outside"]:
                    menu.addMenu(self.paint_menu)
                if entry is self.actions_["full_screen"]:
                    menu.addMenu(self.panels_menu)
                    menu.addMenu(self.theme_menu)
                    menu.addMenu(self.language_menu)

    def _build_status(self) -> None:
        self.saved = QLabel()
        self.job = QLabel()
        self.job.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.job_bar = QProgressBar(textVisible=False, maximum=1000)
        self.job_bar.setFixedWidth(140)
        self.job_bar.hide()
        self._usage = QLabel()
        for label in (self.saved, self._usage):
            label.setProperty("dim", True)
            label.setContentsMargins(8, 0, 8, 0)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.saved)
        bar.addWidget(self.job, 1)
        bar.addPermanentWidget(self.job_bar)
        bar.addPermanentWidget(self.bar.probe)  # above the picture there is no room for it on small screens
        bar.addPermanentWidget(self._usage)

    def _connect_panels(self) -> None:
        act = self.actions_
        self.keyframes.set_actions(
            (act["import_picture"], act["import_many"], act["take_frame"]),
            act["edit_outside"],
            act["accept_keyframe"],
            self.paint_menu,
        )
        self.method.set_actions(act["propagate"], act["stop_and_keep"], act["attach_processed"])
        looking = [act[name] for name in ("next_problem", "loop_worst") if name in act.specs]
        self.review.set_actions(act["accept_range"], act["reject_range"], looking)
        self.prepare.set_actions(act["split"], act["merge"])
        self.prepare.processed.set_actions(act["attach_processed"], act["detach_processed"])
        self.bar.mode_chosen.connect(self.viewer.set_mode)
        self.bar.compare_chosen.connect(self.viewer.set_compare)
        self.bar.against_chosen.connect(self.viewer.set_against)
        self.bar.heat_from_chosen.connect(self.viewer.set_heat_from)
        self.viewer.overlay_changed.connect(self.bar.show_overlay)
        self.viewer.mode_changed.connect(self.bar.show_mode)
        self.viewer.compare_changed.connect(self.bar.show_compare)
        self.viewer.zoom_changed.connect(self.bar.show_zoom)
        self.viewer.probed.connect(self.bar.show_probe)
        act["hold_original"].triggered.connect(lambda: self.viewer.set_hold_original(True))
        act["fit"].triggered.connect(self.viewer.fit)
        act["actual_size"].triggered.connect(lambda: self.viewer.zoom_to(1.0))
        act["hide_panels"].triggered.connect(self._workspaces.toggle_panels)
        act["full_screen"].toggled.connect(lambda on: self.showFullScreen() if on else self.showNormal())
        act["reset_layout"].triggered.connect(self._workspaces.reset)

    def _room(self) -> QSize:
        """Return how large the window may be on its screen, title bar left out."""
        return self.screen().availableGeometry().size() - QSize(0, _TITLE_BAR)

    def _lay_banners(self) -> None:
        pages, viewer = self._pages, self.viewer
        if self.is_at_start:
            self.banners.lay(pages.rect())
        else:
            self.banners.lay(QRect(viewer.mapTo(pages, QPoint(0, 0)), viewer.size()))

    # pages and tabs -----------------------------------------------------------------------------------------

    @property
    def workspace(self) -> str:
        """The tab that is shown: one of `WORKSPACES`."""
        return self._workspaces.name

    def show_workspace(self, name: str) -> None:
        self.tabs.setCurrentIndex(WORKSPACES.index(name))

    def show_panel(self, name: str) -> None:
        """Bring a panel of the Color tab to the front."""
        self.show_workspace("color")
        self._workspaces.raise_panel(name)

    @property
    def is_at_start(self) -> bool:
        return self._pages.currentIndex() == 0

    def show_start(self, is_shown: bool) -> None:
        """Show the start page, or the clip with the panels of the tab."""
        if is_shown == self.is_at_start and self.isVisible():
            return
        self._pages.setCurrentIndex(0 if is_shown else 1)
        self.tabs.setEnabled(not is_shown)
        self._workspaces.show(not is_shown)
        self._lay_banners()
        if not is_shown:
            self.viewer.setFocus()

    # words --------------------------------------------------------------------------------------------------

    def show_title(self, name: str, is_modified: bool) -> None:
        self._title.setText(name)
        self.setWindowTitle(tr("{name}[*] - Tintloom").format(name=name) if name else tr("Tintloom"))
        self.setWindowModified(is_modified)

    def show_job(self, text: str, share: float | None) -> None:
        """Tell what works in the background; `share` 0..1, below 0 unknown, None no bar."""
        self.job.setText(text)
        self.start_page.show_work(text, share)
        self.job_bar.setVisible(share is not None)
        if share is not None:
            show_share(self.job_bar, share)

    def show_usage(self, usage: Usage) -> None:
        told = [tr("Memory {own}, {free} free").format(own=words.size(usage.own), free=words.size(usage.free))]
        if usage.gpu_total:
            told.insert(
                0,
                tr("GPU {gpu_busy} %, {gpu_used} of {gpu_total}").format(
                    gpu_busy=usage.gpu_busy,
                    gpu_used=words.size(usage.gpu_used),
                    gpu_total=words.size(usage.gpu_total),
                ),
            )
        self._usage.setText("   ".join(told))

    def redraw(self) -> None:
        """Draw icons anew after the theme changed."""
        self.actions_.draw_icons()
        redraw_icons(self)
        self.method.redraw()
        self.deliver.redraw()

    # events -------------------------------------------------------------------------------------------------

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        if event.polished() and isinstance(
            tabs := event.child(), QTabBar
        ):  # Qt makes them for docks that share a place
            tabs.setAccessibleName(tr("Panels in this place"))

    def event(self, event: QEvent) -> bool:
        # Keys that mean something to the widget that was reached with Tab stay its own: Space presses a button
        # there, arrows move in a list. Everywhere else they are the window's shortcuts.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lay_banners()
        return super().eventFilter(watched, event)

    def _is_own(self, event: QKeyEvent) -> bool:
        focus = self.focusWidget()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if focus is self.viewer:
            return event.key() == Qt.Key.Key_Space  # a tap plays, holding pans: the viewer tells them apart
        if isinstance(focus, QAbstractButton):
            return event.key() in _PRESS
        if event.key() in _ENTER:  # ends what is typed or chosen there; it must not accept a result besides
            return isinstance(focus, (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView))
        if isinstance(focus, (QAbstractItemView, QAbstractSlider, QComboBox, QAbstractSpinBox)):
            return event.key() in _MOVE
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.files_dropped.emit(paths)
            event.acceptProposedAction()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        held = self.actions_["hold_original"].shortcuts()
        if not event.isAutoRepeat() and QKeySequence(event.key()) in held:
            self.viewer.set_hold_original(False)
        super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self._workspaces.keep()
        self._settings.change(geometry=base64.b64encode(self.saveGeometry().data()).decode())
        event.accept()

    def restore_geometry(self) -> None:
        try:
            kept = base64.b64decode(self._settings.remembered.geometry, validate=True)
        except ValueError:
            kept = b""
        if kept:
            self.restoreGeometry(QByteArray(kept))
        if not self.isMaximized() and not self.isFullScreen():  # it may have been a larger screen
            self.resize(self.size().boundedTo(self._room()))
