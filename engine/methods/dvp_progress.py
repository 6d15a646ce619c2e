"""What a run of `dvp` tells while it works: shared with every method that trains."""

from engine.training.progress import Beat, LiveWarping, Work

__all__ = ["Beat", "LiveWarping", "Work"]
