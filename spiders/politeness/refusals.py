"""Why a request was not sent, or why what came of it counts for nothing; the ledger's own words."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class ForbiddenError(IgnoreRequest):
    """robots.txt says no."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked of the host (RFC 9309, 2.3.1.4)."""


class RefusedAddressError(IgnoreRequest):
    """An address that we do not ask, whoever lists it."""


class LeftAloneError(IgnoreRequest):
    """The host has failed or refused too often; it is left alone for the rest of this crawl."""


class OutsideHoursError(IgnoreRequest):
    """The source is asked only at certain hours, and it is none of them."""


class NoWholeAnswerError(IgnoreRequest):
    """The connection ended before an answer was whole."""
