"""Small pages written for these tests: real places, our own sentences."""

PARAGRAPHS = (
    "Police in Nyeri detained nine men on Monday after a crowd blocked the road to Karatina and "
    "set fire to two lorries, the county commissioner said.",
    "The men were to appear before a magistrate on Tuesday. Their lawyer said that three of them "
    "had been at work when the lorries burned, and asked for their release.",
    "Traders in Karatina kept their shops closed for a second day. The governor promised to meet "
    "them on Wednesday and to hear what they had to say about the new levy.",
)


def page(head: str = "", body: str | None = None, lang: str = "en") -> bytes:
    """Return a page with the given head and body, by default the three paragraphs."""
    if body is None:
        body = "<h1>Nine held after Karatina road blockade</h1>" + paragraphs()
    return f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode()


def paragraphs(first: str = "") -> str:
    """Return the three paragraphs as markup, the first opened with the given words."""
    return "".join(f"<p>{first if i == 0 else ''}{p}</p>" for i, p in enumerate(PARAGRAPHS))


def jsonld(text: str) -> str:
    """Return a script element with JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'
