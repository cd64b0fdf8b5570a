"""A small enterprise to review: two interfacing tasks, two partners."""

import vebuilder as ve


def network(**update: object) -> ve.Network:
    firms = (
        ve.Firm(
            id="A",
            name="Alpha",
            reliability=0.8,
            offers=(ve.Offer(competence="weld", unit_cost=60, proficiency=0.5),),
        ),
        ve.Firm(
            id="B",
            offers=(ve.Offer(competence="wire", unit_cost=20, reliability=0.9),),
        ),
        ve.Firm(id="C", offers=(ve.Offer(competence="wire", unit_cost=90),)),
    )
    base = ve.Network(
        firms=firms,
        trust=(
            ve.TrustLink(source="A", target="B", trust=0.5),
            ve.TrustLink(source="B", target="C", trust=0.2),
        ),
        transaction_costs=ve.TransactionCosts(rate=1),
    )
    return base.model_copy(update=update)


def project(**update: object) -> ve.Project:
    base = ve.Project(
        id="cell",
        tasks=(ve.Task(id="frame", competence="weld"), ve.Task(id="harness", competence="wire", amount=2)),
        interfaces=(ve.Interface(source="frame", target="harness", volume=3),),
    )
    return base.model_copy(update=update)


def formed(project: ve.Project, network: ve.Network) -> ve.Enterprise:
    return ve.form_enterprise(project, network, solver="highs")
