"""Where a request comes from."""

import ipaddress

from django.conf import settings


def parse(text: str) -> str | None:
    """The address in "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:443" or "::ffff:192.0.2.1"."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_address(request) -> str | None:
    """The address the outermost trusted proxy was called from. What stands left of it anybody can have written."""
    peer = parse(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(chain) >= settings.TRUSTED_PROXIES:
            return parse(chain[-settings.TRUSTED_PROXIES]) or peer
    return peer
