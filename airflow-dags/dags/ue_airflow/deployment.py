"""Where and how verbs run: everything that the Airflow connection says, checked."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from airflow.sdk import Connection
from airflow.sdk.log import mask_secret

from ue_airflow.outcome import VerbFailed

_SECRET = re.compile(r"secret|password|passphrase|token|credential|access\.?_?key", re.IGNORECASE)
_KEYS = {"ue", "spark-home", "deploy-mode", "properties", "environment", "conf", "data", "reports"}


@dataclass(frozen=True)
class Deployment:
    """What the connection says.

    Attributes:
        ue: path of the script ``ue``.
        spark_home: a distribution of Spark; empty: verbs run alone, in one process.
        properties: of Spark, with the master; secrets among them.
        environment: of the command; secrets among them.
        conf: configuration of the table where a run names none.
        data: folder of an interval's raw files where a run names none, a pattern of strftime.
        reports: URL of a report, with ``{path}`` for its path, or ``{key}`` for that without scheme.
    """

    ue: str
    spark_home: str
    properties: Mapping[str, str]
    environment: Mapping[str, str]
    conf: str
    data: str
    reports: str

    def report_url(self, path: str) -> str:
        """The URL of a report that is there."""
        key = path.split("://", 1)[-1].lstrip("/")
        return self.reports.replace("{path}", path).replace("{key}", key)

    def command_environment(self, secrets: Path) -> dict[str, str]:
        """The environment of a command; writes what is secret into a folder of the owner's.

        Nothing of Airflow's own environment is in it: that has keys and connections.
        """
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AIRFLOW_", "_AIRFLOW_", "SPARK_", "UE_"))
        }
        variables |= {**self.environment, "UE_TERMINAL": "0"}
        if self.spark_home:
            file = secrets / "spark.properties"
            file.touch(mode=0o600)
            file.write_text(properties_text(self.properties), encoding="utf-8")
            variables["SPARK_HOME"] = self.spark_home
            # Command lines are readable by everyone on a machine, this file is not.
            options = f"--load-spark-defaults --properties-file {quote(str(file))}"
            variables["UE_SUBMIT_OPTIONS"] = options
        return variables


def deployment_of(connection_id: str) -> Deployment:
    """What a connection says; for running tasks only.

    Raises:
        VerbFailed: it lacks something or has something that is not known.
    """
    connection = Connection.get(connection_id)
    extra = connection.extra_dejson
    if unknown := sorted(set(extra) - _KEYS):
        raise _invalid(connection_id, f"unknown {unknown} in extra", f"must be of {sorted(_KEYS)}")
    if not extra.get("ue"):
        raise _invalid(connection_id, "no 'ue' in extra", "give the path of the script ue")
    if extra.get("deploy-mode", "client") != "client":
        raise _invalid(
            connection_id,
            f"deploy-mode '{extra['deploy-mode']}'",
            "must be client: in cluster mode neither exit code nor result come back",
        )
    properties = _texts(extra.get("properties", {}))
    if master := _master(connection):
        properties["spark.master"] = master
    if connection.password:
        properties |= {
            "spark.authenticate": "true",
            "spark.authenticate.secret": connection.password,
        }
    if properties and not extra.get("spark-home"):
        raise _invalid(
            connection_id,
            "a master, a password or properties without 'spark-home'",
            "give the folder of a Spark distribution, or leave them out to run alone",
        )
    environment = _texts(extra.get("environment", {}))
    for name, value in (properties | environment).items():
        if _SECRET.search(name):
            mask_secret(value)
    return Deployment(
        ue=extra["ue"],
        spark_home=extra.get("spark-home", ""),
        properties=properties,
        environment=environment,
        conf=extra.get("conf", ""),
        data=extra.get("data", ""),
        reports=extra.get("reports", "{path}"),
    )


def new_secrets_folder() -> Path:
    """A folder that only its owner can enter; the watchdog removes it."""
    return Path(tempfile.mkdtemp(prefix="ue-"))


def refuse_secrets(settings: Mapping[str, str]) -> None:
    """Raises VerbFailed where a setting would put a secret on a command line."""
    if found := sorted(key for key in settings if _SECRET.search(key)):
        raise VerbFailed(
            f"Invalid settings: {found} (secrets would be on the command line; put them into "
            "the connection's properties or environment)"
        )


def properties_text(properties: Mapping[str, str]) -> str:
    """A file of java.util.Properties, in UTF-8 as Spark reads it."""
    lines = [
        re.sub(r"([\\ :=#!])", r"\\\1", key) + "=" + _escaped(value) + "\n"
        for key, value in sorted(properties.items())
    ]
    return "".join(lines)


def _escaped(value: str) -> str:
    text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return "\\" + text if text.startswith(" ") else text


def _master(connection: Connection) -> str:
    """As the connections of Airflow's Spark provider say it: a host, maybe with a port."""
    host = connection.host or ""
    return f"{host}:{connection.port}" if host and connection.port else host


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: text_of(value) for name, value in values.items()}


def text_of(value: Any) -> str:
    """A value of JSON as the configuration and Spark write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _invalid(connection_id: str, what: str, remedy: str) -> VerbFailed:
    return VerbFailed(f"Invalid connection '{connection_id}': {what} ({remedy})")
