"""A person's approval that a run may ask for."""

from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

from ue_airflow import daily

if TYPE_CHECKING:
    from airflow.sdk import Context


class OptionalApproval(ApprovalOperator):
    """Asks for approval where the param ``approve`` says so, else lets the run go on.

    One task in a chain, so that no trigger rule can let publish run behind a rejection: a
    rejection fails the task, and what follows is not run.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fail_on_reject=True, **kwargs)

    def execute(self, context: "Context") -> Any:
        if not context["params"]["approve"] or daily.is_published(context):
            self.log.info("No approval is asked for, or the run is published already")
            return None
        return super().execute(context)
