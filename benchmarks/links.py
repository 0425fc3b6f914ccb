"""Linking scored against gold pairs of plans, beside plain baselines; fits its weights.

python -m benchmarks.links [--shared DIR]

The weights are fitted on the gold pairs in ../shared, which are real plans, and on our own in
tests/load/link_pairs; those of its folder kept_back and of benchmarks/link_pairs.toml, which are
between annotated documents of ../shared, only judge. Prints F1, precision and recall on
links, and F1 on tasks without any: of the weights in the table, of weights fitted without the pair
that they are judged by, of cosines of TF-IDF and of BM25 at their best threshold; then the weights
that all fitted pairs give, for load/links/tables.toml.
"""

import argparse
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from load.links.duties import PlainTask
from load.links.linking import PreparedPlan, compare_plans, prepare_plan
from load.links.tables import link_number, measure_weights

ROOT = Path(__file__).resolve().parents[1]
OWN_PAIRS = ROOT / "tests/load/link_pairs"
JUDGING_PAIRS = ROOT / "benchmarks/link_pairs.toml"
RIDGE = 10.0
STEPS = 60  # of Newton's method; far more than it needs

Array = NDArray[np.float64]
Pair = dict[str, Any]


def prepare_tasks(rows: Iterable[dict[str, Any]]) -> PreparedPlan:
    return prepare_plan(
        [PlainTask(row["label"], tuple(row["headings"]), row["text"]) for row in rows]
    )


def right_links(pair: Pair) -> Array:
    """1 for a link, 0 for none, nan where the gold is in doubt."""
    right = np.zeros((len(pair["tasks_from"]), len(pair["tasks_to"])))
    # Links last: what stands in both lists is a link.
    for row, column, *_ in pair["doubtful"]:
        right[row, column] = math.nan
    for row, column in pair["links"]:
        right[row, column] = 1
    return right


def fit(measures: Array, right: Array) -> Array:
    """Weights of a logistic model, the constant last, on measures as they are.

    Ridge on measures of variance 1.
    """
    # On measures of one scale the ridge weighs all of them alike; the constant is not drawn to 0 at all.
    mean, deviation = measures.mean(axis=0), measures.std(axis=0)
    rows = np.column_stack([(measures - mean) / deviation, np.ones(len(measures))])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + RIDGE * np.append(weights[:-1], 0)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    # Back to measures as they are: the table's weights are applied without means and deviations.
    plain = weights[:-1] / deviation
    return np.append(plain, weights[-1] - plain @ mean)


def similarity(measures: Array, weights: Array) -> Array:
    return 1 / (1 + np.exp(-(measures @ weights[:-1] + weights[-1])))


class Figures(NamedTuple):
    """How right links are; `unlinked` is F1 on the asking tasks that have none."""

    f1: float
    precision: float
    recall: float
    unlinked: float


def judge(similarities: Sequence[Array], rights: Sequence[Array], threshold: float) -> Figures:
    """Doubtful pairs count neither way, nor as unlinked a task that has doubtful ones only."""
    # Where annotators could not agree, neither a link nor its absence is held against the model.
    claimed = [
        (grid >= threshold) & ~np.isnan(right)
        for grid, right in zip(similarities, rights, strict=True)
    ]
    hits = sum(
        int((claims_of_pair & (right == 1)).sum())
        for claims_of_pair, right in zip(claimed, rights, strict=True)
    )
    claims, links = (
        sum(int(claims_of_pair.sum()) for claims_of_pair in claimed),
        sum(int((right == 1).sum()) for right in rights),
    )
    return Figures(
        f1=2 * hits / max(claims + links, 1),
        precision=hits / max(claims, 1),
        recall=hits / links,
        unlinked=judge_unlinked(claimed, rights),
    )


def judge_unlinked(claimed_links: Sequence[NDArray[np.bool_]], rights: Sequence[Array]) -> float:
    hits = claims = wanted = 0
    for claims_of_pair, right in zip(claimed_links, rights, strict=True):
        linked = (right == 1).any(axis=1)
        # A task with doubtful pairs only may or may not be unlinked: it is not judged.
        judged = linked | ~np.isnan(right).any(axis=1)
        claimed = judged & ~claims_of_pair.any(axis=1)
        hits += int((claimed & ~linked).sum())
        claims += int(claimed.sum())
        wanted += int((judged & ~linked).sum())
    return 2 * hits / max(claims + wanted, 1)


def judge_at_best(similarities: Sequence[Array], rights: Sequence[Array]) -> Figures:
    # The best threshold in hindsight, which the model does not get: baselines are to be as good as they can be.
    highest = max(grid.max() for grid in similarities)
    return max(judge(similarities, rights, threshold) for threshold in np.linspace(0, highest, 100))


def tf_idf(pair: Pair) -> Array:
    """Cosines of character 2 to 4-grams, each weighed by its count and by how few of all tasks have it."""
    texts = [[printed_words(row) for row in pair[side]] for side in ("tasks_from", "tasks_to")]
    here, there = ([Counter(grams(text, 2, 3, 4)) for text in side] for side in texts)
    holding = Counter(gram for counts in [*here, *there] for gram in counts)
    places = {gram: place for place, gram in enumerate(holding)}
    rarity = np.log((len(here) + len(there) + 1) / (np.array(list(holding.values())) + 0.5))

    def vectors(side: list[Counter[str]]) -> Array:
        rows = np.zeros((len(side), len(places)))
        for row, counts in zip(rows, side, strict=True):
            row[[places[gram] for gram in counts]] = 1 + np.log(list(counts.values()))
        rows *= rarity
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    return vectors(here) @ vectors(there).T


def bm25(pair: Pair) -> Array:
    """Okapi BM25 of character pairs, each asking task a query, as a share of what the query scores on itself."""
    here = [Counter(grams(printed_words(row), 2)) for row in pair["tasks_from"]]
    there = [Counter(grams(printed_words(row), 2)) for row in pair["tasks_to"]]
    holding = Counter(gram for counts in [*here, *there] for gram in counts)
    mean = sum(map(Counter.total, there)) / len(there)
    rarity = {
        gram: math.log(1 + (len(here) + len(there) - n + 0.5) / (n + 0.5))
        for gram, n in holding.items()
    }

    def score(query: Counter[str], text: Counter[str]) -> float:
        room = 1.5 * (0.25 + 0.75 * text.total() / mean)
        return sum(
            rarity[gram] * text[gram] * 2.5 / (text[gram] + room) for gram in query if gram in text
        )

    return np.array(
        [[score(query, text) / score(query, query) for text in there] for query in here]
    )


def best_of_either_side(similarities: Array) -> Array:
    """0 where neither the asking task nor the other has the pair as its best."""
    # Every task is most like something; that alone would link them all. The threshold behind it decides.
    rows = similarities == similarities.max(axis=1, keepdims=True)
    columns = similarities == similarities.max(axis=0, keepdims=True)
    return np.where(rows | columns, similarities, 0)


def printed_words(row: dict[str, Any]) -> str:
    """The last heading and the text, signs and numbers apart: what a baseline knows."""
    return re.sub(r"[\W\d_]+", "", "".join([*row["headings"][-1:], row["text"]]))


def grams(words: str, *lengths: int) -> list[str]:
    return [words[at : at + length] for length in lengths for at in range(len(words) - length + 1)]


def flat(grids: Sequence[Array]) -> Array:
    return np.concatenate([grid.reshape(-1, grid.shape[2]) for grid in grids])


def fit_pairs(measures: Sequence[Array], rights: Sequence[Array]) -> Array:
    right = np.concatenate([grid.ravel() for grid in rights])
    return fit(flat(measures)[~np.isnan(right)], right[~np.isnan(right)])


def leave_out(measures: Sequence[Array], rights: Sequence[Array]) -> list[Array]:
    """The similarities of each pair of plans by weights that the other pairs give."""
    similarities = []
    # A model that has seen a pair of plans knows its answers: each is judged by weights of all others.
    for place, own in enumerate(measures):
        rest = [*measures[:place], *measures[place + 1 :]], [*rights[:place], *rights[place + 1 :]]
        similarities.append(similarity(own, fit_pairs(*rest)))
    return similarities


def read_pairs(folder: Path) -> list[Pair]:
    return [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]


def read_judging_pairs(gold: Path) -> list[Pair]:
    """The pairs of link_pairs.toml with the tasks of the annotated documents that they name."""
    pairs: list[Pair] = tomllib.loads(JUDGING_PAIRS.read_text("utf-8"))["pair"]
    sides = {"tasks_from": "asking", "tasks_to": "origin"}
    return [
        pair | {side: read_annotated_tasks(gold, pair[key]) for side, key in sides.items()}
        for pair in pairs
    ]


def read_annotated_tasks(gold: Path, name: str) -> list[dict[str, Any]]:
    """The tasks of a document; of a pair of plans those of the plan that is asked about."""
    content = json.loads((gold / f"{name}.json").read_text("utf-8"))
    tasks: list[dict[str, Any]] = content.get("tasks") or content["tasks_to"]
    return tasks


def measure_pair(pair: Pair) -> Array:
    """The measures of the table, the last axis, for every pair of tasks."""
    grids = compare_plans(prepare_tasks(pair["tasks_from"]), prepare_tasks(pair["tasks_to"]))
    return np.stack([grids[name] for name in measure_weights()], axis=2)


def print_figures(name: str, figures: Figures) -> None:
    f1, precision, recall, unlinked = figures
    print(f"{name:40}f1 {f1:.3f}  p {precision:.3f}  r {recall:.3f}  unlinked {unlinked:.3f}")


def print_scores(
    heading: str,
    pairs: Sequence[Pair],
    by_model: dict[str, Sequence[Array]],
) -> None:
    """All models on some pairs of plans, the model by kind of link, and the baselines."""
    rights = [right_links(pair) for pair in pairs]
    threshold = link_number("threshold")
    print(
        f"{heading}: {len(pairs)} pairs of plans, {sum(len(pair['links']) for pair in pairs)} links"
    )
    for name, grids in by_model.items():
        print_figures(name, judge(grids, rights, threshold))
        for kind in sorted({pair["kind"] for pair in pairs}):
            places = [place for place, pair in enumerate(pairs) if pair["kind"] == kind]
            of_kind = [grids[place] for place in places], [rights[place] for place in places]
            print_figures(f"  {kind}", judge(*of_kind, threshold))
    for name, baseline in (("TF-IDF", tf_idf), ("BM25", bm25)):
        similarities = [best_of_either_side(baseline(pair)) for pair in pairs]
        print_figures(f"{name}, best of either side", judge_at_best(similarities, rights))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared
    gold = read_pairs(shared / "gold/links")
    fitted, kept_back = [*gold, *read_pairs(OWN_PAIRS)], read_pairs(OWN_PAIRS / "kept_back")
    measures, rights = list(map(measure_pair, fitted)), list(map(right_links, fitted))
    current = np.array([*measure_weights().values(), link_number("constant")])
    of_table = [similarity(grid, current) for grid in measures]
    left_out = leave_out(measures, rights)
    for heading, own_places in (("gold", slice(len(gold))), ("own", slice(len(gold), len(fitted)))):
        models = {
            "weights of the table": of_table[own_places],
            "weights of the other pairs": left_out[own_places],
        }
        print_scores(heading, fitted[own_places], models)
    judging = read_judging_pairs(shared / "gold")
    for heading, pairs in (("kept back", kept_back), ("between annotated documents", judging)):
        unseen = [similarity(measure_pair(pair), current) for pair in pairs]
        print_scores(heading, pairs, {"weights of the table": unseen})
    print("\nweights of all fitted pairs")
    for name, weight in zip(
        [*measure_weights(), "constant"], fit_pairs(measures, rights), strict=True
    ):
        print(f"{name:16}{weight:.2f}")


if __name__ == "__main__":
    main()
