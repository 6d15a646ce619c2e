"""Pictures kept in memory within a budget of bytes; the one unused for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from app.canvas.decoding import Wanted
from app.canvas.pictures import Picture


class ByteCache:
    """Not thread-safe: the frame store holds its lock around every call."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bytes = 0
        self._kept: OrderedDict[Wanted, Picture] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Wanted) -> Picture | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def peek(self, key: Wanted) -> Picture | None:
        return self._kept.get(key)

    def put(self, key: Wanted, picture: Picture) -> None:
        """Keep `picture` in place of what was there, and drop the oldest; the newest always stays."""
        self.drop(key)
        self._kept[key] = picture
        self.bytes += picture.bytes
        while self.bytes > self.budget and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self.bytes -= dropped.bytes

    def drop(self, key: Wanted) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self.bytes -= dropped.bytes

    def keys_of(self, is_meant: Callable[[Picture], bool]) -> set[Wanted]:
        """Return where the pictures are that `is_meant`."""
        return {key for key, picture in self._kept.items() if is_meant(picture)}

    def outdate(self, is_meant: Callable[[Wanted], bool]) -> None:
        """Mark what `is_meant`; it is shown until its replacement is there."""
        for key, picture in self._kept.items():
            if picture.is_exact and is_meant(key):
                self._kept[key] = picture.outdated()

    def clear(self) -> None:
        self._kept.clear()
        self.bytes = 0
