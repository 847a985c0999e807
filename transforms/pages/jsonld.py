"""Claims in JSON-LD: lists, @graph, references by @id, and broken JSON."""

import json
from collections.abc import Iterator, Mapping

import chompjs
from lxml.html import HtmlElement

from transforms.pages.declared import AuthorClaim, Declared
from transforms.pages.knowledge import knowledge
from transforms.pages.markup import one_line

Node = Mapping[str, object]
_SCRIPTS = './/script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]'
_NESTING = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed")


def from_jsonld(tree: HtmlElement) -> Declared:
    """Return what the page's JSON-LD claims about the report on it."""
    nodes = list(_nodes(tree))
    by_id = {str(n["@id"]): n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    claims = Declared()
    for node in _ranked(nodes):
        claims.add(_claims(node, by_id))
    for node in nodes:
        claims.kinds |= _kinds(node)
    return claims


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    """Yield every typed object, outermost first, no more than the limit."""
    limits = knowledge().limits
    queue: list[object] = []
    for script in tree.xpath(_SCRIPTS):
        source = script.text or ""
        if len(source) <= limits.max_json_bytes:
            queue.append(_loaded(source))
    for seen, value in enumerate(queue):
        if seen > limits.max_json_nodes:
            return
        if isinstance(value, list):
            queue.extend(value[: limits.max_json_nodes])
        elif isinstance(value, dict):
            yield value
            queue.extend(value[key] for key in _NESTING if isinstance(value.get(key), list | dict))


def _loaded(source: str) -> object:
    """Parse a script as JSON, else as what a browser would forgive."""
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return chompjs.parse_js_object(source, loader_kwargs={"strict": False})
    except (ValueError, RecursionError, TypeError, AttributeError):
        return None


def _kinds(node: Node) -> set[str]:
    """Return our names for the node's schema.org types."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    types = {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold() for name in names}
    return {kind for kind, known in knowledge().schema_types.items() if types & known}


def _ranked(nodes: list[Node]) -> list[Node]:
    """Return the node that is the report, then pages about it."""
    reports = [node for node in nodes if "report" in _kinds(node)]
    dated = [n for n in reports if n.get("datePublished") and n.get("headline")]
    pages = [node for node in nodes if "page" in _kinds(node)]
    return (dated or reports)[:1] + pages[:1]


def _claims(node: Node, by_id: Mapping[str, Node]) -> Declared:
    claims = Declared(section=_first_text(node.get("articleSection")))
    if "report" in _kinds(node):
        headline = _first_text(node.get("headline")) or _first_text(node.get("name"))
        claims.titles = {"headline": headline} if headline else {}
        body = node.get("articleBody")
        claims.body = body if isinstance(body, str) else None
        claims.free = _truth(node.get("isAccessibleForFree"))
        claims.authors = [_authors(node, by_id)]
    claims.published = _texts(node, "datePublished", "dateCreated", "uploadDate")
    claims.modified = _texts(node, "dateModified")
    claims.organisations = [
        n
        for key in ("publisher", "sourceOrganization", "creditText")
        for n in _names(node.get(key), by_id)
    ]
    claims.urls = _texts(node, "url")
    claims.summaries = _texts(node, "description")
    return claims


def _authors(node: Node, by_id: Mapping[str, Node]) -> list[AuthorClaim]:
    """Return the authors in order; a creator counts only where there is no author."""
    for key in ("author", "creator", "contributor"):
        claims = []
        for value in _listed(node.get(key)):
            known = _resolved(value, by_id)
            organisation = isinstance(known, dict) and "organisation" in _kinds(known)
            claims += [AuthorClaim(name, organisation) for name in _names(known, by_id)]
        if claims:
            return claims
    return []


def _names(value: object, by_id: Mapping[str, Node]) -> list[str]:
    """Return the names in a value that is a text, an object, a reference or a list of these."""
    names = []
    for item in _listed(value):
        known = _resolved(item, by_id)
        given = known.get("name") if isinstance(known, dict) else known
        names += [name for text in _listed(given) if (name := one_line(text))]
    return names


def _resolved(value: object, by_id: Mapping[str, Node]) -> object:
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return value[: knowledge().limits.max_authors] if isinstance(value, list) else [value]


def _first_text(value: object) -> str | None:
    return next((line for item in _listed(value) if (line := one_line(item))), None)


def _texts(node: Node, *keys: str) -> list[str]:
    return [line for key in keys if (line := _first_text(node.get(key)))]


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).casefold())
