"""Which addresses may be asked: public ones, and private ones that a source declares by hand."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from validation.contracts.declarations import Source

PORTS = {"http": 80, "https": 443}
# RFC 6052: a translator turns these into the IPv4 address in their last 32 bits.
NAT64 = IPv6Network("64:ff9b::/96")
Place = tuple[str, int]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where it wraps an IPv4 address."""
    read = ip_address(address.partition("%")[0])
    wrapped = _wrapped(read) if isinstance(read, IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (read, wrapped) if one)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


@dataclass(frozen=True, slots=True)
class Door:
    """What one source may be asked for.

    ``private`` holds host and port of declared places that may lie on a private network: an IP
    address or ``localhost`` that the YAML spells out, and with ``allow_private`` any declared name.
    """

    ports: frozenset[int]
    private: frozenset[Place]

    @classmethod
    def of(cls, source: Source, ports: list[int]) -> Door:
        """From the addresses of a source's ``gather`` and the ports that anybody may use."""
        declared = {place for url in _declared(source) if (place := place_of(url))}
        spelt = {p for p in declared if source.allow_private or p[0] == "localhost" or _ip(p[0])}
        return cls(frozenset({*ports, *(port for _, port in declared)}), frozenset(spelt))

    def refusal(self, url: str, elsewhere: Set[Place] = frozenset()) -> str | None:
        """Why an address is not asked; ``elsewhere`` are the private places of other sources."""
        if not url.lower().startswith(("http://", "https://")):
            return "not an HTTP address"
        place = place_of(url)
        if place is None:
            return "malformed address"
        host, port = place
        if "@" in urlsplit(url).netloc:
            return "address with a user name"
        if port not in self.ports:
            return f"port {port} is not asked"
        if place in self.private:
            return None
        literal = _ip(host)
        private = place in elsewhere or host == "localhost" or (literal and not is_public(literal))
        return "private address" if private else None


def place_of(url: str) -> Place | None:
    """Host and port of an HTTP address, None where it has none that can be read."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _ip(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _declared(source: Source) -> Iterator[str]:
    for way in source.gather:
        yield from _addresses(way.model_dump())


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _addresses(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _addresses(one)
