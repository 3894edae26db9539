"""The URL of an OpenAI-compatible server, taken apart."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from ..errors import ConfigError
from .quoting import cleaned, cut

__all__ = ["Address"]

_PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Address:
    """An endpoint's URL, taken apart.

    Attributes:
        url: where requests go, without user and password.
        host: with the port, if one is named.
        is_loopback: whether it is this very machine.
        is_secret: whether what is sent there is encrypted.
        login: user and password, if the URL has them.
    """

    url: str
    host: str
    is_loopback: bool
    is_secret: bool
    login: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, what: str) -> Address:
        """Takes a URL apart.

        Args:
            url: the base URL or that of the chat completions.
            what: whose it is, for messages: "judge".

        Raises:
            ConfigError: it is none of an endpoint.
        """
        bare = re.sub(r"(?s)^([a-z]*://)?.*@", r"\1", url)  # whatever stands before an @ may be a password
        shown = cut(cleaned(re.split(r"[?#]", bare)[0]))
        expected = "expected the base URL of an OpenAI-compatible server, e.g. http://localhost:8000/v1"
        try:
            parts = urlsplit(url.strip())
            name, port = parts.hostname or "", parts.port
        except ValueError:  # its text may quote a password
            raise ConfigError(f"the {what}'s URL {shown!r} is none: {expected}") from None
        if parts.scheme not in {"http", "https"} or not name or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
            raise ConfigError(f"the {what}'s URL {shown!r} names no server: {expected}")
        if parts.query or parts.fragment:
            raise ConfigError(f"the {what}'s URL {shown!r} has something after a ? or #: {expected}, without such")
        host = f"[{name}]" if ":" in name else name
        host = host if port is None else f"{host}:{port}"
        path = parts.path.rstrip("/")
        path = path if path.endswith(_PATH) else path + _PATH
        login = unquote(parts.netloc.rpartition("@")[0])
        return cls(f"{parts.scheme}://{host}{path}", host, _is_loopback(name), parts.scheme == "https", login)


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.rstrip(".").lower() == "localhost"
