"""The rows of the code tables."""

from pathlib import Path

from api.pack.code_tables import PRODUCTS
from api.pack.rules import check_pack
from api.pack.table_rows import code_table_values
from tests.pack.damage import write

HEAD = "rxcui,tty,name,ingredients,other_ingredients,contains_magnesium,route,status,source,note\n"


def test_codes_are_kept_by_system(copy_pack: Path) -> None:
    names = code_table_values(check_pack(copy_pack)[0])["code_name"]
    assert {"system": "icd10cm", "code": "E83.42", "name": "Name of icd10cm:E83.42"} in names
    assert len(names) == 19


def test_a_product_is_kept_with_its_ingredients_in_order(copy_pack: Path) -> None:
    row = "7,SCD,Mag-Öl 5 MG,omeprazole|magnesium-hydroxide,other one|Other two,true,oral|rectal,unknown,s,n\n"
    write(PRODUCTS, HEAD + row)(copy_pack)
    pack, findings = check_pack(copy_pack)
    values = code_table_values(pack)
    assert findings == []
    assert values["product"] == [
        {
            "rxcui": "7",
            "tty": "SCD",
            "name": "Mag-Öl 5 MG",
            "folded": "mag ol 5 mg",
            "route": "oral rectal",
            "contains_magnesium": True,
            "status": "unknown",
        }
    ]
    assert values["product_ingredient"] == [
        {"product": "7", "position": 0, "name": "omeprazole", "medication": "medications/omeprazole"},
        {"product": "7", "position": 1, "name": "magnesium hydroxide", "medication": None},
        {"product": "7", "position": 2, "name": "other one", "medication": None},
        {"product": "7", "position": 3, "name": "Other two", "medication": None},
    ]


def test_an_ingredient_outside_the_pack_is_never_taken_for_one_inside(copy_pack: Path) -> None:
    # What stands among the other ingredients is a text, whatever the pack has by that name.
    write(PRODUCTS, HEAD + "7,SCD,x,,omeprazole,false,,current,s,\n")(copy_pack)
    values = code_table_values(check_pack(copy_pack)[0])
    assert values["product_ingredient"] == [{"product": "7", "position": 0, "name": "omeprazole", "medication": None}]
