"""Least recently used values, bounded by their size in bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ByteCache(Generic[K, V]):
    """Keeps the values used last, at most `limit` bytes of them together; not thread-safe.

    A single value larger than `limit` is not kept at all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """Bytes held now; never more than the limit."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """Return the value and make it the last to be dropped, or None."""
        entry = self._values.get(key)
        if entry is None:
            return None
        self._values.move_to_end(key)
        return entry[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep `value`, which takes `size` bytes, dropping the least recently used ones for it."""
        old = self._values.pop(key, None)
        if old is not None:
            self._bytes -= old[1]
        if size > self._limit:
            return
        self._values[key] = (value, size)
        self._bytes += size
        while self._bytes > self._limit:
            _, (_, dropped) = self._values.popitem(last=False)
            self._bytes -= dropped

    def clear(self) -> None:
        self._values.clear()
        self._bytes = 0
