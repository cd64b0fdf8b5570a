import pytest

from vebuilder.model import Backup, CVaR, Evaluation, ExpectedLoss, Risk, WorstCase


@pytest.mark.parametrize(
    "risk",
    [
        Risk(),
        Risk(value=3.5, expected_loss=3.5, success_probability=0.25),
        Risk(value=9.0, expected_loss=3.5, measure=CVaR(level=0.9, scenarios=50, seed=7)),
        Risk(value=9.0, measure=WorstCase(failures=2), worst_failures=("a", "b")),
    ],
)
def test_risk_survives_json(risk: Risk) -> None:
    assert Risk.model_validate_json(risk.model_dump_json()) == risk
    evaluation = Evaluation(cost={}, risk=risk, objective=1.0)
    assert Evaluation.model_validate_json(evaluation.model_dump_json()).risk == risk


def test_risk_written_before_measures_were_told_is_an_expected_loss() -> None:
    old = Risk.model_validate({"value": 4.0, "expected_loss": 4.0})
    assert old.measure == ExpectedLoss()
    assert (old.worst_failures, old.success_probability) == ((), None)


def test_a_retainer_may_be_below_zero() -> None:
    backup = Backup(task="t", firm="b", cost=-2.0)
    assert Backup.model_validate_json(backup.model_dump_json()) == backup
