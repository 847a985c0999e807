"""Ask a chat endpoint: at the agreed pace, again after passing trouble, never more than agreed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

import requests
from pyrate_limiter import Limiter, Rate
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)
from urllib3.exceptions import HTTPError, ReadTimeoutError

from transforms.coding.uncoded import UncodedError
from transforms.models.cache import Reply
from transforms.models.completion import completion, words_of_trouble
from transforms.models.cost import Tally
from transforms.models.settings import api_key
from validation.contracts.coder_settings import CoderSettings
from validation.contracts.errors import WrongUseError

LARGEST = 1_000_000  # bytes of a response; an answer of 80 events has a tenth of it
TROUBLE_BYTES = 4000  # of a refusal, for its message
DOWN_AFTER = 5  # reports in a row without an answer; what follows is not asked for
PASSING = (408, 425, 429)  # and 5xx: worth another attempt
HOPELESS = (401, 402, 403, 404, 405)  # the settings are wrong, for every report
MINUTE_MS = 60_000


class _PassingError(Exception):
    """Trouble that may be over at the next attempt."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class _Bearer(AuthBase):
    """The key as a header; given as such, no .netrc takes its place."""

    key: str | None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.key is not None:
            request.headers["Authorization"] = f"Bearer {self.key}"
        return request


class Endpoint:
    """A chat endpoint; may be asked by several threads."""

    def __init__(self, settings: CoderSettings, tally: Tally) -> None:
        self.settings = settings
        self.tally = tally
        self.address = f"{settings.base_url}/chat/completions"
        self.key: str | None = None
        self._session: requests.Session | None = None
        self._limiter = Limiter(
            Rate(1, max(1, MINUTE_MS // settings.requests_per_minute)), buffer_ms=1
        )
        self._not_before = 0.0
        self._unanswered = 0

    def ask(self, body: bytes) -> Reply:
        """The reply to a request.

        Raises:
            UncodedError: there is none, after all attempts.
            WrongUseError: no request can succeed with these settings.
        """
        if self._unanswered >= DOWN_AFTER:
            raise UncodedError("endpoint_down", again=True)
        try:
            reply = self._attempts()(self._attempt, body)
        except _PassingError as error:
            self._unanswered += 1
            raise UncodedError(error.reason, error.detail, again=True) from None
        except UncodedError:
            self._unanswered += 1
            raise
        self._unanswered = 0
        return reply

    def _attempts(self) -> Retrying:
        most = self.settings.max_wait
        pause = wait_exponential_jitter(initial=min(1, most), max=most, jitter=min(1, most))
        return Retrying(
            stop=stop_after_attempt(self.settings.max_retries + 1),
            wait=pause,
            retry=retry_if_exception_type(_PassingError),
            before=self._count,
            reraise=True,
        )

    def _count(self, state: RetryCallState) -> None:
        self._wait()
        self.tally.sent(again=state.attempt_number > 1)

    def _wait(self) -> None:
        """Until the endpoint wants to be asked again, then for a turn."""
        rest = self._not_before - time.monotonic()
        if rest > self.settings.max_wait:
            raise UncodedError("asked_to_wait", f"{rest:.0f} more seconds", again=True)
        time.sleep(max(0.0, rest))
        self._limiter.try_acquire("requests")

    def _attempt(self, body: bytes) -> Reply:
        deadline = time.monotonic() + self.settings.timeout
        with self._posted(body) as response:
            if response.status_code == 200:
                content = _read(response, LARGEST, deadline)
                return completion(content, len(body), self.settings, self.tally)
            trouble = _read(response, TROUBLE_BYTES, deadline, whole=False)
            is_cut = len(trouble) == TROUBLE_BYTES
            self._refused(response, words_of_trouble(trouble, self.key, is_cut=is_cut))
        raise AssertionError("a refusal raises")

    @contextmanager
    def _posted(self, body: bytes) -> Iterator[requests.Response]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # so that what comes is no larger than what is read
        }
        try:
            with self._connected().post(
                self.address,
                data=body,
                headers=headers,
                auth=_Bearer(self.key),
                timeout=self.settings.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                yield response
        except (requests.Timeout, ReadTimeoutError, TimeoutError) as error:
            raise _PassingError("timeout") from error
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _PassingError("no_connection", type(error).__name__) from error

    def _connected(self) -> requests.Session:
        """The session; the key is looked for when the first request needs it."""
        if self._session is None:
            self.key = api_key(self.settings)
            session = requests.Session()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            adapter = HTTPAdapter(pool_maxsize=self.settings.concurrency)
            for scheme in ("https://", "http://"):
                session.mount(scheme, adapter)
            self._session = session
        return self._session

    def _refused(self, response: requests.Response, said: str) -> None:
        status = response.status_code
        if 300 <= status < 400:
            raise WrongUseError(
                f"{self.address} redirects (HTTP {status}), which is refused; "
                "write the final address as base_url"
            )
        if status in PASSING or status >= 500:
            pause = _seconds(response.headers.get("Retry-After"))
            self._not_before = max(self._not_before, time.monotonic() + pause)
            raise _PassingError(f"http_{status}", said)
        if status in HOPELESS:
            raise WrongUseError(f"{self.address}: HTTP {status}: {said}")
        raise UncodedError(f"http_{status}", said, again=True)


def _read(response: requests.Response, most: int, deadline: float, *, whole: bool = True) -> bytes:
    """The body as it comes over the wire, piece by piece, up to ``most`` bytes."""
    made = bytearray()
    while piece := response.raw.read1(65_536, decode_content=False):
        made += piece
        if len(made) > most:
            if whole:
                raise UncodedError("answer_too_large", again=True)
            break
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(made[:most])


def _seconds(retry_after: str | None) -> float:
    """Seconds to wait, from a number or a date; 0 where neither is given."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdecimal():
        return float(retry_after.strip()[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):  # the latter of a day or zone that no calendar holds
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
