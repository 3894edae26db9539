"""Metrics by name, by class, with parameters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from evalkit import plugins
from evalkit.errors import PluginError
from evalkit_metrics.extractive import Extractive
from evalkit_metrics.overlap import Rouge
from evalkit_metrics.support import Support

NEGATIVE = {
    "unknown": (
        "rogue",
        "there is no metric 'rogue': did you mean 'rouge'? installed are bertscore, consistency, extractive, highlights, rouge, semantic, support",
    ),
    "no name": ("(stem=true)", "'(stem=true)' is no metric: expected a name such as rouge, or rouge(stem=true)"),
    "unknown parameter": (
        "rouge(stemm=true)",
        "the metric 'rouge' has no parameter 'stemm': did you mean 'stem'? it has stem",
    ),
    "no parameters": ("extractive(x=1)", "the metric 'extractive' has no parameter 'x': it has none"),
    "wrong type": ("rouge(stem='yes')", "the metric 'rouge': stem='yes' does not fit: expected true or false"),
    "refused value": (
        "support(evidence=0)",
        "the metric 'support' refuses its parameters: ValueError: evidence=0: expected at least 1",
    ),
    "no keyword": ("rouge(true)", "'rouge(true)': the parameters cannot be read"),
    "no literal": ("rouge(stem=open(1))", "'rouge(stem=open(1))': the parameters cannot be read"),
    "no Python": ("rouge(stem=)", "'rouge(stem=)': the parameters cannot be read"),
    "no module": (
        "nowhere:Metric",
        "ModuleNotFoundError: No module named 'nowhere': expected nowhere.py in this folder, or an installed module",
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
    assert ["rouge", "extractive", "bertscore", "semantic", "support", "highlights", "consistency"] == [
        metric.name for metric in plugins.build_all(())
    ]


def test_the_same_metric_twice_is_an_error() -> None:
    """Two equal metrics would give the same columns twice."""
    with pytest.raises(PluginError, match="asked for twice"):
        plugins.build_all(["rouge", "rouge(stem=false)"])


Offer = Callable[..., None]


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Makes distributions offer metrics: (name, module:Class, distribution)."""

    def install(*offers: tuple[str, str, str]) -> None:
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

    yield install
    plugins.find.cache_clear()


def test_two_distributions_of_one_name(offer: Offer) -> None:
    """A name that two distributions claim is an error that names both and the way out, for whoever asks for that name."""
    offer(
        ("rouge", "a:B", "first"),
        ("extractive", "evalkit_metrics.extractive:Extractive", "first"),
        ("rouge", "c:D", "2nd"),
    )
    message = (
        "the metric 'rouge' is offered by 2nd 1.0 (c:D) and first 1.0 (a:B): expected one;"
        " uninstall the other, or name the class: --metric c:D"
    )

    for specifications in (["rouge"], ["extractive", "rouge"], []):
        with pytest.raises(PluginError) as caught:
            plugins.build_all(specifications)
        assert message == str(caught.value)
    assert (Extractive(),) == plugins.build_all(["extractive"])


def test_one_distribution_found_twice(offer: Offer) -> None:
    """A distribution that is both installed and on the path, as an editable one can be, does not clash with itself."""
    offer(("rouge", "evalkit_metrics.overlap:Rouge", "ours"), ("rouge", "evalkit_metrics.overlap:Rouge", "ours"))

    assert Rouge() == plugins.build("rouge")


BROKEN = {
    "raises": (
        "raise RuntimeError('no licence')",
        "cannot be imported (broken_plugin:Broken): RuntimeError: no licence: tell the authors of evalkit-broken",
    ),
    "exits": (
        "raise SystemExit('no licence')",
        "cannot be imported (broken_plugin:Broken): SystemExit: no licence: tell the authors of evalkit-broken",
    ),
    "module missing": (
        "import nowhere.at.all",
        "ModuleNotFoundError: No module named 'nowhere': install what brings that module, or ask the authors of evalkit-broken",
    ),
    "class missing": (
        "",
        "cannot be imported (broken_plugin:Broken): AttributeError: module 'broken_plugin' has no attribute",
    ),
    "no metric": ("Broken = 3", "(broken_plugin:Broken) is no metric: expected a frozen dataclass that derives from"),
    "not frozen": (
        "@dataclass\nclass Broken(Rouge.__base__):\n    name = 'broken'\n    measures = Rouge.measures\n    score = Rouge.score",
        "(broken_plugin:Broken) is a dataclass that is not frozen: expected @dataclass(frozen=True)",
    ),
    "no name": (
        "@dataclass(frozen=True)\nclass Broken(Rouge.__base__):\n    measures = Rouge.measures\n    score = Rouge.score",
        '(broken_plugin:Broken) has no name: expected name: ClassVar[str] = "..." in the class',
    ),
    "no measures": (
        "@dataclass(frozen=True)\nclass Broken(Rouge.__base__):\n    name = 'broken'\n    score = Rouge.score",
        "(broken_plugin:Broken) declares no measures: expected measures: ClassVar = (Measure(...), ...) in the class",
    ),
    "another name": (
        "Broken = Rouge",
        "calls itself 'rouge' (broken_plugin:Broken): expected the entry point's name and the class's to be equal",
    ),
}


@pytest.mark.parametrize(("code", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin(
    code: str, message: str, offer: Offer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A plugin that is no metric is named with its distribution and version, and only when it is asked for."""
    head = "from dataclasses import dataclass\nfrom evalkit_metrics.overlap import Rouge\n"
    (tmp_path / "broken_plugin.py").write_text(head + code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_plugin", raising=False)
    offer(("broken", "broken_plugin:Broken", "evalkit-broken"), ("rouge", "evalkit_metrics.overlap:Rouge", "ours"))

    assert Rouge() == plugins.build("rouge")
    with pytest.raises(PluginError) as caught:
        plugins.build("broken")
    assert str(caught.value).startswith("the metric 'broken' of evalkit-broken 1.0 ")
    assert message in str(caught.value)


@dataclass(frozen=True)
class Needy(Extractive):
    """Needs what nobody has."""

    name: ClassVar[str] = "needy"
    requires: ClassVar[tuple[str, ...]] = ("evalkit-nowhere>=2", "numpy>=1", "evalkit-faithfulness>=99")


def test_what_a_metric_requires_is_asked_for_before_anything(offer: Offer) -> None:
    """A metric whose requirements are not met is an error that says what to install, by name as by instance."""
    offer(("needy", f"{__name__}:Needy", "evalkit-needy"))
    message = (
        'the metric \'needy\' needs what is not installed: pip install "evalkit-nowhere>=2" "evalkit-faithfulness>=99"'
    )

    for specification in ("needy", Needy()):
        with pytest.raises(PluginError) as caught:
            plugins.build_all([specification])
        assert message == str(caught.value)


@dataclass(frozen=True)
class Mute(Extractive):
    """Cannot say its signature."""

    def identity(self) -> dict[str, object]:
        raise KeyError("model")


def test_a_metric_that_cannot_say_its_signature() -> None:
    """A fault in a metric's identity is told as the metric's."""
    with pytest.raises(PluginError, match="the metric 'extractive' cannot say its signature: KeyError: 'model'"):
        plugins.build_all([Mute()])


def test_an_annotation_that_is_not_there_at_run_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A parameter whose type is imported for type checkers only is taken as it is."""
    (tmp_path / "typed_plugin.py").write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "from evalkit_metrics.extractive import Extractive\n"
        "@dataclass(frozen=True)\n"
        "class Typed(Extractive):\n"
        "    model: Path = None\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    assert "m" == plugins.build("typed_plugin:Typed(model='m')").model  # type: ignore[attr-defined]
