"""Every action of the window, declared once: menus, shortcut sheet, command palette and tooltips come from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.action_spec import ActionSpec, separator
from app.mask_actions import MASK
from app.paint_actions import PAINT
from app.theme import icon
from app.translation import mark, tr

MENUS = ("File", "Edit", "View", "Playback", "Shot", "Paint", "Mask", "Keyframe", "Run", "Help")
MENU_TITLES = {  # no two with the same letter
    "File": mark("&File"),
    "Edit": mark("&Edit"),
    "View": mark("&View"),
    "Playback": mark("Pla&yback"),
    "Shot": mark("&Shot"),
    "Paint": mark("&Paint"),
    "Mask": mark("&Mask"),
    "Keyframe": mark("&Keyframe"),
    "Run": mark("&Run"),
    "Help": mark("&Help"),
}


_A = ActionSpec

ACTIONS: tuple[ActionSpec, ...] = (
    # File
    _A(
        "open_film", "File", "&Open Film...", "Open a film and start a project for it.", ("Ctrl+O",), "movie-open", ""
    ),
    _A(
        "open_folder",
        "File",
        "Open &Folder of Pictures...",
        "Open a numbered sequence of pictures as a clip.",
        ("Ctrl+Shift+O",),
        "folder-multiple-image",
        "",
    ),
    _A(
        "open_project",
        "File",
        "Open &Project...",
        "Open a project folder (NAME.tintloom).",
        ("Ctrl+Alt+O",),
        "folder-open",
        "",
    ),
    _A(
        "open_sample",
        "File",
        "Open Sa&mple Project",
        "Make a short film with keyframes to try everything on.",
        (),
        "star-shooting",
        "",
    ),
    separator("File"),
    _A("save", "File", "&Save Now", "Write the project at once; it is saved by itself as well.", ("Ctrl+S",)),
    _A("save_as", "File", "Save &As...", "Go on in a copy of this project.", ("Ctrl+Shift+S",)),
    _A("relink", "File", "Find the Film A&gain...", "Tell the project where its film is now.", (), "link-variant"),
    separator("File"),
    _A(
        "attach_processed",
        "File",
        "Attach Processed C&lip...",
        "Use what a colorizer or enhancer made of this film, frame by frame, to make it steady.",
        (),
        "layers-plus",
    ),
    _A(
        "detach_processed",
        "File",
        "&Detach Processed Clip",
        "Name no processed clip any more; it can be undone.",
        (),
        "",
        "processed",
    ),
    separator("File"),
    _A(
        "export",
        "File",
        "&Export...",
        "Write the colored film.",
        ("Ctrl+Shift+E", "Ctrl+M"),
        "export-variant",
    ),
    separator("File"),
    _A("close_project", "File", "&Close Project", "Go back to the start page; everything is kept.", ("Ctrl+W",)),
    _A("quit", "File", "&Quit", "Leave Tintloom; everything is kept.", ("Ctrl+Q",), "", ""),
    # Edit
    _A("undo", "Edit", "&Undo", "Take the last edit back.", ("Ctrl+Z",), "undo"),
    _A("redo", "Edit", "&Redo", "Make the edit that was taken back again.", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    separator("Edit"),
    _A(
        "copy_picture",
        "Edit",
        "Cop&y",
        "Take the picture that is shown, for another program, and its keyframe, for another frame.",
        ("Ctrl+C",),
        "content-copy",
    ),
    _A(
        "paste_picture",
        "Edit",
        "&Paste",
        "Make the copied keyframe, or the picture of the clipboard, the keyframe of this frame.",
        ("Ctrl+V",),
        "content-paste",
    ),
    separator("Edit"),
    _A("set_in", "Edit", "Set &In", "The range begins at this frame.", ("I",)),
    _A("set_out", "Edit", "Set &Out", "The range ends with this frame.", ("O",)),
    _A("clear_in_out", "Edit", "&Clear In and Out", "The range is the whole shot again.", ("Alt+X",)),
    # View
    _A("tab_prepare", "View", "&Prepare", "Look the film over and find its shots.", ("Ctrl+1",), "", ""),
    _A("tab_color", "View", "&Color", "Make keyframes and propagate them.", ("Ctrl+2",), "", ""),
    _A("tab_deliver", "View", "&Deliver", "Write the colored film.", ("Ctrl+3",), "", ""),
    separator("View"),
    _A("heat", "View", "&Heat Overlay", "Lay over the picture where the result flickers.", ("H",), is_checkable=True),
    _A(
        "confidence",
        "View",
        "Conf&idence Overlay",
        "Hatch where the method was not sure.",
        ("Shift+H",),
        is_checkable=True,
    ),
    _A("show_original", "View", "&Original", "Show the film as it came.", ("Shift+1",)),
    _A("show_keyframe", "View", "&Keyframe", "Show the keyframe of this frame.", ("Shift+2",)),
    _A("show_result", "View", "&Result", "Show what was propagated.", ("Shift+3",)),
    _A(
        "show_processed",
        "View",
        "Proce&ssed",
        "Show the processed clip that was attached.",
        ("Shift+4",),
        "",
        "processed",
    ),
    _A("compare", "View", "Co&mpare", "Compare result and original; again to leave.", ("W",), "compare"),
    _A("next_compare", "View", "&Next Way to Compare", "Wipe, side by side, blink, difference.", ("Shift+W",)),
    _A(
        "hold_original",
        "View",
        "Peek at the Original",
        "Show the original while the key is held.",
        ("\\",),
        in_menu=False,
    ),
    _A(
        "who_colored",
        "View",
        "Who Colored This?",
        "While the key is held, show the keyframes and places that the color under the pointer came from.",
        ("Q",),
        in_menu=False,
    ),
    separator("View"),
    _A(
        "exposure_up",
        "View",
        "Show Brighter",
        "Show light a third of a stop brighter; it changes no picture.",
        ("Alt+Up",),
        "",
        "light",
        repeats=True,
    ),
    _A(
        "exposure_down",
        "View",
        "Show Darker",
        "Show light a third of a stop darker; it changes no picture.",
        ("Alt+Down",),
        "",
        "light",
        repeats=True,
    ),
    _A(
        "exposure_reset",
        "View",
        "Show as Bright as the Film",
        "Show light as bright as the film again.",
        ("Alt+0",),
        "",
        "light",
    ),
    _A(
        "next_tone",
        "View",
        "Next Tone Mapping",
        "Exposure, Drago, Reinhard: ways to show light that is brighter than white.",
        ("Alt+T",),
        "",
        "light",
    ),
    separator("View"),
    _A("show_scopes", "View", "Scopes", "Show how light and how colored the picture is.", ("Ctrl+Alt+S",)),
    _A(
        "show_ribbon",
        "View",
        "Time Ri&bbon",
        "Show one line of the picture over all frames of the shot; flicker shows as stripes.",
        ("Ctrl+Alt+R",),
    ),
    _A(
        "pick_line",
        "View",
        "Pick a &Line",
        "Draw the line on the picture that the time ribbon shows.",
        ("Ctrl+Alt+L",),
        is_checkable=True,
    ),
    _A(
        "pick_point",
        "View",
        "Pick &a Point",
        "Pick a thing on the picture whose color is followed over the shot.",
        ("Ctrl+Alt+P",),
        is_checkable=True,
    ),
    separator("View"),
    _A("fit", "View", "&Fit", "Show the whole frame.", ("Ctrl+0",), "fit-to-screen-outline"),
    _A("actual_size", "View", "&100 %", "One pixel of the film is one pixel of the screen.", ("Ctrl+Alt+1",)),
    _A("hide_panels", "View", "Hid&e Panels", "Leave the picture alone on the screen; again to return.", ("Tab",)),
    _A("full_screen", "View", "F&ull Screen", "Use the whole screen.", ("F11",), "", "", True),
    _A("reset_layout", "View", "Rese&t Layout", "Put every panel back where it was first.", (), "", ""),
    # Playback
    _A(
        "play",
        "Playback",
        "&Play or Pause",
        "Play the film, or stop; hold Space and drag to pan.",
        ("Space",),
        "play",
    ),
    _A("reverse", "Playback", "Play &Backward", "Play backward; again for faster.", ("J",)),
    _A("stop", "Playback", "&Stop", "Stop playing.", ("K",)),
    _A("forward", "Playback", "Play &Forward", "Play forward; again for faster.", ("L",)),
    _A("reverse_slow", "Playback", "Backward in Finer Steps", "Shuttle backward more slowly.", ("Shift+J",)),
    _A("forward_slow", "Playback", "Forward in Finer Steps", "Shuttle forward more slowly.", ("Shift+L",)),
    separator("Playback"),
    _A("previous_frame", "Playback", "Previous Frame", "One frame back.", ("Left", ","), repeats=True),
    _A("next_frame", "Playback", "Next Frame", "One frame on.", ("Right", "."), repeats=True),
    _A("back_10", "Playback", "10 Frames Back", "Ten frames back.", ("Shift+Left",), repeats=True),
    _A("forward_10", "Playback", "10 Frames On", "Ten frames on.", ("Shift+Right",), repeats=True),
    _A("shot_start", "Playback", "Start of the Shot", "The first frame of this shot.", ("Home",)),
    _A("shot_end", "Playback", "End of the Shot", "The last frame of this shot.", ("End",)),
    _A("previous_shot", "Playback", "Previous Shot", "The first frame of the shot before.", ("Up",), repeats=True),
    _A("next_shot", "Playback", "Next Shot", "The first frame of the shot after.", ("Down",), repeats=True),
    _A("previous_keyframe", "Playback", "Previous Keyframe", "The keyframe before this frame.", ("PgUp",)),
    _A("next_keyframe", "Playback", "Next Keyframe", "The keyframe after this frame.", ("PgDown",)),
    separator("Playback"),
    _A("next_problem", "Playback", "Next P&roblem", "The next frame that flickers more than is usual.", ("N",)),
    _A(
        "worst_between",
        "Playback",
        "&Worst Between Keyframes",
        "The frame that flickers most between the keyframes before and after this frame.",
        ("Shift+N",),
    ),
    _A(
        "loop_worst",
        "Playback",
        "&Loop the Worst Second",
        "Play the second that flickers most over and over at half speed, beside the original; again to leave.",
        ("Ctrl+L",),
        is_checkable=True,
    ),
    separator("Playback"),
    _A("mute", "Playback", "&Mute", "Play without sound; again to hear it.", ("Ctrl+Shift+M",), is_checkable=True),
    _A("go_to", "Playback", "&Go to...", "Go to a frame number or a timecode.", ("G",)),
    # Shot
    _A("find_shots", "Shot", "&Find Shots", "Look for cuts with the sensitivity set in Prepare.", (), "content-cut"),
    _A("split", "Shot", "&Split Here", "A new shot begins at this frame.", ("Ctrl+Shift+K",), "call-split"),
    _A(
        "merge",
        "Shot",
        "&Merge with Next",
        "This shot and the next become one.",
        ("Ctrl+Shift+J",),
        "call-merge",
    ),
    *PAINT,
    *MASK,
    # Keyframe
    _A(
        "import_picture",
        "Keyframe",
        "&Import Picture...",
        "Use a finished picture as the keyframe of this frame.",
        ("Ctrl+I",),
        "image-plus",
    ),
    _A(
        "import_many",
        "Keyframe",
        "Import &Many Pictures...",
        "Use many pictures, each at the frame its name tells or that it shows.",
        ("Ctrl+Shift+I",),
        "image-multiple",
    ),
    _A(
        "take_frame",
        "Keyframe",
        "&Take from Another Clip...",
        "Use a frame of another film as the keyframe of this frame.",
        (),
        "movie-plus",
    ),
    _A(
        "accept_keyframe",
        "Keyframe",
        "&Accept Result as Keyframe",
        "Keep the result of this frame as a keyframe; if it was touched up, update the frames around it.",
        ("Return",),
        "check",
    ),
    separator("Keyframe"),
    _A(
        "edit_outside",
        "Keyframe",
        "&Edit Outside",
        "Open the keyframe in your painting program; whenever it is saved there, it comes back.",
        ("Ctrl+E",),
        "image-edit",
    ),
    _A(
        "export_frame",
        "Keyframe",
        "Ex&port This Frame to Paint...",
        "Write this frame as a picture wherever you like; saved there, it comes back as a keyframe.",
        ("Ctrl+Alt+E",),
        "image-move",
    ),
    separator("Keyframe"),
    _A("copy_keyframe", "Keyframe", "&Copy Keyframe", "Take this keyframe to paste it elsewhere."),
    _A(
        "paste_keyframe",
        "Keyframe",
        "Paste &Keyframe",
        "Put a copy of the copied keyframe on this frame, its colors where they moved to.",
    ),
    _A(
        "duplicate_keyframe",
        "Keyframe",
        "&Duplicate Keyframe to...",
        "Copy this keyframe to another frame, of this shot or another one.",
        ("Ctrl+Alt+D",),
        "content-duplicate",
    ),
    _A(
        "keyframe_versions",
        "Keyframe",
        "&Versions of the Keyframe...",
        "Show the pictures this keyframe had before, and go back to one.",
        ("Ctrl+Shift+D",),
        "history",
    ),
    separator("Keyframe"),
    _A(
        "suggest_keyframes",
        "Keyframe",
        "Su&ggest Keyframes",
        "Find the frames of this shot from which all others can be colored best.",
        ("Ctrl+Alt+N",),
        "star-four-points-outline",
    ),
    _A("next_suggestion", "Keyframe", "&Next Suggestion", "Go to the next frame that is suggested.", ("Alt+N",)),
    _A(
        "unsure_between",
        "Keyframe",
        "&Least Certain Between Keyframes",
        "Go to the frame between the keyframes beside this one that will probably be most wrong; it needs no run.",
        ("Alt+Shift+N",),
    ),
    _A(
        "suggest_again",
        "Keyframe",
        "&Suggest Declined Frames Again",
        "Forget what you said is not needed on this shot: frames to color and masks to repair.",
        needs="declined",
    ),
    separator("Keyframe"),
    _A("remove_keyframe", "Keyframe", "&Remove Keyframe", "Take the keyframe of this frame away.", ("Del",), "close"),
    # Run
    _A(
        "propagate",
        "Run",
        "&Propagate",
        "Spread the keyframes' color over the shot; while a run works, pause it or go on.",
        ("Ctrl+Return", "Ctrl+Enter", "Ctrl+T"),
        "creation",
    ),
    _A(
        "stop_and_keep",
        "Run",
        "&Stop and Keep",
        "End the run and keep every frame it has finished.",
        ("Ctrl+Shift+Return",),
        "stop",
        "run",
    ),
    _A("cancel_run", "Run", "&Cancel Run", "End the run; the shot shows what it showed before.", (), "", "run"),
    separator("Run"),
    _A(
        "update_touch_up",
        "Run",
        "&Update from This Touch-up",
        "Bring the frames around a touched-up frame up to date, from what they show now.",
        ("Ctrl+U",),
        "auto-fix",
    ),
    separator("Run"),
    _A(
        "accept_range",
        "Run",
        "&Accept Range",
        "Keep these pictures whatever is run later: from in to out, or all that the last run made of this shot.",
        ("Shift+Return", "Shift+Enter"),
        "check",
    ),
    _A(
        "reject_range",
        "Run",
        "&Reject Range",
        "Show again what was shown before this run, from in to out or wherever it is shown.",
        ("Shift+Backspace",),
        "undo-variant",
    ),
    _A(
        "unaccept_range",
        "Run",
        "Take Acceptance &Back",
        "Let later runs change these frames again; they show what they show.",
        ("Ctrl+Backspace",),
    ),
    _A(
        "check_accepted",
        "Run",
        "Pro&ve Accepted Frames",
        "Compare the picture of every accepted frame with the one that was accepted.",
    ),
    separator("Run"),
    _A(
        "find_looks",
        "Run",
        "Find &Looks",
        "Find the looks that the processed clip jumps between, to choose the one to keep to.",
        (),
        "palette-swatch-outline",
        "processed",
    ),
    # Help
    _A("palette", "Help", "&Find a Command...", "Type a few letters of what you want to do.", ("Ctrl+K",), "", ""),
    _A("shortcuts", "Help", "&Shortcuts", "All keys on one sheet.", ("?",), "keyboard", ""),
    _A("first_steps", "Help", "First S&teps", "From a film to a colored film in five steps.", ("F1",), "", ""),
    separator("Help"),
    _A("open_log", "Help", "Show the &Log", "The folder with what Tintloom noted while it worked.", (), "", ""),
    _A("about", "Help", "&About Tintloom", "Version and licenses.", (), "", ""),
)


class Actions(QObject):
    """The living actions by id, all of them added to `window` so that their shortcuts work."""

    def __init__(self, window: QWidget, changed_keys: Mapping[str, Sequence[str]]) -> None:
        super().__init__(window)
        self.specs = {spec.id: spec for spec in ACTIONS if spec.id}
        self._actions: dict[str, QAction] = {}
        self._have: set[str] | None = None
        for spec in self.specs.values():
            action = QAction(tr(spec.text), window, checkable=spec.is_checkable)
            action.setObjectName(spec.id)
            keys = changed_keys.get(spec.id, spec.keys)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(spec.repeats)
            action.setToolTip(tip_of(spec, keys))
            action.setStatusTip(tr(spec.tip))
            action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
            self._actions[spec.id] = action
        window.addActions(list(self._actions.values()))
        self.draw_icons()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[tuple[ActionSpec, QAction]]:
        return ((self.specs[action_id], action) for action_id, action in self._actions.items())

    def of_menu(self, menu: str) -> Iterator[QAction | None]:
        """Yield the actions of a menu in order, None where a line separates them."""
        for spec in ACTIONS:
            if spec.menu == menu and spec.in_menu:
                yield self._actions[spec.id] if spec.id else None

    def enable(self, have: set[str]) -> None:
        """Enable what needs nothing, or something in `have` ("clip", "run", "processed")."""
        if have == self._have:  # asked after every edit
            return
        self._have = set(have)
        for spec, action in self:
            action.setEnabled(not spec.needs or spec.needs in have)

    def draw_icons(self) -> None:
        for spec, action in self:
            if spec.icon:
                action.setIcon(icon(spec.icon))


_ROLES = {"quit": QAction.MenuRole.QuitRole, "about": QAction.MenuRole.AboutRole}


def plain(text: str) -> str:
    """Return a menu text without its mnemonic and dots, as the sheet and the palette show it."""
    return text.replace("&", "").removesuffix("...")


def tip_of(spec: ActionSpec, keys: Sequence[str]) -> str:
    """Return the hover text: one sentence and the first shortcut."""
    if not keys:
        return tr(spec.tip)
    shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tr(spec.tip)}  [{shown}]"
