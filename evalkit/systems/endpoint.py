"""`openai:MODEL@URL`: a model behind an OpenAI-compatible endpoint.

It is not deterministic, whatever temperature and seed it is sent: what makes repeated runs the same is the cache.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Generator, Sequence
from functools import cached_property

import msgspec

from ..chat import Answered, Asking, Chat, FaultError, Message, Role, Secrets
from ..context import RunContext
from ..errors import ConfigError
from ..records import Article
from .asked import Answer, Asked, Fault, asked
from .options import Options
from .prompt import Prompt
from .system import Output, Source

__all__ = ["KEYS", "Endpoint", "split"]

KEYS = ("EVALKIT_SYSTEM_KEY", "OPENAI_API_KEY")
"""Where the key stands in the environment: the first that is set counts, and one that is set to nothing is no key."""

_VERSION = 1
"""Raised when the same article is sent in another way, or the same answer becomes another text."""

_ROLE = Role(
    what="system",
    keys=KEYS,
    sent="model, messages, temperature, seed and, where they are set, max_tokens",
    unfit="see which of them this server or model takes, and leave the others away",
    resume="the answers so far are kept: run it again once it is there",
)


def split(rest: str) -> tuple[str, str]:
    """MODEL and URL of what stands behind `openai:`. The model ends at the first @ before http:// or https://.

    Raises:
        ConfigError: there is no URL. The text is not shown: it may have a password.
    """
    match = re.fullmatch(r"(?s)([^@]*(?:@(?!https?://)[^@]*)*)@(https?://.*)", rest.strip())
    if match is None or not match[1].strip():
        raise ConfigError(
            "openai: names no model and URL: expected openai:MODEL@URL, as in openai:my-model@http://localhost:8000/v1"
        )
    return match[1].strip(), match[2]


class Endpoint(Source, Asked):
    """A model behind an endpoint that is asked for summaries.

    The request has the fields model and messages, and temperature, seed and max_tokens where they are set, and no other. The
    text is the first choice's, or the words in which it refuses; an empty one is an empty text. An answer that never came,
    was no completion or had no text is a fault. A server that is not there, or refuses the key, the model or the request,
    ends the run.

    Args:
        model: the name by which the server knows it.
        url: the base URL or that of the chat completions.
        options: of which prompt, temperature, seed, tokens, prices, retries, requests at once and offline count.
        sleep: what waits between tries.

    Raises:
        ConfigError: URL, key or prompt are none, the key would travel unencrypted, or the network is forbidden.
    """

    def __init__(self, model: str, url: str, options: Options, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._options = options
        self._prompt = Prompt.of(options.prompt, options.block)
        self._chat = Chat(
            url,
            model,
            _ROLE,
            tries=options.retries + 1,
            at_once=options.at_once,
            prompt_price=options.prompt_price,
            completion_price=options.answer_price,
            sleep=sleep,
        )
        sent = "".join(
            f"|{name}={_shown(value)}" for name, value in self._settings.items() if value is not None
        )  # what is not sent is no setting
        self.id = f"system:openai:{self._chat.address.url}|{model}{sent}|prompt={self._prompt.sha256[:16]}|v{_VERSION}"
        self._signature = f"openai:{self._chat.name}{sent}|prompt@{self._prompt.sha256[:8]}|v{_VERSION}"
        self._chat.check(offline=options.offline)

    @property
    def signature(self) -> str:
        return self._signature

    @property
    def op(self) -> str:
        return self.id

    @cached_property
    def _settings(self) -> dict[str, float | None]:
        one = self._options
        return {"temperature": one.temperature, "seed": one.seed, "max_tokens": one.max_tokens}

    def outputs(self, articles: Sequence[Article], context: RunContext, told: Callable[[int], None]) -> list[Output]:
        return asked(self, [self._prompt.messages(article) for article in articles], context, told)

    def ask(self, items: Sequence[str]) -> Generator[tuple[str, Answer | Fault], None, None]:
        if not items:
            return
        self._chat.check(offline=self._options.offline)
        asking: Asking[str, str] = Asking(request=self._request, read=_text)
        for item, answer in self._chat.ask(items, asking):
            if isinstance(answer, Answered):
                yield item, Answer(answer.value, round(answer.seconds, 3), answer.usage, answer.tries)
            else:
                yield item, Fault(f"no answer in {answer.times}: {answer.fault}", answer.tries, answer.usage)

    def _request(self, item: str) -> bytes:
        settings = {name: value for name, value in self._settings.items() if value is not None}
        return msgspec.json.encode({"model": self._chat.model, "messages": json.loads(item), **settings})


def _shown(value: float) -> str:
    """A setting with all its digits, a whole number as such."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _text(message: Message, secrets: Secrets) -> str:
    """The text of a message, without secrets.

    Raises:
        FaultError: it has none.
    """
    text = message.content if message.content is not None else message.refusal
    if text is None:
        raise FaultError("the answer has no text", wait=0)
    return secrets.hide(text).strip()
