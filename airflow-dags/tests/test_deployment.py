"""What the connection says, and that its secrets stay off command lines."""

import json
import os
import stat
from types import SimpleNamespace

import pytest

from ue_airflow.deployment import deployment_of, new_secrets_folder, properties_text, refuse_secrets
from ue_airflow.operator import UeOperator
from ue_airflow.outcome import VerbFailed

SECRET = "it is a secret"


@pytest.fixture
def connection(monkeypatch):
    def set_connection(extra, **fields):
        value = json.dumps({"conn_type": "spark", **fields, "extra": extra})
        monkeypatch.setenv("AIRFLOW_CONN_UE_TEST", value)

    return set_connection


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({}, r"no 'ue' in extra \(give the path"),
        ({"ue": "/ue", "sparkhome": "/s"}, r"unknown \['sparkhome'\] in extra \(must be of"),
        ({"ue": "/ue", "deploy-mode": "cluster"}, r"deploy-mode 'cluster' \(must be client"),
        (
            {"ue": "/ue", "properties": {"spark.master": "yarn"}},
            r".* properties without 'spark-home' \(give",
        ),
    ],
)
def test_refuses_what_cannot_work(connection, extra, message):
    connection(extra)
    with pytest.raises(VerbFailed, match=f"Invalid connection 'ue_test': {message}"):
        deployment_of("ue_test")


def test_secrets_are_in_a_file_of_the_owner_and_nowhere_else(connection):
    connection(
        {"ue": "/ue", "spark-home": "/spark", "properties": {"spark.executor.memory": "4g"}},
        host="spark://master",
        port=7077,
        password=SECRET,
    )
    deployment = deployment_of("ue_test")
    secrets = new_secrets_folder()
    environment = deployment.command_environment(secrets)
    (file,) = secrets.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert file.read_text().splitlines() == [
        "spark.authenticate=true",
        f"spark.authenticate.secret={SECRET}",
        "spark.executor.memory=4g",
        "spark.master=spark://master:7077",
    ]
    assert environment["SPARK_HOME"] == "/spark"
    assert environment["UE_SUBMIT_OPTIONS"].endswith(f"--properties-file {file}")
    assert SECRET not in str(environment)
    run = {"run_id": "r", "conf": "/clicks.conf", "settings": {"a": True}}
    command = UeOperator(task_id="t", verb="train", run=run, arguments=[""]).command(deployment)
    assert " ".join(command) == (
        "/ue train --conf /clicks.conf --json --progress --run-id r --set a=true"
    )


def test_commands_do_not_inherit_the_environment_of_airflow(connection, monkeypatch, tmp_path):
    monkeypatch.setenv("SPARK_HOME", "/another")
    connection({"ue": "/ue", "environment": {"UE_MEMORY": "4g"}})
    environment = deployment_of("ue_test").command_environment(tmp_path)
    assert environment["UE_MEMORY"] == "4g"
    assert environment["PATH"] == os.environ["PATH"]
    assert "SPARK_HOME" not in environment
    assert not [name for name in environment if name.startswith("AIRFLOW")]


@pytest.mark.parametrize(
    ("reports", "url"),
    [
        ({}, "s3a://lake/a/report.html"),
        ({"reports": "https://files/?{path}"}, "https://files/?s3a://lake/a/report.html"),
        ({"reports": "https://s3/{key}?x=y"}, "https://s3/lake/a/report.html?x=y"),
    ],
)
def test_a_report_has_the_url_that_the_connection_says(connection, reports, url):
    connection({"ue": "/ue", **reports})
    assert deployment_of("ue_test").report_url("s3a://lake/a/report.html") == url


def test_settings_may_not_be_secrets():
    refuse_secrets({"train.epochs": "2"})
    with pytest.raises(VerbFailed, match=r"\['spark.hadoop.fs.s3a.secret.key'\]"):
        refuse_secrets({"spark.hadoop.fs.s3a.secret.key": SECRET})


def test_configuration_must_be_an_absolute_path(connection):
    connection({"ue": "/ue"})
    operator = UeOperator(
        task_id="t", verb="train", run={"run_id": "", "conf": "clicks.conf", "settings": {}}
    )
    with pytest.raises(VerbFailed, match=r"Invalid conf: 'clicks.conf' \(must be an absolute"):
        operator.command(SimpleNamespace(conf="", ue="ue"))


def test_properties_are_those_that_java_reads():
    assert properties_text({"a b": " c\\d\n", "e": "f=g"}) == "a\\ b=\\ c\\\\d\\n\ne=f=g\n"
