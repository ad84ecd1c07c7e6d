"""The button in Airflow's pages that opens the report of a run."""

from typing import Any

from airflow.sdk import BaseOperatorLink


class ReportLink(BaseOperatorLink):
    """Opens what the operator's task left as ``report_url``."""

    name = "Report"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's signature
        return str(operator.report_url)
