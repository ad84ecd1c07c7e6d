"""The variants of a sweep, and which of them wins."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ue_airflow.operator import Run

Json = Mapping[str, Any]

_UNITS = {"": 1, "B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def data_run(dag_run_id: str, params: Json) -> Run:
    """The run whose prepared examples all variants read."""
    data = {"data": params["data"]} if params["data"] else {}
    return {
        "run_id": "sweep-" + re.sub(r"[^A-Za-z0-9_.-]", "-", dag_run_id),
        "conf": params["conf"],
        "settings": {**params["settings"], **data},
    }


def variants_of(run: Run, params: Json) -> list[Run]:
    """One run for each head and budget, of the same data."""
    return [
        {
            "run_id": f"{run['run_id']}-{head}-{budget}",
            "conf": run["conf"],
            # A configuration gives exactly one of budget, rows and share.
            "settings": {
                **run["settings"],
                "table.budget": budget,
                "table.rows": 0,
                "table.share": 0,
                "head.type": head,
            },
        }
        for head in params["heads"]
        for budget in params["budgets"]
    ]


def winner_of(variants: Sequence[Run], evaluated: Sequence[Json], params: Json) -> dict[str, Any]:
    """The smallest variant that is nearly as good as the best, with a line for each.

    Args:
        variants: what was asked for.
        evaluated: results of the verb ``evaluate``; those that failed are missing.
        params: ``metric`` (auc or logLoss) and ``tolerance``, in units of the metric.

    Raises:
        ValueError: none was evaluated.
    """
    found = {result["runId"]: result for result in evaluated}
    sign = 1 if params["metric"] == "auc" else -1
    lines = [
        {
            "run_id": variant["run_id"],
            "head": variant["settings"]["head.type"],
            "budget": variant["settings"]["table.budget"],
            **{name: found[variant["run_id"]]["metrics"][name] for name in ("auc", "logLoss")},
            "report": found[variant["run_id"]]["report"],
        }
        for variant in variants
        if variant["run_id"] in found
    ]
    if not lines:
        raise ValueError("No variant was evaluated; the logs of the variants say why")
    best = max(sign * line[params["metric"]] for line in lines)
    near = [line for line in lines if sign * line[params["metric"]] >= best - params["tolerance"]]
    return {
        "winner": min(
            near, key=lambda line: (bytes_of(line["budget"]), -sign * line[params["metric"]])
        ),
        "variants": lines,
        "failed": [variant["run_id"] for variant in variants if variant["run_id"] not in found],
    }


def bytes_of(budget: str) -> float:
    """The bytes of a budget as the configuration writes it, as 256MiB."""
    number, unit = re.fullmatch(r"([0-9.]+)\s*([A-Za-z]*)", budget.strip()).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]


def text_of(result: Json) -> str:
    """A table for the log."""
    rows = [
        f"{line['budget']:>10}  {line['head']:<14} {line['auc']:>8.4f} {line['logLoss']:>8.4f}  {line['report']}"
        for line in result["variants"]
    ]
    winner = result["winner"]
    return "\n".join(
        [
            f"{'budget':>10}  {'head':<14} {'AUC':>8} {'log-loss':>8}  report",
            *rows,
            f"Winner: {winner['head']} in {winner['budget']}, run {winner['run_id']}",
            *[f"Failed: {run_id}" for run_id in result["failed"]],
        ]
    )
