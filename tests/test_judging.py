"""A judge that a run names reaches the metrics that take one."""

from __future__ import annotations

import pytest

from evalkit.errors import ConfigError
from evalkit.judging import with_judge
from evalkit.plugins import build, build_all


def test_no_judge_leaves_the_metrics_as_they_are() -> None:
    metrics = build_all(["rouge", "support"])
    assert with_judge(metrics, {"judge": None, "judge_url": "", "judge_model": None}) == metrics


def test_the_judge_goes_to_support_alone() -> None:
    rouge, support = with_judge(build_all(["rouge", "support(evidence=5)"]), {"judge": "some/model", "judge_url": None})
    assert rouge == build("rouge")
    assert support == build('support(evidence=5, judge="some/model")')


@pytest.mark.parametrize(
    ("metrics", "named", "message"),
    [
        (["rouge"], {"judge": "m"}, "--judge: no metric of this run takes a judge, which has rouge: expected support among them"),
        (["support"], {"judge_url": "http://localhost:1/v1"}, "judge_url and judge_model belong together: expected both or neither"),
        (["support"], {"judge": "m", "judge_url": "http://localhost:1/v1", "judge_model": "x"}, "judge and judge_url are both given"),
        (["support"], {"judge_labels": "yes,no"}, "judge_labels says what a judge's outputs mean: expected judge beside it"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(metrics: list[str], named: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as told:
        with_judge(build_all(metrics), named)
    assert message in str(told.value)
