"""What is sent of an article to a command, an endpoint or a model.

Neither its id nor its path: the same article under another name is the same thing, and is not asked for twice. Nor its own
blocks, which are what is to be written.
"""

from __future__ import annotations

import json

from ..positions import LINE_END
from ..records import Article

__all__ = ["FIELDS", "as_json", "content", "fields"]

FIELDS = ("title", "published", "url", "author", "content")


def content(article: Article) -> str:
    """CONTENT, every line end LF: the same article in a checkout with other line ends is the same article."""
    return LINE_END.sub("\n", article.content.text)


def fields(article: Article) -> dict[str, str]:
    """What is told of an article, by the names of `FIELDS`; empty where it has none."""
    return {
        "title": article.title,
        "published": article.published,
        "url": article.url,
        "author": article.author,
        "content": content(article),
    }


def as_json(article: Article) -> str:
    """One JSON object of `FIELDS`, on one line with its line end."""
    return json.dumps(fields(article), ensure_ascii=False) + "\n"
