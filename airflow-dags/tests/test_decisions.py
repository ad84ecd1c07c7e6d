"""What the DAGs decide by themselves: runs, starts, events, winners."""

from datetime import datetime

import pytest

from ue_airflow import daily, sweep

PARAMS = {
    "conf": "",
    "settings": {"train.epochs": 2},
    "data": "",
    "attempt": "",
    "alias": "production",
    "warm_start": True,
}
BEGIN = datetime(2026, 11, 20)


def run():
    return daily.run_of(BEGIN, PARAMS, "/lake/day=%Y-%m-%d/")


def test_run_is_named_after_its_interval():
    assert run() == {
        "run_id": "daily-20261120T000000",
        "conf": "",
        "settings": {
            "train.day": "2026-11-20",
            "train.epochs": 2,
            "data": "/lake/day=2026-11-20/",
        },
    }


def test_run_of_params_wins_over_the_connection():
    params = {**PARAMS, "data": "/other/%m", "attempt": "again", "settings": {}}
    made = daily.run_of(BEGIN, params, "/lake")
    assert made["run_id"] == "daily-20261120T000000-again"
    assert made["settings"] == {"train.day": "2026-11-20", "data": "/other/11"}


def test_ready_file_is_in_the_folder_of_the_data():
    assert daily.ready_file(run(), "_SUCCESS") == "/lake/day=2026-11-20/_SUCCESS"
    assert daily.ready_file(run(), "") == ""
    assert daily.ready_file(daily.run_of(BEGIN, PARAMS, ""), "_SUCCESS") == ""


def history(*versions, **aliases):
    fields = ("runId", "parent")
    return {
        "versions": [dict(zip(fields, version, strict=True)) for version in versions],
        "aliases": aliases,
    }


@pytest.mark.parametrize(
    ("published", "start"),
    [
        (history(), ""),
        (history(("other", None), production=1), "production"),
        (history(("other", None), canary=1), ""),
        # As before, now that its own version is live:
        (history((run()["run_id"], None), production=1), ""),
        (history(("other", None), (run()["run_id"], 1), production=2), "production"),
    ],
)
def test_starts_from_the_live_version_if_there_was_one(published, start):
    made = daily.with_start(run(), published, PARAMS)
    assert made["settings"]["train.warm-start"] == start
    own = [version for version in published["versions"] if version["runId"] == run()["run_id"]]
    assert made["published"] == bool(own)


def test_start_can_be_turned_off_or_named():
    live = history(("other", None), production=1)
    off = daily.with_start(run(), live, {**PARAMS, "warm_start": False})
    assert off["settings"]["train.warm-start"] == ""
    named = {**run(), "settings": {"train.warm-start": "3"}}
    assert daily.with_start(named, live, PARAMS)["settings"] == {"train.warm-start": "3"}


SWEEP = {
    "conf": "",
    "settings": {},
    "data": "/lake/clicks",
    "budgets": ["1MiB", "512KiB"],
    "heads": ["logistic", "mlp"],
    "metric": "auc",
    "tolerance": 0.001,
}


def variants():
    return sweep.variants_of(sweep.data_run("manual__2026-11-20T00:00:00+00:00", SWEEP), SWEEP)


def evaluated(*aucs):
    return [
        {"runId": variant["run_id"], "metrics": {"auc": auc, "logLoss": 1 - auc}, "report": "r"}
        for variant, auc in zip(variants(), aucs, strict=True)
        if auc is not None
    ]


def test_sweep_has_a_run_for_each_head_and_budget():
    assert [variant["run_id"] for variant in variants()] == [
        f"sweep-manual__2026-11-20T00-00-00-00-00-{head}-{budget}"
        for head in ("logistic", "mlp")
        for budget in ("1MiB", "512KiB")
    ]
    assert variants()[3]["settings"] == {
        "data": "/lake/clicks",
        "table.budget": "512KiB",
        "table.rows": 0,
        "table.share": 0,
        "head.type": "mlp",
    }


@pytest.mark.parametrize(
    ("aucs", "metric", "winner"),
    [
        ((0.80, 0.79, 0.70, 0.70), "auc", 0),
        ((0.80, 0.7995, 0.70, 0.70), "auc", 1),
        ((0.80, 0.7995, 0.70, 0.80), "auc", 3),
        ((0.80, 0.70, 0.90, None), "auc", 2),
        ((0.80, 0.79, 0.70, 0.70), "logLoss", 0),
    ],
)
def test_smallest_of_the_good_wins(aucs, metric, winner):
    params = {**SWEEP, "metric": metric}
    result = sweep.winner_of(variants(), evaluated(*aucs), params)
    assert result["winner"]["run_id"] == variants()[winner]["run_id"]
    assert len(result["failed"]) == aucs.count(None)


def test_sweep_without_any_result_has_no_winner():
    with pytest.raises(ValueError, match="No variant was evaluated"):
        sweep.winner_of(variants(), [], SWEEP)
