"""Nothing private is connected to, whatever a name resolves to and wherever a redirect leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, exceptions
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from zope.interface import implementer  # type: ignore[import-untyped]

from spiders.politeness.addresses import Door, Place, is_public
from spiders.politeness.hours import shut
from spiders.politeness.refusals import NoWholeAnswerError, OutsideHoursError, RefusedAddressError
from validation.contracts import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Host and port of the private places that the sources of this process declare, and hosts that
# resolved to nothing public. The reactor, and so its resolver, is one a process too.
_PERMITTED: set[Place] = set()
_REFUSED: set[str] = set()


@implementer(IResolutionReceiver)
class _PublicAlone:
    """Passes on the public addresses of a name."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver, self._host = receiver, host
        self._passed = self._kept_back = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        if is_public(address.host):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._kept_back = True

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if self._kept_back and not self._passed:
            _REFUSED.add(self._host)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves as another resolver does, without what is private.

    A connection goes to the very addresses that come out here, so a name that resolves otherwise
    the next moment (DNS rebinding) gains nothing.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Twisted's interface; where all addresses are private the name has none."""
        receiver = resolutionReceiver
        if (hostName.lower(), portNumber) not in _PERMITTED:
            receiver = _PublicAlone(resolutionReceiver, hostName.lower())
        found: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Hangs up on a host that sends headers without end."""

    max_header_bytes = 0
    _head = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        self._head = self._head + len(data) if self._in_head() else 0
        if self._parser is not None:
            # Twisted's own limit of a line comes second, it hangs up without a word.
            self._parser.MAX_LENGTH = 2 * self.max_header_bytes + len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._in_head() and self._head > self.max_header_bytes and self.transport is not None:
            self.transport.abortConnection()

    def _in_head(self) -> bool:
        return self._parser is not None and self._parser.state in (STATUS, HEADER)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    max_header_bytes = 0

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        protocol = _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.max_header_bytes = self.max_header_bytes
        return protocol


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler of HTTP behind the guarded resolver."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        _PERMITTED.update(crawler.settings["SOURCE_DOOR"].private)
        # One limit a process: all sources of a crawl have the same.
        _BoundedFactory.max_header_bytes = crawler.settings.getint("DOWNLOAD_MAX_HEADERS")
        self._pool._factory = _BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """The answer; CannotResolveHostError where a name leads to a private address."""
        from twisted.internet import reactor  # noqa: PLC0415 - chosen when the crawl starts

        # Scrapy installs its own resolver late, and may do so again.
        if not isinstance(reactor.nameResolver, PublicResolver):
            inner = reactor.nameResolver
            reactor.installNameResolver(PublicResolver(inner))
        return await super().download_request(request)


class Doorkeeper:
    """Refuses before anything is sent: bad addresses, and any at the wrong hour."""

    def __init__(self, crawler: Crawler) -> None:
        self._source = crawler.settings["SOURCE"]
        self._door: Door = crawler.settings["SOURCE_DOOR"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise what the ledger will say of it."""
        closed = shut(self._source, clock.now())
        if closed:
            raise OutsideHoursError(closed)
        refusal = self._door.refusal(request.url, _PERMITTED)
        if refusal:
            raise RefusedAddressError(refusal)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say in plain words what the connection met."""
        unresolved = isinstance(exception, exceptions.CannotResolveHostError)
        if unresolved and urlparse_cached(request).hostname in _REFUSED:
            raise RefusedAddressError("private address") from exception
        if isinstance(exception, exceptions.DownloadFailedError):
            raise NoWholeAnswerError(_ending(exception)) from exception


def _ending(exception: BaseException) -> str:
    names = {type(fault).__name__ for fault in _faults(exception)}
    if "ConnectionAborted" in names:
        return "headers larger than the limit"
    if names & {"ConnectionLost", "ConnectionResetError"}:
        return "connection reset"
    return "answer is no HTTP" if "ParseError" in names else "connection closed without an answer"


def _faults(exception: BaseException | None) -> Iterator[BaseException]:
    if exception is None:
        return
    yield exception
    for failure in getattr(exception, "reasons", None) or []:
        yield from _faults(failure.value)
    yield from _faults(exception.__cause__)
