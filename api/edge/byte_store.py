"""A bounded store of answers in which the pages that are read again and again outlive any number of others.

The order in which pages leave is that of S3-FIFO (Yang and others, SOSP 2023): a page is new first, and only one that
was read again while new, or that comes back soon after it left, is kept among the others. A flood of different URLs
passes through the tenth of the store that new pages have. A hit only counts: nothing is moved, nothing is locked.
"""

from collections import OrderedDict, deque

from api.edge.ready_headers import ReadyAnswer

# Reads that are remembered of a page; it is spared as many times when its turn to leave comes.
MOST_USES = 3
_SPELLINGS = 8
_PAGE, _SPELLING, _DEPARTED = 1200, 300, 160


class Page:
    """All that is kept of one canonical URL: an answer per coding, and the 304."""

    __slots__ = ("answers", "established", "key", "size", "spellings", "uses")

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.answers: dict[str, ReadyAnswer] = {}
        self.spellings: deque[bytes] = deque()
        self.size = _PAGE + 2 * len(key)
        self.uses = 0
        self.established = False


class ByteStore:
    """At most `capacity` bytes of pages, names included; no single answer may take more than an eighth of it."""

    def __init__(self, capacity: int) -> None:
        # One part in 32 is for the names of pages that left: as many as there are pages of five kilobytes.
        self._capacity = capacity - capacity // 32
        self._most_departed = capacity // 32 // _DEPARTED
        self._pages: dict[bytes, Page] = {}
        self._by_spelling: dict[bytes, Page] = {}
        self._new: deque[Page] = deque()
        self._established: deque[Page] = deque()
        self._new_size = 0
        self._departed: OrderedDict[int, None] = OrderedDict()
        self.size = 0
        self.spelled = self._by_spelling.get
        """The page that a URL, spelled exactly so, is known to name."""

    def page(self, key: bytes) -> Page | None:
        """The page of a canonical URL."""
        return self._pages.get(key)

    def add(self, key: bytes, kind: str, answer: ReadyAnswer) -> None:
        """Keep one more answer of a page; what must leave for it leaves, and that may be this page itself."""
        if answer.size > self._capacity // 8:
            return
        page = self._pages.get(key) or self._enter(key)
        before = page.answers.get(kind)
        page.answers[kind] = answer
        self._grow(page, answer.size - (before.size if before else 0))

    def spell(self, key: bytes, spelling: bytes) -> None:
        """Remember how a page was asked for; of many spellings the newest few."""
        page = self._pages.get(key)
        if page is None or spelling in self._by_spelling:
            return
        if len(page.spellings) == _SPELLINGS:
            forgotten = page.spellings.popleft()
            del self._by_spelling[forgotten]
            self._resize(page, -_cost(forgotten))
        page.spellings.append(spelling)
        self._by_spelling[spelling] = page
        self._grow(page, _cost(spelling))

    def _enter(self, key: bytes) -> Page:
        page = self._pages[key] = Page(key)
        name = hash(key)
        if name in self._departed:
            del self._departed[name]
            page.established = True
            self._established.append(page)
        else:
            self._new.append(page)
        size, page.size = page.size, 0
        self._resize(page, size)
        return page

    def _grow(self, page: Page, by: int) -> None:
        self._resize(page, by)
        while self.size > self._capacity:
            if self._new and (self._new_size > self._capacity // 10 or not self._established):
                self._end_of_new()
            else:
                self._end_of_established()

    def _resize(self, page: Page, by: int) -> None:
        page.size += by
        self.size += by
        if not page.established:
            self._new_size += by

    def _end_of_new(self) -> None:
        page = self._new.popleft()
        self._new_size -= page.size
        page.established = True
        if page.uses > 1:
            page.uses = 0
            self._established.append(page)
            return
        self._leave(page)
        self._departed[hash(page.key)] = None
        while len(self._departed) > self._most_departed:
            self._departed.popitem(last=False)

    def _end_of_established(self) -> None:
        page = self._established.popleft()
        if page.uses:
            page.uses -= 1
            self._established.append(page)
        else:
            self._leave(page)

    def _leave(self, page: Page) -> None:
        self.size -= page.size
        del self._pages[page.key]
        for spelling in page.spellings:
            del self._by_spelling[spelling]


def _cost(spelling: bytes) -> int:
    return _SPELLING + 2 * len(spelling)
