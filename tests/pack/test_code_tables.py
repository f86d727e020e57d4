"""The code tables: what is read from them, and what is refused with its line and words."""

from pathlib import Path

import pytest

from api.pack.code_tables import CODES, PRODUCTS, ProductEntry, read_code_names, read_products
from api.pack.finding import Finding
from tests.pack.damage import at, copy, refused, remove, swap, write

CODES_HEAD = "code,name,source\n"
PRODUCTS_HEAD = (
    "rxcui,tty,name,ingredients,other_ingredients,contains_magnesium,route,status,source,note\n"  # one line in the file
)
GOOD_PRODUCT = "1,SCD,a,,,false,,current,s,"


def table(folder: Path, name: str, content: str | bytes) -> Path:
    pack = folder / "pack"
    pack.mkdir()
    write(name, content)(pack)
    return pack


BAD_CODES: dict[str, tuple[str | bytes, int, str]] = {
    "no UTF-8": (b"code,name,source\natc:A,\xff,s\n", 1, "cannot be read: UnicodeDecodeError"),
    "empty": ("", 1, "the columns must be code,name,source"),
    "other columns": ("code,name\natc:A,a\n", 1, "the columns must be code,name,source"),
    "columns in another order": ("name,code,source\na,atc:A,s\n", 1, "the columns must be code,name,source"),
    "broken header": ('"code,name,source\n', 1, "not CSV: unexpected end of data"),
    "a column too many": (CODES_HEAD + "atc:A,a,s,,\n", 2, "further columns: Extra inputs are not permitted"),
    "a column too few": (CODES_HEAD + "atc:A,a\n", 2, "source: Input should be a valid string"),
    "no name": (CODES_HEAD + "atc:A,,s\n", 2, "name: String should have at least 1 character"),
    "long name": (CODES_HEAD + f"atc:A,{401 * 'a'},s\n", 2, "name: String should have at most 400 characters"),
    "no code at all": (
        CODES_HEAD + "A02,a,s\n",
        2,
        "code: 'A02' is not a code: expected system:code, for example atc:A02BC",
    ),
    "another case": (CODES_HEAD + "\nATC:a,a,s\n", 3, "code: the canonical form is atc:A"),
    "code twice": (CODES_HEAD + "atc:A,a,s\natc:B,b,s\natc:A,c,s\n", 4, "duplicate code atc:A"),
    "open quote": (CODES_HEAD + 'atc:A,a,s\natc:B,"b,s\n', 3, "not CSV: unexpected end of data"),
    "text after a quote": (CODES_HEAD + 'atc:B,"b"c,s\n', 2, "not CSV: ',' expected after '\"'"),
    "endless field": (CODES_HEAD + f"atc:A,{200_000 * 'a'},s\n", 2, "not CSV: field larger than field limit (131072)"),
}


@pytest.mark.parametrize(("content", "line", "message"), BAD_CODES.values(), ids=BAD_CODES.keys())
def test_a_bad_table_of_codes_is_refused(content: str | bytes, line: int, message: str, tmp_path: Path) -> None:
    findings: list[Finding] = []
    read_code_names(table(tmp_path, CODES, content), findings)
    assert findings == [Finding(f"pack/{CODES}", line, message)]


BAD_PRODUCTS: dict[str, tuple[str, int, str]] = {
    "other columns": ("rxcui,tty\n", 1, f"the columns must be {PRODUCTS_HEAD.strip()}"),
    "no number": (
        PRODUCTS_HEAD + GOOD_PRODUCT.replace("1,", "x,"),
        2,
        r"rxcui: String should match pattern '^\d{1,8}$'",
    ),
    "unknown kind of type": (
        PRODUCTS_HEAD + GOOD_PRODUCT.replace("SCD", "scd"),
        2,
        "tty: String should match pattern '^[A-Z]{2,5}$'",
    ),
    "neither true nor false": (
        PRODUCTS_HEAD + GOOD_PRODUCT.replace("false", "no"),
        2,
        "contains_magnesium: Input should be a valid boolean",
    ),
    "unknown status": (
        PRODUCTS_HEAD + GOOD_PRODUCT.replace("current", "retired"),
        2,
        "status: Input should be 'current' or 'unknown'",
    ),
    "twice": (PRODUCTS_HEAD + f"{GOOD_PRODUCT}\n{GOOD_PRODUCT}\n", 3, "duplicate code rxnorm:1"),
    "a row that ends early": (
        PRODUCTS_HEAD + GOOD_PRODUCT.removesuffix(","),
        2,
        "note: Input should be a valid string",
    ),
}


@pytest.mark.parametrize(("content", "line", "message"), BAD_PRODUCTS.values(), ids=BAD_PRODUCTS.keys())
def test_a_bad_table_of_products_is_refused(content: str, line: int, message: str, tmp_path: Path) -> None:
    findings: list[Finding] = []
    read_products(table(tmp_path, PRODUCTS, content), findings)
    assert findings == [Finding(f"pack/{PRODUCTS}", line, message)]


def test_a_list_that_ends_early_is_refused_too(tmp_path: Path) -> None:
    findings: list[Finding] = []
    read_products(table(tmp_path, PRODUCTS, PRODUCTS_HEAD + "1,SCD,a,b"), findings)
    columns = ["contains_magnesium", "note", "other_ingredients", "route", "source", "status"]
    assert sorted(finding.message.partition(":")[0] for finding in findings) == columns


def test_all_faults_of_a_row_are_told_and_the_other_rows_kept(tmp_path: Path) -> None:
    findings: list[Finding] = []
    found = read_code_names(table(tmp_path, CODES, CODES_HEAD + "x,,\natc:A,a,s\n"), findings)
    assert [finding.message.partition(":")[0] for finding in findings] == ["code", "name", "source"]
    assert list(found) == ["atc:A"]


def test_a_product_has_lists_and_a_truth(tmp_path: Path) -> None:
    row = '7,GPCK,"a, b",omeprazole|magnesium-oxide,other one|,true,oral|rectal,unknown,s,"two\nlines"\r\n'
    findings: list[Finding] = []
    found = read_products(table(tmp_path, PRODUCTS, PRODUCTS_HEAD.replace("\n", "\r\n") + "\r\n" + row), findings)
    expected = ProductEntry(
        rxcui="7",
        tty="GPCK",
        name="a, b",
        ingredients=["omeprazole", "magnesium-oxide"],
        other_ingredients=["other one"],
        contains_magnesium=True,
        route=["oral", "rectal"],
        status="unknown",
        source="s",
        note="two\nlines",
    )
    assert (found, findings) == ({"7": expected}, [])


def test_without_a_table_one_finding_stands_for_all_codes(copy_pack: Path, published: Path) -> None:
    refused(
        copy_pack,
        published,
        remove(CODES),
        [at(CODES, 1, "cannot be read: FileNotFoundError"), at(CODES, 1, "no code has a name here")],
    )


def test_an_empty_table_names_no_code(copy_pack: Path, published: Path) -> None:
    refused(copy_pack, published, write(CODES, CODES_HEAD), [at(CODES, 1, "no code has a name here")])


def test_a_bad_row_stops_the_build(copy_pack: Path, published: Path) -> None:
    refused(
        copy_pack,
        published,
        swap(PRODUCTS, "999001,SCD", "999001,?"),
        [at(PRODUCTS, 4, "tty: String should match pattern '^[A-Z]{2,5}$'")],
    )


def test_a_table_in_the_place_of_another_is_refused(copy_pack: Path, published: Path) -> None:
    refused(
        copy_pack,
        published,
        copy(CODES, PRODUCTS),
        [at(PRODUCTS, 1, f"the columns must be {PRODUCTS_HEAD.strip()}")],
    )
