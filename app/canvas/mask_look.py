"""What labels look like where a mask is a picture of its own: a keyframe, the result of a run, a thumbnail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.media.masks import Mask, palette_with
from engine.project.model import Project
from engine.project.shown import known_labels


class MaskLook:
    """`kept` (256) is the label that each label is shown as, 0 for not at all; `colors` (256×3 RGB) what those are.

    Where no object ever was (older projects, masks that are none yet) every label is shown, in its color of DAVIS.
    """

    def __init__(self, project: Project | None = None) -> None:
        project = Project() if project is None else project
        known = known_labels(project)
        self.kept = np.arange(256, dtype=np.uint8) if known is None else known
        self.colors = palette_with({each.label: each.color for each in project.masks})

    def labels(self, mask: Mask) -> Mask:
        """Return the mask as its objects are now: merged ones are one, removed ones are gone."""
        return self.kept[mask]

    def drawn(self, mask: Mask) -> NDArray[np.uint8]:
        """Return the mask in the colors of its objects, H×W×3 RGB."""
        return self.colors[self.kept[mask]]

    def changed(self, other: MaskLook) -> frozenset[int]:
        """Return the labels that look otherwise in `other`."""
        is_other = (self.kept != other.kept) | (self.colors[self.kept] != other.colors[other.kept]).any(1)
        return frozenset(int(label) for label in np.flatnonzero(is_other))
