"""What the viewer can show, and how it is called on the screen."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from app.translation import mark

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
    "original": mark("Original"),
    "keyframe": mark("Keyframe"),
    "processed": mark("Processed"),
    "result": mark("Result"),
    "other": mark("Other run"),
    "difference": mark("Difference ×8"),
}
MISSING = {
    "result": mark("This frame has no result yet"),
    "keyframe": mark("This frame is no keyframe"),
    "processed": mark("There is no processed clip"),
    "other": mark("The other run has no picture of this frame"),
    "difference": mark("This frame has no result to compare with yet"),
    "original": mark("This frame cannot be decoded"),
}
SCALES = {
    "heat": (mark("steady"), mark("flickers")),
    "confidence": (mark("sure"), mark("guessed")),
}
NO_OVERLAY = {
    "heat": mark("No flicker is known for this frame"),
    "confidence": mark("No confidence is kept for this frame"),
}
