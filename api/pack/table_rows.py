"""The rows of the code tables: names of codes, products and their ingredients.

They are most of a release's rows, and nothing is derived from them; so they go in as plain values and not as models.
"""

from collections import defaultdict

from api import tables as t
from api.curies import parse_curie
from api.pack.read import Pack
from api.text import search_key

Values = dict[str, list[dict[str, object]]]


def code_table_values(pack: Pack) -> Values:
    """Column values by table name."""
    values: Values = defaultdict(list)
    names = values[str(t.CodeNameRow.__tablename__)]
    products = values[str(t.ProductRow.__tablename__)]
    ingredients = values[str(t.ProductIngredientRow.__tablename__)]
    for entry in pack.code_names.values():
        system, code = parse_curie(entry.code)
        names.append({"system": system, "code": code, "name": entry.name})
    for product in pack.products.values():
        products.append(
            {
                "rxcui": product.rxcui,
                "tty": product.tty,
                "name": product.name,
                "folded": search_key(product.name),
                "route": " ".join(product.route),
                "contains_magnesium": product.contains_magnesium,
                "status": product.status,
            }
        )
        paths = {slug.replace("-", " "): f"medications/{slug}" for slug in product.ingredients}
        named = [*paths.items(), *((name, "") for name in product.other_ingredients)]
        for position, (name, path) in enumerate(named):
            known = path if path in pack.entities else None
            ingredients.append({"product": product.rxcui, "position": position, "name": name, "medication": known})
    return values
