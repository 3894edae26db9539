"""Keys of servers: read from the environment, sent in one header, struck out of everything else."""

from __future__ import annotations

import base64
import os
import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import ConfigError
from .address import Address
from .quoting import cleaned, cut

__all__ = ["Secrets"]

_SHORTEST_SECRET = 6  # shorter keys are placeholders, as local servers take them, and may be words of any text


@dataclass(frozen=True, slots=True)
class Secrets:
    """What goes into the Authorization header and nowhere else.

    Attributes:
        header: the header, or none.
        hidden: texts that are struck out of whatever a server says.
    """

    header: Mapping[str, str] = field(default_factory=dict, repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, address: Address, keys: Sequence[str], what: str) -> Secrets:
        """The secrets for an address, as the environment and the URL have them now.

        Args:
            address: where they would be sent.
            keys: names of variables, of which the first that is set counts; one that is set to nothing is no key.
            what: whose they are, for messages: "judge".

        Raises:
            ConfigError: there are two, one is not for headers, or it would be sent readable for others.
        """
        source, key = next(((name, os.environ[name].strip()) for name in keys if name in os.environ), ("", ""))
        if not key and not address.login:
            return cls()
        if key and address.login:
            raise ConfigError(
                f"the {what}'s URL has a user or password, and {source} a key: expected one of them"
                f" ({keys[0]} set to nothing is no key)"
            )
        if key and not re.fullmatch(r"[!-~]+", key):
            raise ConfigError(
                f"{source} holds signs that no key has: expected letters, digits and punctuation of ASCII"
            )
        if not address.is_secret and not address.is_loopback:
            secret = f"the key in {source}" if key else "its user and password"
            raise ConfigError(
                f"the {what}'s URL is http, and {secret} would go to {address.host} readable for everybody in between:"
                f" expected https, or a server on this machine ({keys[0]} set to nothing sends no key)"
            )
        user, _, password = address.login.partition(":")
        coded = base64.b64encode(f"{user}:{password}".encode()).decode()
        secrets = [one for one in (key, coded, user, password) if len(one) >= _SHORTEST_SECRET]
        hidden = dict.fromkeys(form for one in secrets for form in _forms(one) if len(form) >= _SHORTEST_SECRET)
        return cls(
            {"Authorization": f"Bearer {key}" if key else f"Basic {coded}"},
            tuple(sorted(hidden, key=len, reverse=True)),
        )

    def struck(self, text: str) -> str:
        """A text from outside on one line, cut to what is quoted of one, without controls and without secrets."""
        return cut(self.hide(cleaned(text)))

    def hide(self, text: str) -> str:
        """A text without secrets."""
        for one in self.hidden:
            text = text.replace(one, "***")
        return text


def _forms(secret: str) -> Iterator[str]:
    """How a server may write a secret: as it is, in a URL, in JSON with its slashes escaped, and in base64, after whatever stands there."""
    yield secret
    yield urllib.parse.quote(secret, safe="")
    yield urllib.parse.quote(secret)
    yield secret.replace("/", "\\/")
    for before in range(3):
        coded = base64.b64encode(b"x" * before + secret.encode()).decode()
        yield coded[4 if before else 0 : len(coded) // 4 * 4 - 4]
