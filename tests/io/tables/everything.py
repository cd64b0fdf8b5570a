"""A network and a project that use every field a table can hold."""

import vebuilder as ve


def network() -> ve.Network:
    return ve.Network(
        firms=[
            ve.Firm(
                id="A",
                name="Alpha; the first",
                joining_cost=100,
                capacity=50,
                reliability=0.9,
                max_parallel=2,
                qualifications={"iso9001", "weld"},
                attributes={"country": "DE", "sme": True, "staff": 25},
                location=(48.1, 11.5),
                communities={"club"},
                standards={"step"},
                core={"weld"},
                offers=[
                    ve.Offer(
                        competence="weld",
                        unit_cost=10,
                        price_breaks=[
                            ve.PriceBreak(from_amount=5, unit_cost=9),
                            ve.PriceBreak(from_amount=9, unit_cost=8.5),
                        ],
                        setup_cost=3,
                        capacity=20,
                        effort=1.5,
                        proficiency=0.8,
                        reliability=0.7,
                        unit_duration=2,
                        cost_spread=0.1,
                    ),
                    ve.Offer(competence="cut"),
                ],
            ),
            ve.Firm(id="B", offers=[ve.Offer(competence="cut", unit_cost=4)]),
            ve.Firm(id="12"),
        ],
        trust=[
            ve.TrustLink(source="A", target="B", trust=0.5),
            ve.TrustLink(source="B", target="12", trust=-0.2, mutual=False),
        ],
        trust_model=ve.JointProjects(
            projects=[ve.JointProject(id="old", members={"A", "B"}, ended=2020)], half_life=5, as_of=2025
        ),
        transaction_costs=ve.TransactionCosts(
            rate=2,
            standard_discount=0.1,
            internal_rate=-1,
            pairs=[ve.PairCost(source="A", target="A", rate=-3)],
        ),
        competences=[
            ve.Competence(id="weld"),
            ve.Competence(id="laser", name="laser welding", parent="weld"),
        ],
    )


def project() -> ve.Project:
    return ve.Project(
        id="p",
        tasks=[
            ve.Task(
                id="t",
                competence="weld",
                amount=4,
                min_proficiency=0.2,
                qualifications={"weld"},
                min_partners=1,
                max_partners=None,
                min_share=0.1,
                duration=3,
                due=9,
                lateness_cost=1,
                loss=40,
                backups=1,
            ),
            ve.Task(id="u", competence="cut", after=["t"], starts_with=["v"]),
            ve.Task(id="v", competence="cut", max_partners=3),
        ],
        interfaces=[
            ve.Interface(
                source="t", target="u", volume=2, pairs=[ve.PairCost(source="A", target="B", rate=1)]
            ),
            ve.Interface(source="u", target="v"),
        ],
        quotes=[ve.Quote(task="t", firm="B", cost=-5, setup_cost=1, effort=2, duration=3, reliability=0.5)],
        packages=[ve.Package(firm="B", tasks=["u", "v"], cost=7)],
        rules=ve.Rules(
            min_partners=1,
            max_partners=3,
            required={"A"},
            excluded={"12"},
            incompatible=[("A", "12")],
            max_partner_share=0.9,
            min_trust=-0.5,
            trust_connected=True,
            groups=[ve.GroupRule(attribute="country", values=["DE", "FR"], min_firms=1, max_share=1)],
        ),
        strategy=ve.Strategy(
            cost=2, risk=1, risk_measure=ve.CVaR(level=0.9, scenarios=50), price_protection=1
        ),
        initiator="A",
        deadline=20,
        budget=500,
        funding=[ve.Funding(attribute="country", values=["DE"], rate=0.5, cap=30)],
        shocks=[ve.Shock(attribute="sme", value=True, probability=0.1, reliability_factor=0.5)],
        preparations=[
            ve.Preparation(
                id="audit",
                cost=2,
                reliability={"B": 0.9},
                trust=[ve.TrustLink(source="A", target="B", trust=0.9)],
                loss={"t": 10},
            )
        ],
        learning={"cut": 5},
        retainer=0.2,
        fallback_cost=900,
        currency="CHF",
        time_unit="hour",
    )
