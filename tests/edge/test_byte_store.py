"""The store: never larger than it may be, and what everyone reads stays whatever else is asked for."""

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.edge.byte_store import MOST_USES, ByteStore
from api.edge.ready_headers import ReadyAnswer

HEADERS = [(b"content-type", b"application/json"), (b"etag", b'W/"a"')]
CAPACITY = 1_000_000


def answer(length: int = 2000) -> ReadyAnswer:
    return ReadyAnswer(200, [*HEADERS, (b"content-length", str(length).encode())], b"x" * length)


def read(store: ByteStore, key: bytes, length: int = 2000) -> bool:
    """What the cache does for a request; whether it was a hit."""
    page = store.spelled(key)
    if page is not None:
        page.uses = min(page.uses + 1, MOST_USES)
        return True
    store.add(key, "identity", answer(length))
    store.spell(key, key)
    return False


def names(prefix: str, count: int) -> list[bytes]:
    return [f"/v1/{prefix}/{number}?".encode() for number in range(count)]


def test_a_flood_of_different_urls_passes_by() -> None:
    """A hundred times what fits, each asked for once, between two rounds over the pages that everyone reads."""
    store, popular = ByteStore(CAPACITY), names("popular", 100)
    for _ in range(4):
        for key in popular:
            read(store, key)
    for key in names("random", 100 * CAPACITY // answer().size):
        read(store, key)
    assert all(read(store, key) for key in popular)


def test_a_flood_passes_by_pages_that_had_no_time_to_settle() -> None:
    """The flood comes from the first moment on, and swamps the part that new pages have several times per round."""
    store, popular, flood = ByteStore(CAPACITY), names("popular", 10), iter(names("random", 10**6))
    hits = []
    for _ in range(10):
        for key in popular:
            hits.append(read(store, key))
            for _ in range(10):
                read(store, next(flood))
    assert all(hits[3 * len(popular) :])


def test_a_flood_that_asks_twice_passes_by_too() -> None:
    store, popular, flood = ByteStore(CAPACITY), names("popular", 50), iter(names("random", 10**6))
    hits = 0
    for number in range(20):
        for key in popular:
            hits += read(store, key) and number > 4
            for _ in range(2):
                one = next(flood)
                read(store, one)
                read(store, one)
    assert hits == 15 * len(popular)


def test_what_nobody_reads_any_more_makes_room() -> None:
    store, old, young = ByteStore(CAPACITY), names("old", 100), names("young", 150)
    for keys in (old, young):
        for _ in range(8):
            for key in keys:
                read(store, key)
    assert sum(read(store, key) for key in young) > 0.9 * len(young)


def test_the_share_of_hits_under_a_skewed_load_is_near_that_of_the_best_choice() -> None:
    """Zipf over ten thousand pages, a tenth of which fit; keeping the most asked for is the best that can be done."""
    chance = random.Random(5)  # noqa: S311 - not for secrets
    keys = names("page", 10_000)
    weights = [1 / (rank + 1) for rank in range(len(keys))]
    asked = chance.choices(keys, weights, k=60_000)
    capacity = 1000 * (answer().size + 1600)
    store = ByteStore(capacity)
    hits = [read(store, key) for key in asked][20_000:]
    assert sum(hits) / len(hits) > 0.9 * sum(weights[:1000]) / sum(weights)


@pytest.mark.parametrize(("length", "kept"), [(100_000, True), (130_000, False), (2_000_000, False)])
def test_no_answer_takes_more_than_an_eighth(length: int, kept: bool) -> None:
    store = ByteStore(CAPACITY)
    store.add(b"small", "identity", answer())
    store.add(b"large", "identity", answer(length))
    assert (store.page(b"large") is not None) == kept
    assert store.page(b"small") is not None


@pytest.mark.parametrize("capacity", [0, 1, 1000, 5000])
def test_a_store_too_small_for_anything_keeps_nothing(capacity: int) -> None:
    store = ByteStore(capacity)
    for key in names("a", 10):
        read(store, key)
    assert store.size == 0


KEYS = names("k", 12)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["read", "add", "spell"]), st.sampled_from(KEYS), st.integers(0, 30_000)), max_size=200
)


@given(OPERATIONS, st.integers(0, 60_000))
def test_it_is_never_larger_than_it_may_be(operations: list[tuple[str, bytes, int]], capacity: int) -> None:
    """And its size is that of what it holds, so that it can neither fill up with nothing nor hold more than it says."""
    store = ByteStore(capacity)
    for kind, key, number in operations:
        if kind == "read":
            read(store, key, number)
        elif kind == "add":
            store.add(key, f"coding-{number % 5}", answer(number))
        else:
            store.spell(key, key + str(number).encode())
        assert store.size <= capacity
        assert store.size == sum(page.size for key in KEYS if (page := store.page(key)) is not None)
        held = {key for key in KEYS if store.page(key) is not None}
        assert all((page := store.spelled(key)) is None or page is store.page(key) for key in KEYS)
        assert all(store.spelled(key) is None for key in KEYS if key not in held)


def test_many_spellings_of_one_page_forget_each_other() -> None:
    store = ByteStore(CAPACITY)
    store.add(KEYS[0], "identity", answer())
    before = store.size
    for number in range(1000):
        store.spell(KEYS[0], b"/v1/k/0?a=%d" % number)
    assert store.spelled(b"/v1/k/0?a=999") is store.page(KEYS[0])
    assert store.spelled(b"/v1/k/0?a=1") is None
    assert store.size - before < 5000


def test_what_is_counted_is_what_is_taken() -> None:
    """Pages of every size, far more than fit: the memory that Python really takes stays within the capacity."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        store = ByteStore(4 * CAPACITY)
        for number in range(20_000):
            key = f"/v1/medication-classes/{number}?".encode()
            headers = [(f"name-{i}".encode(), f"value {i} {number}".encode()) for i in range(15)]
            store.add(key, "identity", ReadyAnswer(200, headers, bytes(number % 3000)))
            store.spell(key, key + b"limit=1")
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 0.5 * 4 * CAPACITY < taken < 4 * CAPACITY
