"""A shelf of finished pages that holds so many bytes and no more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def size(self) -> int: ...


Item = TypeVar("Item", bound=Sized)


class Store(Generic[Item]):
    """Items by their keys, at most `most_bytes` of them: the least recently used goes first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self._items: OrderedDict[Hashable, tuple[Item, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Hashable) -> Item | None:
        with self._lock:
            item, _size = self._items.get(key, (None, 0))
            if item is not None:
                self._items.move_to_end(key)
            return item

    def weigh(self, key: Hashable) -> None:
        """Count by what the item has grown, and let others go for it."""
        with self._lock:
            item, size = self._items.get(key, (None, 0))
            if item is not None and item.size != size:
                self._put(key, item)

    def put(self, key: Hashable, item: Item) -> None:
        """Keep `item` and let others go for it; not at all if it is too large by itself."""
        with self._lock:
            self._put(key, item)

    def drop(self, key: Hashable) -> None:
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._items.clear()
            self.size = 0

    def _put(self, key: Hashable, item: Item) -> None:
        self._drop(key)
        size = item.size
        if size > self.most_bytes:
            return
        self._items[key] = (item, size)
        self.size += size
        while self.size > self.most_bytes:
            self._drop(next(iter(self._items)))

    def _drop(self, key: Hashable) -> None:
        if key in self._items:
            self.size -= self._items.pop(key)[1]
