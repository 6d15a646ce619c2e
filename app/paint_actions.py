"""The actions of the menu Paint."""

from __future__ import annotations

from app.action_spec import ActionSpec, separator

_A = ActionSpec

PAINT: tuple[ActionSpec, ...] = (
    _A(
        "tool_look",
        "Paint",
        "&Look",
        "Take no tool in hand: dragging moves the picture.",
        ("V",),
        "hand-back-left",
        is_checkable=True,
    ),
    _A(
        "tool_brush",
        "Paint",
        "&Brush",
        "Paint with the color in hand; the light stays the frame's.",
        ("B",),
        "brush",
        is_checkable=True,
    ),
    _A(
        "tool_eraser",
        "Paint",
        "&Eraser",
        "Take color away: the frame's own gray is left.",
        ("E",),
        "eraser",
        is_checkable=True,
    ),
    _A(
        "tool_restore",
        "Paint",
        "&Restore Original",
        "Paint back what was there before, or the film itself.",
        ("R",),
        "history",
        is_checkable=True,
    ),
    _A(
        "tool_pick",
        "Paint",
        "&Pick Color",
        "Take the color you point at in hand; with any other tool, hold Alt.",
        ("C",),
        "eyedropper",
        is_checkable=True,
    ),
    separator("Paint"),
    _A("swap_colors", "Paint", "S&wap Colors", "Paint with the other of the two colors.", ("X",), "swap-horizontal"),
    _A("brush_smaller", "Paint", "S&maller Brush", "Make the brush smaller.", ("[",), needs="paint", repeats=True),
    _A(
        "brush_larger",
        "Paint",
        "L&arger Brush",
        "Make the brush larger; or hold Shift and drag.",
        ("]",),
        needs="paint",
        repeats=True,
    ),
    _A(
        "brush_softer",
        "Paint",
        "So&fter Brush",
        "Make the edge of the brush softer.",
        ("Shift+[", "{"),
        needs="paint",
        repeats=True,
    ),
    _A(
        "brush_harder",
        "Paint",
        "&Harder Brush",
        "Make the edge of the brush harder.",
        ("Shift+]", "}"),
        needs="paint",
        repeats=True,
    ),
    _A(
        "keep_light",
        "Paint",
        "&Keep Light and Shade",
        "Paint color alone; the light and shade of the frame stay as they are.",
        (),
        is_checkable=True,
    ),
    separator("Paint"),
    _A(
        "leave_tool",
        "Paint",
        "Drop or Lea&ve",
        "Drop the stroke that is being painted; else put the tool away.",
        ("Esc",),
        needs="tool",
    ),
    *(
        _A(
            f"opacity_{10 * digit}",
            "Paint",
            f"Opacity {10 * digit} %",
            f"Paint with {10 * digit} % of the color's strength.",
            (str(digit % 10),),
            needs="paint",
            in_menu=False,
        )
        for digit in range(1, 11)
    ),
)
