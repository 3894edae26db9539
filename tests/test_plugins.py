"""Metrics by name, by class, with parameters."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest

from evalkit import plugins
from evalkit.errors import PluginError
from evalkit_metrics.extractive import Extractive
from evalkit_metrics.overlap import Rouge
from evalkit_metrics.support import Support

NEGATIVE = {
    "unknown": (
        "rogue",
        "there is no metric 'rogue': did you mean 'rouge'? installed are extractive, rouge, semantic, support",
    ),
    "no name": ("(stem=true)", "'(stem=true)' is no metric: expected a name such as rouge, or rouge(stem=true)"),
    "unknown parameter": (
        "rouge(stemm=true)",
        "the metric 'rouge' has no parameter 'stemm': did you mean 'stem'? it has stem",
    ),
    "no parameters": ("extractive(x=1)", "the metric 'extractive' has no parameter 'x': it has none"),
    "wrong type": ("rouge(stem='yes')", "the metric 'rouge': stem='yes' does not fit: expected bool"),
    "refused value": (
        "support(evidence=0)",
        "the metric 'support' refuses its parameters: ValueError: evidence=0: expected at least 1",
    ),
    "no keyword": ("rouge(true)", "'rouge(true)': the parameters cannot be read"),
    "no literal": ("rouge(stem=open(1))", "'rouge(stem=open(1))': the parameters cannot be read"),
    "no Python": ("rouge(stem=)", "'rouge(stem=)': the parameters cannot be read"),
    "no module": (
        "nowhere:Metric",
        "the metric 'nowhere:Metric' cannot be imported: ModuleNotFoundError: No module named 'nowhere'",
    ),
    "no class": ("evalkit.metric:Nothing", "cannot be imported: AttributeError"),
    "not a metric": ("pathlib:Path", "'pathlib:Path' is no metric: expected a frozen dataclass"),
}


@pytest.mark.parametrize(("specification", "message"), NEGATIVE.values(), ids=NEGATIVE)
def test_what_cannot_be_built(specification: str, message: str) -> None:
    """A metric that cannot be built says why and what there is."""
    with pytest.raises(PluginError) as caught:
        plugins.build(specification)

    assert message in str(caught.value)


POSITIVE = {
    "name": ("rouge", Rouge()),
    "empty brackets": ("rouge()", Rouge()),
    "JSON's true": ("rouge(stem=true)", Rouge(stem=True)),
    "Python's True": ("rouge( stem = True )", Rouge(stem=True)),
    "number": ("support(evidence=5)", Support(evidence=5)),
    "class": ("evalkit_metrics.extractive:Extractive", Extractive()),
}


@pytest.mark.parametrize(("specification", "metric"), POSITIVE.values(), ids=POSITIVE)
def test_what_can_be_built(specification: str, metric: object) -> None:
    """A specification gives the metric that it says."""
    assert metric == plugins.build(specification)


@pytest.mark.parametrize("specification", ["rouge(stem=True)", "extractive"])
def test_a_signature_builds_its_metric(specification: str) -> None:
    """What a metric without a model prints as its signature builds that metric again."""
    metric = plugins.build(specification)

    assert metric == plugins.build(metric.signature)


def test_defaults() -> None:
    """No specification means the built-ins, in their order."""
    assert ["rouge", "extractive", "semantic", "support"] == [metric.name for metric in plugins.build_all(())]


def test_the_same_metric_twice_is_an_error() -> None:
    """Two equal metrics would give the same columns twice."""
    with pytest.raises(PluginError, match="asked for twice"):
        plugins.build_all(["rouge", "rouge(stem=false)"])


def _offer(monkeypatch: pytest.MonkeyPatch, *offers: tuple[str, str, str]) -> None:
    entries = [
        SimpleNamespace(
            name=name,
            dist=SimpleNamespace(name=owner, version="1.0"),
            load=EntryPoint(name, value, plugins.GROUP).load,
            value=value,
        )
        for name, value, owner in offers
    ]
    monkeypatch.setattr(plugins, "entry_points", lambda group: entries)
    plugins.find.cache_clear()
    monkeypatch.setattr(plugins, "find", plugins.find.__wrapped__)


def test_two_distributions_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that two distributions claim is an error that names both."""
    _offer(monkeypatch, ("rouge", "a:B", "first"), ("rouge", "c:D", "second"))

    with pytest.raises(PluginError, match=r"'rouge' is offered by first 1.0 and second 1.0"):
        plugins.find()


def test_a_plugin_that_fails_to_import(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A plugin whose import fails is named with its distribution, and only when it is asked for."""
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('no licence')")
    monkeypatch.syspath_prepend(tmp_path)
    _offer(
        monkeypatch,
        ("broken", "broken_plugin:Metric", "evalkit-broken"),
        ("rouge", "evalkit_metrics.overlap:Rouge", "ours"),
    )

    assert Rouge() == plugins.build("rouge")
    with pytest.raises(PluginError) as caught:
        plugins.build("broken")
    assert (
        "the metric 'broken' of evalkit-broken 1.0 cannot be imported (broken_plugin:Metric): RuntimeError: no licence"
        == str(caught.value)
    )
