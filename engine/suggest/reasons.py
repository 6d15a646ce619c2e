"""Why a frame is suggested, and what a keyframe is worth: numbers, and the sentences they make for the artist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.suggest.choosing import beside
from engine.suggest.foretelling import Foretold
from engine.suggest.looking import Looks
from engine.suggest.measured import Evidence

Cause = Literal["shows", "new", "disagreement", "distance", "flicker", "light", "sides", "area", "torn", "unsure"]

_NEW = 0.08  # of the picture
_APART = 4.0  # dE: two keyframes that differ less agree
_FLICKER = 1.5  # times the usual
_LIGHT = 8.0  # units of L
_FAR = 0.12  # of the shot's frames
_ONE_PLACE = 0.6  # of what is new must lie in a third of the picture for that to be named
_NOTHING_DB = 0.15
_FIGHTS = 6.0  # dE
_MOST_SHOWN, _PART_SHOWN = 0.7, 0.4  # of what the frames show that a first keyframe is for


@dataclass(frozen=True)
class Reason:
    """One cause with its `amount`: a share 0..1 ("shows", "new"), dE ("disagreement"), frames ("distance"), a ratio
    ("flicker") or units of L ("light"); of masks see `tracked`. `text` has no full stop and begins small."""

    cause: Cause
    amount: float
    text: str


@dataclass(frozen=True)
class Suggestion:
    """Color `frame` next. `gain`: the share of the shot's expected error (mean over frames of the squared one) that
    goes with it, 0..1. `start`, `stop`: the frames that would take most of their color from it, half-open."""

    frame: int
    gain: float
    reasons: tuple[Reason, ...]
    start: int
    stop: int

    @property
    def gain_text(self) -> str:
        """What it brings, in words; a forecast, not a measurement."""
        percent = round(100 * self.gain)
        if percent < 1:
            return "Brings hardly anything."
        shown = next((reason.amount for reason in self.reasons if reason.cause == "shows"), None)
        if shown is not None:
            return self._first_text(shown)
        much = "much" if percent >= 40 else "clearly" if percent >= 15 else "a little"
        return f"About {percent} % less error expected: {much} better."

    @property
    def reason_text(self) -> str:
        """All reasons as one sentence."""
        told = "; ".join(reason.text for reason in self.reasons)
        return told[:1].upper() + told[1:] + "." if told else ""

    def _first_text(self, shown: float) -> str:
        """What a first keyframe brings that shows this share (0..1) of its frames."""
        if self.stop - self.start == 1:
            return f"Brings the color of frame {self.start}."
        if shown >= _MOST_SHOWN:
            return f"Brings most of the color of frames {self.start} to {self.stop - 1}."
        if shown >= _PART_SHOWN:
            return f"Brings a good part of the color of frames {self.start} to {self.stop - 1}."
        return f"Brings some of the color of frames {self.start} to {self.stop - 1}; much changes there."


@dataclass(frozen=True)
class Worth:
    """What the keyframe at `frame` is worth: `loss_db`, by how much the frames around it would be worse without it
    (an estimate; None for the only one), and, where it fights a neighbor, which and by how many dE."""

    frame: int
    loss_db: float | None
    against: int | None = None
    apart: float = 0.0

    @property
    def text(self) -> str:
        """A word for the keyframe's card."""
        if self.against is not None:
            return f"Disagrees with keyframe {self.against} by about {self.apart:.0f} dE."
        if self.loss_db is None:
            return "The only keyframe of this shot."
        if self.loss_db < _NOTHING_DB:
            return "Removing it would change next to nothing (estimate)."
        return f"Removing it would cost about {self.loss_db:.1f} dB (estimate)."


def reasons_with_keyframes(
    looks: Looks, foretold: Foretold, evidence: Evidence, fixed: Sequence[int], at: int
) -> tuple[Reason, ...]:
    """Return why sample `at` is suggested beside the keyframes at the samples `fixed`, the strongest first."""
    frames = looks.sampling.samples
    around = [key for key in beside(fixed, at) if key is not None]
    found: list[tuple[float, Reason]] = []
    lost = np.min([foretold.lost[key, at] for key in around], axis=0)
    share = float(lost.mean())
    if share >= _NEW:
        place = where(lost.reshape(looks.cells))
        found.append((share / _NEW, Reason("new", share, f"new area: {share:.0%} of the picture, {place}")))
    apart = evidence.disagreement[at]
    if apart >= _APART and len(around) == 2:
        one, other = (frames[key] for key in around)
        text = f"keyframes {one} and {other} disagree by {apart:.0f} dE"
        found.append((apart / _APART, Reason("disagreement", float(apart), text)))
    if evidence.flicker[at] >= _FLICKER:
        ratio = float(evidence.flicker[at])
        text = f"flickers {ratio:.1f} times the shot's usual"
        found.append((ratio / _FLICKER, Reason("flicker", ratio, text)))
    light = min((_light(looks, key, at) for key in around), key=abs)
    if abs(light) >= _LIGHT:
        how = "brighter" if light > 0 else "darker"
        text = f"the picture is {abs(light):.0f} steps of lightness {how} than in any keyframe beside it"
        found.append((abs(light) / _LIGHT, Reason("light", abs(light), text)))
    far = min(abs(frames[at] - frames[key]) for key in around)
    length = looks.sampling.stop - looks.sampling.start
    if far >= _FAR * length or not found:
        text = f"{far} frames from the nearest keyframe" if far != 1 else "1 frame from the nearest keyframe"
        found.append((far / max(1.0, _FAR * length), Reason("distance", float(far), text)))
    return tuple(reason for _, reason in sorted(found, key=lambda each: -each[0]))


def reasons_without(looks: Looks, foretold: Foretold, at: int, rules: range, is_one: bool) -> tuple[Reason, ...]:
    """Return why sample `at` is suggested where there is no keyframe: what of the samples it `rules` it shows."""
    frames = looks.sampling.samples
    others = [other for other in rules if other != at]
    shown = 1.0 if not others else float(np.mean([1 - foretold.lost[at, other].mean() for other in others]))
    if is_one:
        told = "the whole shot shows"
    else:
        told = f"frames {frames[rules.start]} to {frames[rules.stop - 1]} show"
    return (Reason("shows", shown, f"shows {shown:.0%} of what {told}"),)


def where(lost: NDArray[np.float32]) -> str:
    """Return where in the picture most of `lost` (gh×gw, 0..1) lies."""
    whole = float(lost.sum())
    if whole <= 0:
        return "nowhere"
    for axis, names in ((0, ("left", "middle", "right")), (1, ("upper", "middle", "lower"))):
        along = lost.sum(axis)
        edges = [round(part * len(along) / 3) for part in range(4)]
        thirds = [float(along[edges[i] : edges[i + 1]].sum()) / whole for i in range(3)]
        most = int(np.argmax(thirds))
        if thirds[most] >= _ONE_PLACE:
            return f"{names[most]} third" if names[most] != "middle" else "in the middle"
    return "all over it"


def _light(looks: Looks, key: int, at: int) -> float:
    """Return by how much sample `at` is lighter than `key`, units of L."""
    return float(looks.samples[at].lightness.mean() - looks.samples[key].lightness.mean())


def fights(apart: float) -> bool:
    """Return whether a keyframe that far (dE) from what its neighbor says fights it."""
    return apart >= _FIGHTS
