from dataclasses import dataclass

from campaign.lib.cache.store import Store


@dataclass
class Item:
    size: int


class TestStore:
    def test_lets_the_least_recently_used_go(self):
        store: Store[Item] = Store(30)
        for key in "abc":
            store.put(key, Item(10))
        store.get("a")
        store.put("d", Item(10))
        assert [store.get(key) is not None for key in "abcd"] == [True, False, True, True]
        assert store.size == 30

    def test_keeps_nothing_larger_than_itself(self):
        store: Store[Item] = Store(30)
        store.put("a", Item(10))
        store.put("a", Item(31))
        assert (store.get("a"), store.size, len(store)) == (None, 0, 0)

    def test_counts_what_an_item_has_grown_by(self):
        store: Store[Item] = Store(30)
        first, second = Item(10), Item(10)
        store.put("a", first)
        store.put("b", second)
        second.size = 25
        store.weigh("b")
        assert (store.get("a"), store.size) == (None, 25)
        store.weigh("a")
        assert (store.get("a"), store.get("b")) == (None, second)

    def test_forgets_one_and_all(self):
        store: Store[Item] = Store(30)
        for key in "abc":
            store.put(key, Item(5))
        store.drop("a")
        store.drop("never there")
        assert (len(store), store.size) == (2, 10)
        store.clear()
        assert (len(store), store.size) == (0, 0)
