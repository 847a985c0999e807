"""From bytes to one parsed tree, and plain text out of it."""

import codecs
import html as entities
import re

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from transforms.pages.knowledge import knowledge
from transforms.pages.language import language_of

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"\n|\r|<br\s*/?>|</p>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE = ("script", "style", "svg", "template", "iframe", "noscript", "object", "canvas")
_SURROUNDINGS = (
    "head",
    "nav",
    "aside",
    "footer",
    "menu",
    "dialog",
    "figcaption",
    "button",
    "label",
    "select",
    "textarea",
    "picture",
    "video",
    "audio",
    "map",
)
# lxml.html asks a Python function for the class of each element it touches; nothing here needs
# forms and inputs to be of classes of their own.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
_SNIFFED_BYTES = 20_000
# Two thousand attributes in one tag; what is smaller cannot hold enough to take a second.
_HARMLESS_BYTES = 60_000
_ATTRIBUTE_BOMB = re.compile(
    rb"<[a-zA-Z][^\s/>]*+(?:[\s/]++[^\s/>][^\s/>=]*+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+){2000}"
)


class UnreadablePageError(ValueError):
    """The bytes are no page we can read; the message is the reason for the record."""


def tree_of(html: bytes, charset: str | None = None) -> HtmlElement:
    """Return the parsed page.

    Raises:
        UnreadablePageError: the page is too large, binary, empty or not markup.
    """
    if len(html) > knowledge().limits.max_page_bytes:
        raise UnreadablePageError("too_large")
    known = as_utf8(html, charset)
    text = known.translate(None, _CONTROL)
    if not text.strip():
        raise UnreadablePageError("empty")
    binary = len(known) - len(text) > knowledge().limits.max_control_share * len(known)
    if binary or b"<" not in text:
        raise UnreadablePageError("unreadable")
    if text.count(b"<") > knowledge().limits.max_tags or _is_attribute_bomb(text):
        raise UnreadablePageError("too_large")
    tree = _parsed(text)
    if tree.xpath("count(.//*)") > knowledge().limits.max_elements:
        raise UnreadablePageError("too_large")
    return tree


def _is_attribute_bomb(text: bytes) -> bool:
    """Say whether a tag has so many attributes that libxml2, which is quadratic, would be lost."""
    return len(text) > _HARMLESS_BYTES and _ATTRIBUTE_BOMB.search(text) is not None


def _parsed(text: bytes) -> HtmlElement:
    # One parser a page: libxml2 keeps its dictionary of names, which grows with hostile input.
    # It stops at 256 nested elements by itself as long as huge_tree is off.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        return document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnreadablePageError("unreadable") from error


def as_utf8(html: bytes, charset: str | None = None) -> bytes:
    """Return the page in UTF-8: byte order mark, then valid UTF-8, then what is declared.

    Valid UTF-8 with characters beyond ASCII is almost never anything else, whatever a header says;
    what the bytes belie is no declaration.
    """
    for mark, name in _BOMS:
        if html.startswith(mark):
            return html.decode(name, "replace").encode("utf-8", "replace")
    declared = _declared(html, charset)
    stateful = b"\x1b" in html or html.count(b"\x00") > len(html) // 8
    if (not stateful or declared is None) and _is_utf8(html):
        return html
    return _by_name(html, declared or _guessed(html)).encode("utf-8", "replace")


def _declared(html: bytes, charset: str | None) -> str | None:
    """Return the encoding that the header names, else that of the page, unless it cannot be."""
    names = (resolve_encoding(charset or ""), html_body_declared_encoding(html))
    return next((name for name in names if name and not _belied(html, name)), None)


def _belied(html: bytes, name: str) -> bool:
    """Say whether it is called UTF-8 and most of it is not; a cut character is no matter."""
    if name != "utf-8":
        return False
    text = html.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken > 0 and len(text) - sum(map(str.isascii, text)) < 2 * broken


def _is_utf8(html: bytes) -> bool:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_name(html: bytes, name: str) -> str:
    try:
        return html.decode(name, "replace")
    except (LookupError, UnicodeError):
        return html.decode("cp1252", "replace")


def _guessed(html: bytes) -> str:
    """Return the likeliest encoding of a page that names none: that of western Europe in doubt."""
    beyond_ascii = b" ".join(part for part in re.split(rb"[<>]", html) if not part.isascii())
    sample = (beyond_ascii or html)[:_SNIFFED_BYTES]
    guess = from_bytes(sample).best()
    if guess is None or (guess.encoding == "cp1250" and not _is_central_european(sample)):
        return "cp1252"
    return guess.encoding


def _is_central_european(sample: bytes) -> bool:
    """Say whether a text is in a language for which code page 1250 was made."""
    language = language_of(sample.decode("cp1250", "replace"), None)
    return language in knowledge().central_european_languages


def one_line(text: object) -> str:
    """Return a metadata value as plain text: entities resolved, tags gone, spaces single."""
    if not isinstance(text, str):
        return ""
    plain = text[: knowledge().limits.max_value_chars]
    for _ in range(2):  # doubly escaped titles are common
        if "&" not in plain:
            break
        plain = entities.unescape(plain)
    if "<" in plain:
        plain = _TAG.sub(" ", plain)
    return _SPACE.sub(" ", _INVALID.sub("", plain)).strip()


def plain_lines(text: str) -> list[str]:
    """Return the lines of a long metadata value, each as plain text."""
    return [line for raw in _BREAK.split(text) if (line := one_line(raw))]


def without_code(tree: HtmlElement) -> HtmlElement:
    """Return the same tree with scripts, styles and drawings cut out."""
    etree.strip_elements(tree, *_CODE, with_tail=False)
    return tree


def without_surroundings(tree: HtmlElement) -> HtmlElement:
    """Return the same tree without what stands beside a report; read the metadata first."""
    etree.strip_elements(tree, *_SURROUNDINGS, with_tail=False)
    return tree


def text_of(element: HtmlElement) -> str:
    """Return the text of an element on one line; call `without_code` on the page first."""
    return " ".join(str(element.text_content()).split())
