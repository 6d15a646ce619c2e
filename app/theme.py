"""Neutral gray, one accent: nothing on the screen may bias how a color is judged.

The dark window is sRGB 53 = L* 22; grays have no tint. The accent is amber, kept for what is chosen or running.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from string import Template

os.environ.setdefault("QT_API", "pyside6")  # qtawesome asks QtPy, which would take any other Qt it finds first

import qtawesome
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.settings import Theme

LOOKS = ("#c9a04a", "#5b9bc4", "#8aa866", "#a884b3")  # of a processed clip: muted, and a letter says it too


@dataclass(frozen=True)
class Colors:
    """One theme, as sRGB hex. Text on `window` has a contrast of at least 7, `dim` on it of at least 4.5."""

    window: str
    base: str
    raised: str
    hover: str
    border: str
    text: str
    dim: str
    disabled: str
    accent: str
    on_accent: str
    error: str
    good: str


DARK = Colors(
    window="#353535",
    base="#2a2a2a",
    raised="#474747",
    hover="#525252",
    border="#232323",
    text="#dedede",
    dim="#a8a8a8",
    disabled="#7a7a7a",
    accent="#e0a040",
    on_accent="#1b1b1b",
    error="#f08070",
    good="#8fbf8f",
)
LIGHT = Colors(
    window="#dcdcdc",
    base="#f4f4f4",
    raised="#ececec",
    hover="#ffffff",
    border="#a8a8a8",
    text="#1c1c1c",
    dim="#525252",
    disabled="#8c8c8c",
    accent="#9a5c00",
    on_accent="#ffffff",
    error="#a52218",
    good="#2f6b2f",
)


class Look(QObject):
    """The theme in force. `changed` comes after palette and style sheet are set; icons are then drawn anew."""

    changed = Signal()

    def __init__(self, app: QApplication, theme: Theme) -> None:
        super().__init__(app)
        self._app = app
        self._theme = theme
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.apply(theme)

    @property
    def colors(self) -> Colors:
        return self._colors

    def apply(self, theme: Theme) -> None:
        self._theme = theme
        self._colors = colors = LIGHT if self._is_light(theme) else DARK
        self._app.setPalette(palette_of(colors))
        icon.cache_clear()
        self._app.setStyleSheet(style_sheet(colors))
        self.changed.emit()

    def _is_light(self, theme: Theme) -> bool:
        if theme == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return theme == "light"

    def _follow_system(self) -> None:
        if self._theme == "system":
            self.apply("system")


def palette_of(colors: Colors) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, color in (
        ((role.Window, role.AlternateBase), colors.window),
        ((role.Base,), colors.base),
        ((role.Button, role.ToolTipBase), colors.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colors.text),
        ((role.PlaceholderText,), colors.dim),
        ((role.Highlight, role.Accent, role.Link), colors.accent),
        ((role.HighlightedText,), colors.on_accent),
        ((role.Dark, role.Shadow), colors.border),
        ((role.Mid,), colors.hover),
        ((role.Light, role.Midlight), colors.raised),
    ):
        for each in roles:
            palette.setColor(each, QColor(color))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colors.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.raised))
    return palette


def style_sheet(colors: Colors) -> str:
    text = resources.files("resources").joinpath("styles", "base.qss").read_text(encoding="utf-8")
    return Template(text).substitute(asdict(colors))


@cache
def icon(name: str, color: str = "", size: int = 20) -> QIcon:
    """Return a Material Design icon ("play") in the text color or in `color`; cached until the theme changes.

    It holds finished pictures of `size` and larger: an icon font drawn at every repaint costs the UI thread.
    """
    palette = QGuiApplication.palette()
    text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText).name()
    pale = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    drawn: QIcon = qtawesome.icon(f"mdi6.{name}", color=color or text, color_disabled=pale)
    made = QIcon()
    for pixels in (size, 2 * size, 4 * size):  # 4: the start page on a dense screen
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(drawn.pixmap(QSize(pixels, pixels), mode), mode)
    return made


def small_font(of: QFont) -> QFont:
    """Return a font a little smaller than `of`, for what is beside the picture."""
    font = QFont(of)
    font.setPointSizeF(max(7.0, of.pointSizeF() * 0.9))
    return font
