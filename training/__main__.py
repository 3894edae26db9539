"""From a data folder to the weights that the package carries: `python -m training DATA OUT`.

DATA holds `train/` and `dev/`; OUT keeps the weights of every stage and the log. Nothing of DATA/test is opened. With
`--from join` the weights that stand in OUT are taken and only the join is fitted anew.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from evalkit_metrics.join import signals
from evalkit_metrics.model.found import checked_default_encoder
from evalkit_metrics.model.pair import FILE

from .config import Config, load
from .encoding import encoded, tokenizer
from .examples import examples
from .fit import batches, fit
from .fixtures import planted
from .join import Claims, crossed, fit_join, summaries
from .judged import Judged, judged
from .labelled import rows, sha256
from .measure import auc, balanced_accuracy
from .network import PairModel, sentence_vectors
from .scoring import logits
from .ship import ship

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures" / "tuning"
PACKAGE = HERE.parent / "metrics" / "evalkit_metrics" / "model"


def main() -> None:
    """Fits, joins, ships."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="start", choices=["fit", "join"], default="fit", help="where to begin")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    config = load(HERE / "config.toml")
    weights = chosen.out / "weights.pt"
    if chosen.start == "fit":
        torch.save(_fitted(chosen.data / "train", config, chosen.out), weights)
    learnt = torch.load(weights, weights_only=True)
    # The join is fitted to what ships: weights that went through 8 bits.
    about = _about(chosen.data, config)
    ship(learnt, {}, about, PACKAGE)
    claims, names = _claims(chosen.data / "dev", config)
    join = fit_join(claims)
    ship(learnt, join.named(), about, PACKAGE)
    _tell(claims, names)
    print(json.dumps(join.named(), indent=2))


def _fitted(data: Path, config: Config, out: Path) -> dict[str, torch.Tensor]:
    """The weights after all stages, the last averaged with the one before; each begins where the one before has ended."""
    model = PairModel(checked_default_encoder())
    known = _Known()
    learnt: dict[str, torch.Tensor] = {}
    before: dict[str, torch.Tensor] = {}
    share = config.fit.averaged
    for number, stage in enumerate(config.fit.stages):
        kept = encoded(examples(data, HERE / "written", config, number), known, stage.tokens)
        seed = config.seed + number
        made = batches(kept, config.fit.tokens_in_batch, random.Random(seed))
        tokens = sum(len(one.ids) for one in kept)
        print(f"stage {number}: {len(kept)} pairs, {tokens} tokens, {len(made)} steps", flush=True)
        model.float()
        model.load_state_dict(learnt, strict=False)
        before, learnt = learnt, fit(model, made, config.fit, stage, seed)
        torch.save(learnt, out / f"stage-{number}.pt")
    return {name: before.get(name, one) * (1 - share) + one * share for name, one in learnt.items()}


class _Known:
    """Vectors of texts, each found once in a run."""

    def __init__(self) -> None:
        self._found: dict[str, npt.NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._found]
        if new:
            self._found.update(zip(new, vectors(new), strict=True))
        return np.stack([self._found[text] for text in texts])


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Unit vectors of texts, [texts, hidden], near enough to rank evidence."""
    found: npt.NDArray[np.float32] = sentence_vectors(checked_default_encoder(), list(texts), tokenizer()).numpy()
    return found


def _about(data: Path, config: Config) -> dict[str, str]:
    used = sorted({*config.labelled, *config.made.sets})
    files = {f"data/{name}": sha256(data / "train" / f"{name}.jsonl.gz")[:16] for name in used}
    written = {f"written/{file.name}": sha256(file)[:16] for file in sorted((HERE / "written").glob("*.jsonl"))}
    return {"config": sha256(HERE / "config.toml")[:16], **files, **written}


def _claims(folder: Path, config: Config) -> tuple[Claims, list[str]]:
    """The signals of every claim of the development sets and of the fixtures' tuning half, by the shipped weights."""
    model = PairModel.shipped(checked_default_encoder(), FILE)
    found: dict[str, list[Judged]] = {}
    for file in sorted(folder.glob("*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        if name not in config.unlike:
            found[name] = judged(list(rows(file)), vectors, config.tokens)
    found["fixtures.tuning"] = planted(FIXTURES, vectors, config.tokens)
    return _signals(found, model), list(found)


def _signals(found: dict[str, list[Judged]], model: PairModel) -> Claims:
    values: list[tuple[float, ...]] = []
    owner: list[int] = []
    label: list[tuple[int, int, int, int]] = []
    documents: dict[str, int] = {}
    groups: dict[str, int] = {}
    for number, (name, own) in enumerate(found.items()):
        group = groups.setdefault(name.partition(".")[0], len(groups))
        pairs = [pair for one in own for part in one.parts for pair in part.pairs]
        said = iter(logits(model, pairs))
        for one in own:
            for part in one.parts:
                values.append(signals([next(said) for _ in part.pairs], part.alignment))
                owner.append(len(label))
            if one.parts:
                label.append((one.row.label, number, group, documents.setdefault(one.row.document, len(documents))))
    return Claims(np.array(values), np.array(owner), *np.array(label).T)


def _tell(claims: Claims, names: Sequence[str]) -> None:
    """Prints AUC and balanced accuracy by set, each document judged by a join that has not seen it."""
    least, _ = summaries(crossed(claims), claims.owner, len(claims.label))
    value = 1 / (1 + np.exp(-least))
    print("| set | summaries | AUC | balanced accuracy |\n|---|---|---|---|")
    for number, name in enumerate(names):
        own = claims.set == number
        area, accuracy = (one(value[own], claims.label[own]) for one in (auc, balanced_accuracy))
        print(f"| {name} | {int(own.sum())} | {area:.3f} | {accuracy:.3f} |")


if __name__ == "__main__":
    sys.exit(main())
