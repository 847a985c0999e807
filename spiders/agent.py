"""How we name ourselves to hosts and in archives."""

from __future__ import annotations

NAME = "polstab"


def user_agent(contact: str | None) -> str:
    """Our name with the address that ``dataset.yml`` gives."""
    return f"{NAME} ({contact or 'no contact declared'})"
