"""What a page declares about itself, whichever way it says so."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuthorClaim:
    """One name that the page gives as author, and whether it types it an organisation."""

    name: str
    organisation: bool = False


@dataclass(slots=True)
class Declared:
    """Raw claims in the order of trust; nothing is parsed or judged yet."""

    titles: dict[str, str] = field(default_factory=dict)
    authors: list[list[AuthorClaim]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    urls: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    section: str | None = None
    body: str | None = None
    free: bool | None = None

    def add(self, other: "Declared") -> None:
        """Append the claims of a less trusted place; single values stand if already given."""
        for name, title in other.titles.items():
            self.titles.setdefault(name, title)
        self.authors += other.authors
        self.published += other.published
        self.modified += other.modified
        self.organisations += other.organisations
        self.kinds |= other.kinds
        self.urls += other.urls
        self.summaries += other.summaries
        self.section = self.section or other.section
        self.body = self.body or other.body
        self.free = other.free if self.free is None else self.free
