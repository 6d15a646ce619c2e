"""Touching up a result: what was painted on it becomes a keyframe that counts where it was painted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.project.choices import is_accepted
from engine.project.edits import put_keyframe
from engine.project.model import MOST_VERSIONS, Keyframe, Kind, Project, Run
from engine.runtime.errors import InputError

_GROWN = 1 / 120  # of the height: how far trust grows beyond the brush where the picture has no edge
_FLAT = 16.0  # variance of L (units of L squared) below which it has none


def grown(coverage: NDArray[np.uint8], lightness: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return where a touch-up is to be trusted (H×W, 255 wholly): where it was painted (`coverage`, alike), and
    softly beyond as far as the picture (`lightness`, H×W, 0..100) goes on without an edge, for no brush ends on it.

    A guided filter (He et al., 2013) of the coverage, a few pixels widened, with guide L.
    """
    reach = max(1, round(coverage.shape[0] * _GROWN))
    side = 2 * reach + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    wide = cv2.dilate(coverage, around).astype(np.float32) / np.float32(255)
    guide = np.ascontiguousarray(lightness, np.float32)
    window = (side, side)
    mean_l, mean = cv2.blur(guide, window), cv2.blur(wide, window)
    variance = np.maximum(cv2.blur(guide * guide, window) - mean_l * mean_l, 0)
    slope = (cv2.blur(guide * wide, window) - mean_l * mean) / (variance + np.float32(_FLAT))
    offset = mean - slope * mean_l
    soft = cv2.blur(slope, window) * guide + cv2.blur(offset, window)
    return np.asarray(np.maximum(coverage, np.rint(np.clip(soft, 0, 1) * 255)), np.uint8)


def touched_up(project: Project, frame: int, picture: str, trust: str, kind: Kind = "color") -> Project:
    """Make the painted result `picture` (a blob) of a frame its keyframe, trusted where the blob `trust` is white.

    A keyframe that counts everywhere stays one, with the new picture. Raises `InputError` for a frame that was
    accepted, or that belongs to no shot.
    """
    shot = project.shot_at(frame)
    if is_accepted(shot, frame):
        raise InputError(f"Frame {frame} is accepted and stays as it is; take the acceptance back to change it.")
    before = shot.keyframe(frame, kind) if shot is not None else None
    if before is None:
        key = Keyframe(frame=frame, image=picture, kind=kind, origin="painted", trust=trust)
        return put_keyframe(project, key)
    versions = (*before.versions, before.image)[-MOST_VERSIONS:] if before.image != picture else before.versions
    kept = None if before.trust is None else trust
    return put_keyframe(project, before.replaced(image=picture, origin="painted", trust=kept, versions=versions))


def is_waiting(key: Keyframe | None, run: Run | None) -> bool:
    """Return whether `key` was touched up and `run`, which its frame shows, was not made from that yet."""
    if key is None or key.trust is None:
        return False
    known = () if run is None else run.keyframes
    return (key.frame, key.image, key.trust) not in {(other.frame, other.image, other.trust) for other in known}
