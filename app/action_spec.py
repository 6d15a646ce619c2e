"""What an action of the window is declared as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """`tip` is one sentence. `needs` says when it can be used: "" always, "clip", "run", "processed", "tool" (one is
    in hand), "paint" (one that paints color is), "brush" (one that paints color or masks is), "declined" (the shot
    has suggestions that were) or "light" (there is light that is brighter than white)."""

    id: str
    menu: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = "clip"
    is_checkable: bool = False
    repeats: bool = False  # while the key is held down
    in_menu: bool = True  # a key that must be held is no menu item


def separator(menu: str) -> ActionSpec:
    return ActionSpec("", menu, "", "")
