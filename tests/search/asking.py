"""Short forms of what the tests of search ask."""

from sqlmodel import Session

from api.knowledge.search import Hit, SearchQuery, search


def hits(session: Session, text: str, limit: int = 20, autocomplete: bool = False) -> list[Hit]:
    return search(session.connection(), SearchQuery(q=text, limit=limit, autocomplete=autocomplete)).items


def found(session: Session, text: str, limit: int = 20, autocomplete: bool = False) -> list[str]:
    """Ids, best first."""
    return [hit.entity.id for hit in hits(session, text, limit, autocomplete)]
