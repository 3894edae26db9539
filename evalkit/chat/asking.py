"""Asking a chat endpoint: requests side by side, passing troubles tried again, everything else told apart.

Whose fault a failure is decides what comes of it: a refused key or a server that is not there is an error that ends the run,
since no item is at fault; an item that got no answer in all tries is handed back as `Unanswered`.
"""

from __future__ import annotations

import contextlib
import math
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from .. import network
from ..errors import ConfigError, ModelError
from .abreast import side_by_side
from .address import Address
from .keys import Secrets

if TYPE_CHECKING:
    import httpx2

__all__ = [
    "UNREADABLE",
    "Answered",
    "Asking",
    "Chat",
    "Completion",
    "FaultError",
    "Message",
    "Role",
    "Unanswered",
    "begin",
    "counted",
]

UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What a text that is no JSON, or no usual one, raises."""

_LARGEST = 2**20  # bytes of an answer
_LONGEST_WAIT = 60.0  # seconds, whatever a server asks for
_COUNTED = 1e15  # tokens, or units of money, that one answer cannot have cost
_PRICED = 1e6  # tokens that a price is of

_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""Statuses after which the same request may succeed; 520 and above are those of proxies and of overload."""
_SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
"""Codes of errors that come with 429, and that no waiting mends."""
_OF_THE_ITEM = frozenset(
    {"content_filter", "content_policy_violation", "context_length_exceeded", "exceed_context_size_error"}
)
"""Codes of errors that come with 400 and have their cause in what was asked about: another item may be answered."""
_TOO_LONG = re.compile(r"(?i)\bcontext (?:length|size|window)\b")  # how servers say it that give no such code

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Role:
    """What an endpoint is asked as, in the words that messages use.

    Attributes:
        what: "judge" makes "the judge", "the judge's URL".
        keys: where the key stands in the environment: the first that is set counts, and one set to nothing is no key.
        sent: the fields of a request.
        unfit: what follows from a server's refusing one of them.
        resume: what to do once a server is there that was not.
    """

    what: str
    keys: tuple[str, ...]
    sent: str
    unfit: str
    resume: str

    def way_out(self, status: int) -> str:
        """What to do about a status that ends a run."""
        refused = f"the request has {self.sent}: {self.unfit}"
        spent = "see what the account may still spend"
        ways = {
            400: refused,
            401: f"set {self.keys[0]} to a key of this server",
            402: spent,
            403: f"the key in {' or '.join(self.keys)} may not use this model here: name another one of either",
            404: "see that the server has a model of this name, and that the URL is its base, which mostly ends in /v1",
            422: refused,
            429: spent,
        }
        return ways.get(status, "see that the URL is the base of an OpenAI-compatible server")


class FaultError(Exception):
    """One try that gave no answer.

    Attributes:
        wait: seconds that the server asks for; None to leave it to the back-off, 0 to ask again at once.
        is_unreached: whether there was nobody to ask.
        is_last: whether another try is pointless.
    """

    def __init__(
        self, message: str, *, wait: float | None = None, is_unreached: bool = False, is_last: bool = False
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.is_unreached = is_unreached
        self.is_last = is_last


class Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: Message


class Completion(msgspec.Struct):
    """What a server makes of an answer; the fields that are not needed may be anything."""

    choices: list[_Choice]
    usage: Any = None


@dataclass(frozen=True, slots=True)
class Answered(Generic[R]):
    """An answer.

    Attributes:
        value: what was read of it.
        tries: requests that it took.
        seconds: that the last of them took.
        usage: tokens and cost of all tries that were answered, as far as they are told.
    """

    value: R
    tries: int
    seconds: float
    usage: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why there is no answer: the last fault, after how many tries, and what those cost that were answered."""

    fault: str
    tries: int
    usage: tuple[tuple[str, float], ...]

    @property
    def times(self) -> str:
        """The number of tries in words: "1 try", "3 tries"."""
        return counted(self.tries)


@dataclass(frozen=True, slots=True)
class Asking(Generic[T, R]):
    """How an item becomes a request, and an answer what is made of it.

    Attributes:
        request: the body of the request.
        read: what a completion says, by its first message; raises `FaultError` where it is not what was asked for.
    """

    request: Callable[[T], bytes]
    read: Callable[[Message, Secrets], R]


class Chat:
    """A model behind an OpenAI-compatible endpoint. The key is read from the environment whenever it is asked, and kept nowhere.

    What is tried again: 408, 409, 429, 5xx of passing troubles, lost connections, answers that are cut off, late, or not
    what was asked for. Waits double from one second; a server that says how long to wait is heard, up to a minute.

    Args:
        url: the base URL or that of the chat completions.
        model: the name of the model that is asked there.
        role: what it is asked as.
        tries: how often about one item, at most.
        at_once: requests in flight, at most.
        connect_timeout: seconds until a connection must stand.
        read_timeout: seconds until an answer must begin, and again until it must be whole.
        prompt_price: of a million tokens, in whatever currency; 0 if not known.
        completion_price: likewise.
        sleep: what waits between tries.

    Raises:
        ConfigError: the URL is none, or the model has no name.
        ValueError: a number is out of its range.
    """

    def __init__(
        self,
        url: str,
        model: str,
        role: Role,
        *,
        tries: int = 5,
        at_once: int = 4,
        connect_timeout: float = 30.0,
        read_timeout: float = 120.0,
        prompt_price: float = 0.0,
        completion_price: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if tries < 1 or at_once < 1:
            raise ValueError(f"tries={tries}, at_once={at_once}: expected at least 1")
        if not all(math.isfinite(price) and price >= 0 for price in (prompt_price, completion_price)):
            raise ValueError(f"prompt_price={prompt_price}, completion_price={completion_price}: expected at least 0")
        if not model.strip():
            raise ConfigError(f"the {role.what}'s model has no name: expected the one by which the server knows it")
        self.model = model
        self.role = role
        self.address = Address.of(url, role.what)
        self.name = f"{model}@{self.address.host}"
        self._tries = tries
        self._at_once = at_once
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._prices = (prompt_price, completion_price)
        self._sleep = sleep

    def check(self, *, offline: bool = False) -> None:
        """Does nothing if the endpoint may be asked.

        Raises:
            ConfigError: the network is forbidden, or the key is none or would travel unencrypted.
        """
        if (offline or network.is_forbidden()) and not self.address.is_loopback:
            raise ConfigError(
                f"the {self.role.what} {self.name} is on the network, which --offline or HF_HUB_OFFLINE forbids: leave that"
                " away, or name a server on this machine (localhost)"
            )
        self._secrets()

    def ask(
        self, items: Sequence[T], asking: Asking[T, R]
    ) -> Generator[tuple[T, Answered[R] | Unanswered], None, None]:
        """Each item with its answer, or with why there is none, as they come.

        Raises:
            ModelError: no item is at fault: nobody is there, or the key, the model or the request is refused.
            ConfigError: as `check`.
        """
        self.check()
        secrets = self._secrets()
        with (
            self._client(secrets) as client,
            contextlib.closing(
                side_by_side(
                    lambda item: self._answer(client, secrets, item, asking), items, self._at_once, self.role.what
                )
            ) as results,
        ):
            yield from results

    def _secrets(self) -> Secrets:
        return Secrets.of(self.address, self.role.keys, self.role.what)

    def _client(self, secrets: Secrets) -> httpx2.Client:
        import httpx2

        try:
            return httpx2.Client(
                # A transport of one's own takes no proxy from the environment: what is for this machine stays on it.
                transport=httpx2.HTTPTransport() if self.address.is_loopback else None,
                headers={**secrets.header, "Content-Type": "application/json", "Accept-Encoding": "identity"},
                timeout=httpx2.Timeout(self._read_timeout, connect=self._connect_timeout, pool=None),
                follow_redirects=False,
            )
        except (ImportError, OSError, ValueError) as error:
            raise ModelError(
                f"the {self.role.what} {self.name} cannot be asked: {secrets.struck(str(error))}; see the proxy (HTTPS_PROXY,"
                " HTTP_PROXY, ALL_PROXY) and the certificates (SSL_CERT_FILE, SSL_CERT_DIR) that the environment names"
            ) from error

    def _answer(
        self, client: httpx2.Client, secrets: Secrets, item: T, asking: Asking[T, R]
    ) -> Answered[R] | Unanswered:
        """The answer about an item, or why there is none.

        Raises:
            ModelError: no item is at fault.
        """
        request = asking.request(item)
        spent: dict[str, float] = {}
        faults: list[FaultError] = []
        while len(faults) < self._tries:
            began = time.monotonic()
            try:
                message = self._message(self._reply(client, secrets, request), secrets, spent)
                value = asking.read(message, secrets)
            except FaultError as fault:
                faults.append(fault)
                if fault.is_last:
                    break
                if len(faults) < self._tries:
                    self._wait(fault, len(faults))
                continue
            seconds = time.monotonic() - began
            return Answered(value, len(faults) + 1, seconds, tuple(sorted(spent.items())))
        if all(fault.is_unreached for fault in faults):
            raise ModelError(
                f"the {self.role.what} {self.name} cannot be reached at {self.address.url} ({counted(len(faults))}):"
                f" {faults[-1]}; see that the server runs and that its URL is right; {self.role.resume}"
            )
        return Unanswered(str(faults[-1]), len(faults), tuple(sorted(spent.items())))

    def _wait(self, fault: FaultError, tried: int) -> None:
        seconds = float(2 ** (tried - 1)) if fault.wait is None else fault.wait
        if seconds:
            self._sleep(min(seconds, _LONGEST_WAIT))

    def _message(self, data: bytes, secrets: Secrets, spent: dict[str, float]) -> Message:
        """The first message of a completion; its cost is counted, whether or not it is of use.

        Raises:
            FaultError: there is no completion.
        """
        try:
            completion = msgspec.json.decode(data, type=Completion)
        except UNREADABLE as error:
            raise FaultError(
                f"expected a chat completion ({secrets.struck(str(error))}), and what came begins {begin(data, secrets)}",
                wait=0,
            ) from error
        if isinstance(completion.usage, dict):
            self._count(completion.usage, spent)
        return completion.choices[0].message if completion.choices else Message()

    def _count(self, usage: Mapping[str, Any], spent: dict[str, float]) -> None:
        """Adds what one answer cost, as far as the server says it, to what its item has cost so far."""
        told = {name: usage.get(name) for name in ("prompt_tokens", "completion_tokens", "cost")}
        counts = {
            name: float(value)
            for name, value in told.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _COUNTED
        }
        if "cost" not in counts and any(self._prices):
            tokens = (counts.get("prompt_tokens", 0.0), counts.get("completion_tokens", 0.0))
            counts["cost"] = sum(price * count for price, count in zip(self._prices, tokens, strict=True)) / _PRICED
        for name, value in counts.items():
            spent[name] = spent.get(name, 0.0) + value

    def _reply(self, client: httpx2.Client, secrets: Secrets, request: bytes) -> bytes:
        """The body of an answer with status 200.

        Raises:
            FaultError: there is none, and another try or another item may get one.
            ModelError: there is none to be had.
        """
        import httpx2

        try:
            with client.stream("POST", self.address.url, content=request) as response:
                data = self._body(response)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise FaultError(secrets.struck(str(error)) or "no connection", is_unreached=True) from error
        except httpx2.TimeoutException as error:
            raise self._late() from error
        except httpx2.HTTPError as error:
            raise FaultError(f"the connection broke: {secrets.struck(str(error))}") from error
        except httpx2.InvalidURL as error:
            raise ConfigError(f"the {self.role.what}'s URL {self.address.url!r} is none: {error}") from error
        if response.status_code == httpx2.codes.OK:
            return data
        told, codes = _told(data)
        phrase = secrets.struck(response.reason_phrase)
        said = f"status {response.status_code} {phrase}: {secrets.struck(told) or 'nothing'}"
        if response.status_code in _AGAIN and not codes & _SPENT:
            raise FaultError(said, wait=_wait_told(response.headers.get("Retry-After", "")))
        if codes & _OF_THE_ITEM or (response.status_code == httpx2.codes.BAD_REQUEST and _TOO_LONG.search(told)):
            raise FaultError(said, is_last=True)
        way_out = self.role.way_out(response.status_code)
        if response.status_code == httpx2.codes.UNAUTHORIZED and not secrets.header:
            way_out += " (no key is set)"
        raise ModelError(
            f"the {self.role.what} {self.name} refuses to be asked: {self.address.url} answered {said}; {way_out}"
        )

    def _body(self, response: httpx2.Response) -> bytes:
        until = time.monotonic() + self._read_timeout
        data = bytearray()
        for part in response.iter_bytes():
            data += part
            if len(data) > _LARGEST:
                raise FaultError(f"an answer of more than {_LARGEST} bytes")
            if time.monotonic() > until:
                raise self._late()
        return bytes(data)

    def _late(self) -> FaultError:
        return FaultError(f"no whole answer within {self._read_timeout:g} seconds")


def counted(tries: int) -> str:
    """A number of tries in words: "1 try", "3 tries"."""
    return "1 try" if tries == 1 else f"{tries} tries"


def begin(data: bytes, secrets: Secrets) -> str:
    """How what came begins, to be quoted."""
    return repr(secrets.struck(data.decode("utf-8", "replace")))


def _told(data: bytes) -> tuple[str, frozenset[str]]:
    """What an error says, and its codes, as servers tell them; the whole body where they are told in no known way."""
    text = data.decode("utf-8", "replace")
    try:
        found = msgspec.json.decode(data)
    except UNREADABLE:
        return text, frozenset()
    error = found.get("error", found) if isinstance(found, dict) else found
    if isinstance(error, dict):
        message = next((error[name] for name in ("message", "detail") if isinstance(error.get(name), str)), text)
        return message, frozenset(str(error[name]) for name in ("code", "type") if name in error)
    return error if isinstance(error, str) else text, frozenset()


def _wait_told(value: str) -> float | None:
    """Seconds that a Retry-After header asks for; None if it asks for none."""
    if re.fullmatch(r"\d{1,9}(\.\d{0,9})?", value.strip()):
        seconds = float(value)
    else:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return seconds if seconds > 0 else None
