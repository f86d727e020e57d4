"""One item: what its text and its code say together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.drug_names.lexicon import Thing
from api.clinical.medication_items import CAUTIONS, CodeReading, Item, Product, Resolved, Status, resolve
from tests.clinical.drug_names.made_up import ABOVE, CLASSES, MEDICATIONS, OUTSIDE, read, thing

NO_ITEM = Item(None, None, None, None, None)
NAMES = [*MEDICATIONS, *CLASSES, *OUTSIDE]


def product(*names: str, routes: tuple[str, ...] = ("oral",), magnesium: bool = False) -> Product:
    return Product("A product", tuple(map(thing, names)), routes, magnesium)


def item(
    text: str | None = None, code: str | None = None, *, route: str | None = None, exact: Product | None = None
) -> Item:
    """`code` as the names that it leads to, separated by `+`; empty for one in no table."""
    things = tuple(thing(name) for name in (code or "").split("+") if name)
    by_code = None if code is None else CodeReading("rxnorm:1", things[0].name if things else None, things)
    return Item(text, read(text) if text else None, exact, by_code, route)


def resolved(*args: str | None, route: str | None = None, exact: Product | None = None) -> Resolved:
    return resolve(item(*args, route=route, exact=exact), ABOVE)


def names(things: tuple[Thing, ...]) -> list[str]:
    return [one.name for one in things]


R, A, C = Status.RECOGNISED, Status.AMBIGUOUS, Status.CONFLICT
D, N = Status.NOT_IN_DATA, Status.NOT_RECOGNISED


@pytest.mark.parametrize(
    ("text", "code", "status", "method", "counted", "cautions"),
    [
        ("omeprazole 20", None, R, "name", ["Omeprazole"], []),
        ("PPI", None, R, "name", ["Proton pump inhibitors"], []),
        ("omeprazol 20", None, R, "spelling", ["Omeprazole"], ["read-by-spelling"]),
        ("omeprazole zebra", None, R, "name", ["Omeprazole"], ["partly-unread"]),
        ("someprazole 20", None, A, "", [], []),
        ("Doublet", None, R, "name", ["Hydrochlorothiazide"], []),
        ("ibuprofen", None, D, "name", ["ibuprofen"], []),
        ("zebra", None, N, "", [], []),
        (None, "Omeprazole", R, "code", ["Omeprazole"], []),
        (None, "ibuprofen", D, "code", ["ibuprofen"], []),
        (None, "", N, "", [], []),
        ("omeprazole", "Omeprazole", R, "code", ["Omeprazole"], []),
        ("omeprazole", "", R, "name", ["Omeprazole"], ["code-unknown"]),
        ("zebra", "", N, "", [], []),
        ("zebra", "Omeprazole", R, "code", ["Omeprazole"], ["text-unread"]),
        ("someprazole 20", "Omeprazole", R, "code", ["Omeprazole"], ["text-unread"]),
        # A class and a drug of it agree.
        ("PPI", "Omeprazole", R, "code", ["Omeprazole"], ["code-says-more"]),
        ("omeprazole", "Proton pump inhibitors", R, "code", ["Omeprazole"], ["code-says-more"]),
        ("thiazide", "Hydrochlorothiazide+valsartan", R, "code",
         ["Hydrochlorothiazide", "valsartan"], ["code-says-more"]),
        ("diuretic", "Thiazides", R, "code", ["Thiazides"], ["code-says-more"]),
        ("PPI", "Furosemide", C, "", [], []),
        ("laxative", "Proton pump inhibitors", C, "", [], []),
        # One names more than the other.
        ("losartan / HCTZ", "Hydrochlorothiazide", R, "code", ["Hydrochlorothiazide", "losartan"], ["code-says-more"]),
        ("HCTZ", "Hydrochlorothiazide+losartan", R, "code", ["Hydrochlorothiazide", "losartan"], ["code-says-more"]),
        ("omeprazole, HCTZ", "Hydrochlorothiazide+losartan", R, "code",
         ["Hydrochlorothiazide", "Omeprazole", "losartan"], ["code-says-more"]),
        ("omeprazole, aspirin", "Omeprazole+acetylsalicylic acid", R, "code",
         ["Omeprazole", "Aspirin", "acetylsalicylic acid"], ["code-says-more"]),
        # They disagree.
        ("omeprazole", "Furosemide", C, "", [], []),
        ("omeprazole, HCTZ", "Furosemide+Hydrochlorothiazide", C, "", [], []),
        ("omeprazole", "ibuprofen", C, "", [], []),
        ("ibuprofen", "Omeprazole", C, "", [], []),
        ("omeprazol 20", "Furosemide", C, "", [], ["read-by-spelling"]),
        # Names of drugs outside the data may be synonyms.
        ("ibuprofen", "Ibuprofen", D, "code", ["ibuprofen"], []),
        ("Tylenol", "acetaminophen", D, "code", ["Tylenol", "acetaminophen"], ["names-differ"]),
        # It may not be taken.
        ("stopped omeprazole", None, R, "name", ["Omeprazole"], ["says-not-taken"]),
        ("d/c'd Lasix", None, R, "name", ["Furosemide"], ["says-not-taken"]),
        ("dc'd Lasix", None, R, "name", ["Furosemide"], ["says-not-taken"]),
        ("allergic to omeprazole", None, R, "name", ["Omeprazole"], ["partly-unread", "says-not-taken"]),
        ("no omeprazole", None, R, "name", ["Omeprazole"], ["says-not-taken"]),
        ("now omeprazole", None, R, "name", ["Omeprazole"], []),
        ("stopped", None, N, "", [], []),
        # For one place only.
        ("gentamicin eye drops", None, R, "name", ["Gentamicin"], ["local-route"]),
        ("eye drops", None, N, "", [], []),
        # Magnesium in it.
        ("Mag-Ox 400", None, R, "name", ["Magnesium oxide"], ["contains-magnesium"]),
        ("esomeprazole magnesium", None, R, "name", ["Esomeprazole"], []),
    ],
)  # fmt: skip
def test_table(
    text: str | None, code: str | None, status: Status, method: str, counted: list[str], cautions: list[str]
) -> None:
    found = resolved(text, code)
    # `allergic` and `to` are among the words that are passed over.
    expected = [one for one in cautions if one != "partly-unread" or found.unread]
    assert (found.status, found.method, names(found.things), list(found.cautions)) == (
        status,
        method,
        counted,
        expected,
    )


def test_in_a_conflict_both_sides_are_told() -> None:
    found = resolved("omeprazole", "Furosemide")
    assert (names(found.by_text), names(found.by_code)) == (["Omeprazole"], ["Furosemide"])


@pytest.mark.parametrize(
    ("text", "score"), [("omeprazole", 1.0), ("furosemid 40", 0.9), ("omeprazol furosemid", 0.9), ("zebra", 0.0)]
)
def test_the_score_is_that_of_the_least_like_word(text: str, score: float) -> None:
    assert resolved(text).score == score


def test_a_product_of_exactly_that_name_counts_instead_of_the_text() -> None:
    exact = product("Furosemide")
    found = resolved("someprazole zebra", exact=exact)
    assert (found.status, found.method, found.score) == (R, "product", 1.0)
    assert (names(found.things), found.ties, found.unread, found.routes) == (["Furosemide"], (), (), ("oral",))
    assert resolved("someprazole", "Furosemide", exact=exact).method == "code"
    assert resolved("someprazole", "Omeprazole", exact=exact).status == C
    assert resolved("omeprazol 20", exact=exact).cautions == ()


def test_ties_and_suggestions_are_told_only_when_they_matter() -> None:
    assert [tie.typed for tie in resolved("someprazole 20").ties] == ["someprazole"]
    assert resolved("someprazole 20", "Omeprazole").ties == ()
    assert names(resolved("fursemie 40").suggestions) == ["Furosemide"]
    assert resolved("fursemie 40", "Omeprazole").suggestions == ()
    assert resolved("someprazole 20").suggestions == ()


@pytest.mark.parametrize(
    ("text", "route", "of_product", "routes", "local"),
    [
        ("gentamicin", None, None, (), False),
        ("gentamicin", None, ("ophthalmic",), ("ophthalmic",), True),
        ("gentamicin", None, ("ophthalmic", "injectable"), ("injectable", "ophthalmic"), False),
        ("gentamicin iv", None, ("ophthalmic",), ("injectable",), False),
        ("gentamicin iv", "eye drops", ("oral",), ("ophthalmic",), True),
        ("gentamicin", "nasal", ("topical",), ("nasal",), False),
        ("gentamicin cream", "somehow", ("oral",), ("topical",), True),
        ("zebra cream", None, None, ("topical",), False),
    ],
)
def test_the_route_is_the_stated_one_else_the_written_else_that_of_the_product(
    text: str, route: str | None, of_product: tuple[str, ...] | None, routes: tuple[str, ...], local: bool
) -> None:
    sent = item(text, route=route)
    if of_product:
        code = CodeReading("rxnorm:1", "A product", (thing("Gentamicin"),), product("Gentamicin", routes=of_product))
        sent = replace(sent, code=code)
    found = resolve(sent, ABOVE)
    assert (found.routes, found.local) == (routes, local)
    assert ("local-route" in found.cautions) is local


@pytest.mark.parametrize(
    ("name", "contains"),
    [
        ("Magnesium oxide", True),
        ("milk of magnesia", True),
        ("aluminum magnesium silicate", True),
        ("magnesium", True),
        ("esomeprazole magnesium", False),
        ("esomeprazole magnesium trihydrate", False),
        ("manganese", False),
        ("", False),
    ],
)
def test_what_contains_magnesium_by_its_name(name: str, contains: bool) -> None:
    code = CodeReading("rxnorm:1", name, (Thing(name, None),))
    found = resolve(replace(NO_ITEM, code=code), ABOVE)
    assert found.contains_magnesium is contains
    assert ("contains-magnesium" in found.cautions) is contains


def test_what_contains_magnesium_as_a_product() -> None:
    with_magnesium = product("Omeprazole", magnesium=True)
    assert resolved("omeprazole", exact=with_magnesium).contains_magnesium
    # In a conflict nothing counts, also not that.
    assert not resolved("omeprazole", "Furosemide", exact=with_magnesium).contains_magnesium


def test_every_caution_is_explained() -> None:
    assert all(message.endswith(".") for message in CAUTIONS.values())


TEXTS = (
    st.none()
    | st.text(max_size=40)
    | st.lists(st.sampled_from([*NAMES, "zebra", "eye drops"]), max_size=4).map(" / ".join)
)
CODES = st.none() | st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map("+".join)


@given(TEXTS, CODES, st.none() | st.text(max_size=20))
def test_whatever_is_sent(text: str | None, code: str | None, route: str | None) -> None:
    found = resolved(text, code, route=route)
    assert set(found.things) <= {*found.by_text, *found.by_code}
    assert (found.status in (R, D)) == bool(found.things) == bool(found.method) == (found.score > 0)
    assert (found.status == R) == any(one.path for one in found.things)
    assert set(found.cautions) <= set(CAUTIONS)
    assert not (found.things and found.status == C)
    assert list(found.things) == sorted(found.things, key=lambda one: (one.path is None, one.path or "", one.name))


@given(TEXTS, CODES)
def test_text_and_code_that_agree_lose_nothing(text: str | None, code: str | None) -> None:
    """Of drugs in the data: a class that is named beside one of its drugs is covered by it."""
    found = resolved(text, code)
    if found.status != C:
        kept = {one.path for one in found.things}
        named = {one.path for one in (*found.by_text, *found.by_code)}
        covered = {above for path in named if path for above in ABOVE.get(path, ())}
        assert named - kept <= covered


OURS = [*MEDICATIONS, *CLASSES]


@given(st.lists(st.sampled_from(OURS), min_size=1, max_size=3, unique=True), st.sampled_from(OURS))
def test_conflict_and_agreement_are_the_same_both_ways(listed: list[str], other: str) -> None:
    text = item(" / ".join(listed))
    assert text.reading is not None
    swapped = replace(item(other), code=CodeReading("rxnorm:1", None, text.reading.things))
    assert resolve(swapped, ABOVE).things == resolved(text.text, other).things
