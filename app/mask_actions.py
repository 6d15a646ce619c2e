"""The actions of the menu Mask."""

from __future__ import annotations

from app.action_spec import ActionSpec, separator

_A = ActionSpec
OBJECT_KEYS = 9

MASK: tuple[ActionSpec, ...] = (
    _A(
        "mask_mode",
        "Mask",
        "&Mask Mode",
        "Show the objects over the picture and take the click tool in hand; again to leave.",
        ("M",),
        "selection-ellipse",
        is_checkable=True,
    ),
    _A("show_masks", "Mask", "&Show Masks", "Lay the objects over the picture.", ("Shift+M",), is_checkable=True),
    separator("Mask"),
    _A(
        "mask_click",
        "Mask",
        "&Click an Object",
        "Click into an object to find all of it; Alt or the other mouse button takes a part away.",
        (),
        "cursor-default-click",
        is_checkable=True,
    ),
    _A(
        "mask_brush",
        "Mask",
        "Mask &Brush",
        "Paint what belongs to the object; Alt takes it away.",
        ("Shift+B",),
        "brush-variant",
        is_checkable=True,
    ),
    _A(
        "mask_eraser",
        "Mask",
        "Mask &Eraser",
        "Take from the object what you paint over; other objects stay.",
        ("Shift+E",),
        "eraser-variant",
        is_checkable=True,
    ),
    _A(
        "mask_lasso",
        "Mask",
        "Mask &Lasso",
        "Give the object all that you draw around; Alt takes it away.",
        ("Shift+D",),
        "lasso",
        is_checkable=True,
    ),
    _A(
        "mask_fill",
        "Mask",
        "Mask &Fill",
        "Give the object the closed area you click into; Alt takes it away.",
        ("Shift+F",),
        "format-color-fill",
        is_checkable=True,
    ),
    separator("Mask"),
    _A("add_object", "Mask", "&Add Object", "One more object; the next click or stroke is its own.", (), "plus"),
    _A("remove_object", "Mask", "&Remove Object", "Take the selected object out of every mask.", (), "minus"),
    separator("Mask"),
    _A(
        "track_backward",
        "Mask",
        "Track Bac&kward",
        "Carry the mask of this frame to the start of the shot; frames after it stay as they are.",
        ("Ctrl+Alt+Left",),
        "skip-backward",
    ),
    _A(
        "track_both",
        "Mask",
        "&Track Both Ways",
        "Carry the mask of this frame over the whole shot.",
        ("Ctrl+Alt+Up",),
        "arrow-left-right",
    ),
    _A(
        "track_forward",
        "Mask",
        "Track For&ward",
        "Carry the mask of this frame to the end of the shot; frames before it stay as they are.",
        ("Ctrl+Alt+Right",),
        "skip-forward",
    ),
    separator("Mask"),
    _A("import_masks", "Mask", "&Import Masks...", "Use pictures or a film of mattes as masks.", (), "image-plus"),
    _A("export_masks", "Mask", "E&xport Masks...", "Write the masks: choose how in Deliver.", (), "export-variant"),
)
