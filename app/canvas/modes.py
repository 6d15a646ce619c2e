"""What the viewer can show, and how it is called on the screen."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Overlay = Literal["heat", "confidence"]


class Mode(StrEnum):
    ORIGINAL = "original"
    KEYFRAME = "keyframe"
    PROCESSED = "processed"
    RESULT = "result"
    COMPARE = "compare"


class Compare(StrEnum):
    WIPE = "wipe"
    SIDE_BY_SIDE = "side by side"
    BLINK = "blink"
    DIFFERENCE = "difference"


Against = Literal["original", "processed", "other"]

NAMES = {
    "original": "Original",
    "keyframe": "Keyframe",
    "processed": "Processed",
    "result": "Result",
    "other": "Other run",
    "difference": "Difference ×8",
}
MISSING = {
    "result": "This frame has no result yet",
    "keyframe": "This frame is no keyframe",
    "processed": "There is no processed clip",
    "other": "The other run has no picture of this frame",
    "difference": "This frame has no result to compare with yet",
    "original": "This frame cannot be decoded",
}
SCALES = {"heat": ("steady", "flickers"), "confidence": ("sure", "guessed")}
NO_OVERLAY = {"heat": "No flicker is known for this frame", "confidence": "No confidence is kept for this frame"}
