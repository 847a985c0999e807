"""The model coder: from a report's text to its mentions, by asking and by looking it up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from transforms.coding import Report, RulesCoder
from transforms.coding.coder import Reading
from transforms.coding.lexicons import base_language
from transforms.coding.mention import Mention
from transforms.coding.placing import keep_lead
from transforms.coding.ranking import ranked
from transforms.coding.uncoded import UncodedError
from transforms.models import answers, prompt
from transforms.models.cache import Cache, Reply, cache_path
from transforms.models.client import Endpoint
from transforms.models.cost import Tally
from transforms.models.ground import Ground, ground, opened
from transforms.models.telling import Located, located, mention
from transforms.places import Gazetteer
from validation.contracts.coder_settings import CoderSettings

# Settings on which no answer depends.
PACE_AND_MONEY = {
    "api_key_env", "requests_per_minute", "concurrency", "timeout", "max_retries", "max_wait",
    "prices", "budget",
}  # fmt: skip


class ModelCoder:
    """A coder that asks a model; ``tally`` counts what it did and cost.

    ``mentions`` raises ``UncodedError`` for a report without a usable answer, and
    ``WrongUseError`` where no report can have one.
    """

    name = "model"

    def __init__(self, settings: CoderSettings, gazetteer: Gazetteer, root: Path) -> None:
        """``root`` is where data lies (``POLSTAB_DATA``), for the cache."""
        self.settings = settings
        self.version = f"{settings.model}+{prompt.version()}"
        self.tally = Tally(settings)
        self._rules = RulesCoder(gazetteer)
        self._cache = Cache(cache_path(root))
        self._endpoint = Endpoint(settings, self.tally)
        self._ready: dict[str, Reply | UncodedError] = {}

    def recipe(self) -> str:
        """Eight hex digits that change with any setting on which an answer depends."""
        answer = self.settings.model_dump_json(exclude=PACE_AND_MONEY)
        return hashlib.sha256(f"{self.version} {answer}".encode()).hexdigest()[:8]

    def codes(self, lang: str | None) -> bool:
        """Whether the settings name a language (BCP 47)."""
        return bool(lang) and base_language(lang) in self.settings.languages

    def mentions(self, report: Report) -> list[Mention]:
        """The events that a report tells, by rank."""
        return self.read(report).mentions

    def read(self, report: Report) -> Reading:
        """Places, dates and events of a report."""
        try:
            said = answers.events(self._reply(report), self.tally.refused)
        except UncodedError as error:
            self.tally.uncoded[error.reason] += 1
            raise
        grounds = ground(report, self._rules)
        found = _mentions(said, grounds, self.tally)
        self.tally.events += len(found)
        return Reading(grounds.places, grounds.dates, found)

    def prepare(self, reports: Iterable[Report]) -> None:
        """Asks for several reports at the same time, as many as the settings allow."""
        asked = {self._key(r): r for r in reports if self.codes(r.lang) and self._fits(r)}
        if self.settings.concurrency == 1 or not asked:
            return
        with ThreadPoolExecutor(self.settings.concurrency) as pool:
            try:
                self._ready |= dict(
                    zip(asked, pool.map(self._outcome, asked.values()), strict=True)
                )
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _outcome(self, report: Report) -> Reply | UncodedError:
        try:
            return self._asked(report)
        except UncodedError as error:
            return error

    def _reply(self, report: Report) -> Reply:
        if not self.codes(report.lang):
            raise UncodedError("language", f"{report.lang} is none of the coder's languages")
        if not self._fits(report):
            raise UncodedError("too_long", f"{len(report.text)} characters")
        ready = self._ready.pop(self._key(report), None)
        if isinstance(ready, UncodedError):
            raise ready
        return ready or self._asked(report)

    def _asked(self, report: Report) -> Reply:
        """The answer from the cache, else from the endpoint."""
        key = self._key(report)
        kept = self._cache.get(key)
        if kept is not None:
            self.tally.took()
            return kept
        body = prompt.request(report, self.settings)
        with self.tally.reserved(len(body)) as fits:
            if not fits:
                raise UncodedError("budget_reached", again=True)
            reply = self._endpoint.ask(body)
        return self._cache.keep(key, self.settings.model, reply)

    def _fits(self, report: Report) -> bool:
        return len(report.text) <= self.settings.max_chars

    def _key(self, report: Report) -> str:
        """A digest of everything that an answer depends on: whom we ask, and all that we say."""
        address = self.settings.base_url.encode()
        asked = prompt.request(report, self.settings)
        return hashlib.sha256(address + b"\0" + asked).hexdigest()


def _mentions(said: Iterable[answers.SaidEvent], grounds: Ground, tally: Tally) -> list[Mention]:
    """The events whose words stand in the text, read sentence by sentence, by rank."""
    events = _by_sentence(said, grounds, tally)
    made: list[Mention] = []
    # The title last: it happens where the lead says.
    for sentence in sorted(grounds.cut, key=lambda s: s.is_title):
        opened(sentence, grounds)
        here = [mention(one, grounds, tally.dropped) for one in events.get(sentence.start, ())]
        keep_lead(sentence, here, grounds.passage)
        made += here
    return ranked(made, grounds.cut)


def _by_sentence(
    said: Iterable[answers.SaidEvent], grounds: Ground, tally: Tally
) -> Mapping[int, list[Located]]:
    events: dict[int, list[Located]] = {}
    seen: set[tuple[int, int, str]] = set()
    for one in said:
        found = located(one, grounds)
        if isinstance(found, str):
            tally.refused[found] += 1
        elif (key := (*found.trigger, one.event_type)) in seen:
            tally.refused["told_twice"] += 1
        else:
            seen.add(key)
            events.setdefault(found.sentence.start, []).append(found)
    return events
