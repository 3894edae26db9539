"""Where models run: what is chosen, what is refused, and what names it. No machine of the tests has a GPU; torch stands in for one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from evalkit import devices, kept, recording
from evalkit.devices import DEVICES, device, use_device
from evalkit.errors import ConfigError
from evalkit.store import MemoryStore
from evalkit_metrics.model.encoder import encoder
from evalkit_metrics.model.found import DEFAULT_ENCODER
from evalkit_metrics.model.pair import pair_model
from evalkit_metrics.overlap import Rouge
from tests.conftest import Evalkit


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Every test chooses anew, and leaves the choice as it was."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    use_device("auto")
    for known in (devices._has_driver, devices._sees_cuda, devices._sees_mps):
        known.cache_clear()


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose torch says that it sees a card."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)


def test_without_a_card_it_is_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver without a card that torch sees is none."""
    assert device() == "cpu"
    monkeypatch.setattr(devices, "_DRIVERS", ("/",))
    devices._has_driver.cache_clear()
    assert device() == "cpu"


@pytest.mark.usefixtures("card")
def test_auto_takes_a_card_whose_driver_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_DRIVERS", ())
    assert device() == "cpu"
    devices._has_driver.cache_clear()
    monkeypatch.setattr(devices, "_DRIVERS", ("/",))
    assert device() == "cuda"
    use_device("cpu")
    assert device() == "cpu"


@pytest.mark.usefixtures("card")
def test_what_depends_on_the_device_names_it() -> None:
    """Results of models, kept scores and the header of a run: nothing of a card is taken for a processor's."""

    def named() -> tuple[object, ...]:
        return (
            pair_model().id,
            encoder(DEFAULT_ENCODER, offline=True).id,
            kept.KeptScores(MemoryStore(), Rouge())._name,
            recording.header_record([Rouge()], {}, 1).versions.get("device", "cpu"),
        )

    on_processor = named()
    use_device("cuda")
    on_card = named()
    assert on_processor[-1] == "cpu"
    assert on_card[-1] == "cuda"
    assert all(one != other for one, other in zip(on_processor, on_card, strict=True))
    use_device("cpu")
    assert on_processor == named()


@pytest.mark.parametrize("name", ["gpu", "cuda:0", ""])
def test_an_unknown_device(name: str) -> None:
    with pytest.raises(ConfigError, match="is not known: expected one of auto, cpu, cuda, mps"):
        use_device(name)


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_a_device_that_is_not_here(name: str, evalkit: Evalkit, make_articles: Callable[..., object]) -> None:
    """It is refused before anything is read, with what is wanted instead."""
    make_articles()
    done = evalkit("run", "articles", "--device", name)
    assert done.returncode == 2
    assert done.stderr.startswith(f"evalkit: --device {name}: torch sees no ")
    assert "--device auto" in done.stderr


@pytest.mark.parametrize("name", [one for one in DEVICES if one in {"auto", "cpu"}])
def test_a_device_that_is_here(name: str, evalkit: Evalkit, make_articles: Callable[..., object]) -> None:
    make_articles()
    done = evalkit("run", "articles", "--metric", "rouge", "--out", "out", extra={"EVALKIT_DEVICE": name})
    assert done.returncode == 0, done.stderr


def test_auto_does_not_import_torch_without_a_driver() -> None:
    code = (
        "import json, sys; from evalkit import devices; devices._DRIVERS = ();"
        "print(json.dumps([devices.device(), 'torch' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == ["cpu", False]
