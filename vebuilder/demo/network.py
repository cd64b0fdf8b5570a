"""The example's breeding environment: sixteen firms, their competences, prices and mutual trust."""

from vebuilder.model import Competence, Firm, Network, Offer, TransactionCosts, TrustLink
from vebuilder.model.record import AttributeValue

_PARENTS = {
    "mechanics": None,
    "design": "mechanics",
    "machining": "mechanics",
    "precision machining": "machining",
    "welding": "mechanics",
    "automation": None,
    "drives": "automation",
    "control software": "automation",
    "robot programming": "control software",
    "vision": "automation",
    "cell building": None,
    "integration": "cell building",
    "commissioning": "cell building",
    "services": None,
    "CE documentation": "services",
    "training": "services",
}

_TRUST = (
    ("valsugana", "isarco-motion", 0.9),
    ("valsugana", "brenta-telai", 0.6),
    ("valsugana", "scaligera-meccanica", 0.7),
    ("valsugana", "prealpi-safety", 0.5),
    ("valsugana", "inn-systeme", 0.4),
    ("isarco-motion", "inn-systeme", 0.8),
    ("isarco-motion", "allgaeu-steuerung", 0.5),
    ("inn-systeme", "chiemgau-robotik", 0.7),
    ("inn-systeme", "allgaeu-steuerung", 0.6),
    ("chiemgau-robotik", "tauern-vision", 0.6),
    ("tauern-vision", "karawanken-stahl", 0.5),
    ("tauern-vision", "ljubljana-robotika", 0.7),
    ("karawanken-stahl", "drava-orodja", 0.8),
    ("grazer-optronik", "drava-orodja", 0.6),
    ("grazer-optronik", "ljubljana-robotika", 0.5),
    ("ljubljana-robotika", "drava-orodja", 0.6),
    ("ljubljana-robotika", "friuli-impianti", 0.7),
    ("friuli-impianti", "karawanken-stahl", 0.4),
    ("friuli-impianti", "prealpi-safety", 0.6),
    ("brenta-telai", "euganea-cnc", 0.7),
    ("scaligera-meccanica", "leonessa-lavorazioni", 0.5),
    ("prealpi-safety", "euganea-cnc", 0.3),
    # A delivery that ended before an arbitrator.
    ("leonessa-lavorazioni", "isarco-motion", -0.5),
)


def network() -> Network:
    """Return the firms between Kempten, Brescia and Maribor that may become partners."""
    return Network(
        firms=(*_mechanics(), *_automation(), *_builders(), *_services()),
        trust=tuple(TrustLink(source=a, target=b, trust=level) for a, b, level in _TRUST),
        transaction_costs=TransactionCosts(
            rate=950,
            trust_discount=0.7,
            standard_discount=0.2,
            distance_rate=1.2,
            internal_rate=60,
            coordination=1_800,
        ),
        competences=tuple(Competence(id=name, parent=parent) for name, parent in _PARENTS.items()),
    )


def _shown(country: str, size: str, **more: AttributeValue) -> dict[str, AttributeValue]:
    return {"country": country, "size": size, **more}


def _mechanics() -> tuple[Firm, ...]:
    return (
        Firm(
            id="brenta-telai",
            name="Brenta Telai, Vicenza",
            attributes=_shown("IT", "small"),
            location=(45.545, 11.535),
            offers=(Offer(competence="welding", unit_cost=2_150, setup_cost=1_500),),
            qualifications=frozenset({"EN 1090", "ISO 3834"}),
            joining_cost=3_500,
            reliability=0.94,
        ),
        Firm(
            id="karawanken-stahl",
            name="Karawanken Stahlbau, Villach",
            attributes=_shown("AT", "medium", group="Donau Holding"),
            location=(46.611, 13.856),
            offers=(
                Offer(competence="welding", unit_cost=2_020, setup_cost=2_500),
                Offer(competence="machining", unit_cost=118, setup_cost=1_800, capacity=260),
            ),
            qualifications=frozenset({"EN 1090"}),
            standards=frozenset({"STEP AP242"}),
            joining_cost=4_200,
            reliability=0.96,
        ),
        Firm(
            id="scaligera-meccanica",
            name="Scaligera Meccanica, Verona",
            attributes=_shown("IT", "small"),
            location=(45.438, 10.993),
            offers=(
                Offer(competence="precision machining", unit_cost=104, setup_cost=1_200, capacity=320),
                Offer(competence="design", unit_cost=68, proficiency=0.55),
            ),
            standards=frozenset({"STEP AP242"}),
            joining_cost=2_800,
            reliability=0.95,
        ),
        Firm(
            id="euganea-cnc",
            name="Euganea CNC, Padova",
            attributes=_shown("IT", "small"),
            location=(45.406, 11.877),
            offers=(Offer(competence="machining", unit_cost=96, setup_cost=900, capacity=220),),
            joining_cost=2_600,
            reliability=0.9,
        ),
        Firm(
            id="leonessa-lavorazioni",
            name="Leonessa Lavorazioni, Brescia",
            attributes=_shown("IT", "medium"),
            location=(45.539, 10.220),
            offers=(
                Offer(competence="machining", unit_cost=89, setup_cost=2_400),
                Offer(competence="welding", unit_cost=1_980, setup_cost=2_000),
            ),
            joining_cost=3_900,
            reliability=0.88,
        ),
        Firm(
            id="drava-orodja",
            name="Drava Orodja, Maribor",
            attributes=_shown("SI", "medium"),
            location=(46.554, 15.646),
            offers=(
                Offer(competence="precision machining", unit_cost=82, setup_cost=1_500, capacity=400),
                Offer(competence="design", unit_cost=58, proficiency=0.7),
            ),
            standards=frozenset({"STEP AP242"}),
            joining_cost=3_200,
            reliability=0.95,
        ),
    )


def _automation() -> tuple[Firm, ...]:
    return (
        Firm(
            id="isarco-motion",
            name="Isarco Motion, Bolzano",
            attributes=_shown("IT", "small"),
            location=(46.498, 11.354),
            offers=(
                Offer(competence="drives", unit_cost=1_340, setup_cost=2_000, proficiency=0.9),
                Offer(competence="control software", unit_cost=88, proficiency=0.6, capacity=600),
            ),
            standards=frozenset({"OPC UA"}),
            joining_cost=2_400,
            reliability=0.97,
        ),
        Firm(
            id="allgaeu-steuerung",
            name="Allgäu Steuerungstechnik, Kempten",
            attributes=_shown("DE", "medium", group="Donau Holding"),
            location=(47.726, 10.316),
            offers=(
                Offer(competence="control software", unit_cost=92, proficiency=0.95),
                Offer(competence="drives", unit_cost=1_280, setup_cost=3_500, proficiency=0.85),
            ),
            standards=frozenset({"OPC UA", "STEP AP242"}),
            joining_cost=4_800,
            reliability=0.98,
        ),
        Firm(
            id="chiemgau-robotik",
            name="Chiemgau Robotik, Rosenheim",
            attributes=_shown("DE", "small"),
            location=(47.856, 12.129),
            offers=(
                Offer(competence="robot programming", unit_cost=96, proficiency=0.9),
                Offer(competence="vision", unit_cost=15_800, setup_cost=3_000, proficiency=0.7),
            ),
            standards=frozenset({"OPC UA"}),
            joining_cost=3_600,
            reliability=0.95,
        ),
        Firm(
            id="tauern-vision",
            name="Tauern Vision, Villach",
            attributes=_shown("AT", "small"),
            location=(46.611, 13.856),
            offers=(Offer(competence="vision", unit_cost=14_600, setup_cost=4_500, proficiency=0.9),),
            standards=frozenset({"OPC UA"}),
            joining_cost=2_900,
            reliability=0.95,
        ),
        Firm(
            id="grazer-optronik",
            name="Grazer Optronik, Graz",
            attributes=_shown("AT", "large"),
            location=(47.071, 15.438),
            offers=(Offer(competence="vision", unit_cost=16_400, proficiency=0.97),),
            standards=frozenset({"OPC UA", "STEP AP242"}),
            joining_cost=5_500,
            reliability=0.99,
        ),
        Firm(
            id="ljubljana-robotika",
            name="Ljubljana Robotika, Ljubljana",
            attributes=_shown("SI", "medium"),
            location=(46.056, 14.508),
            offers=(
                Offer(competence="robot programming", unit_cost=74, proficiency=0.8),
                Offer(competence="integration", unit_cost=57, setup_cost=4_000, proficiency=0.75),
                Offer(competence="commissioning", unit_cost=72, proficiency=0.7),
            ),
            standards=frozenset({"OPC UA"}),
            joining_cost=3_400,
            reliability=0.91,
        ),
    )


def _builders() -> tuple[Firm, ...]:
    return (
        Firm(
            id="valsugana",
            name="Valsugana Automation, Trento",
            attributes=_shown("IT", "medium"),
            location=(46.070, 11.121),
            offers=(
                Offer(competence="design", unit_cost=72, proficiency=0.85),
                Offer(competence="integration", unit_cost=62, setup_cost=1_000, proficiency=0.9),
                Offer(competence="commissioning", unit_cost=78, proficiency=0.9),
                Offer(competence="training", unit_cost=70),
            ),
            # Its people are tied up in another cell until summer.
            capacity=1_250,
            standards=frozenset({"STEP AP242", "OPC UA"}),
            joining_cost=1_000,
            reliability=0.96,
        ),
        Firm(
            id="inn-systeme",
            name="Inn Systeme, Innsbruck",
            attributes=_shown("AT", "large", group="Donau Holding"),
            location=(47.269, 11.404),
            offers=(
                Offer(competence="design", unit_cost=84, proficiency=0.95),
                Offer(competence="integration", unit_cost=71, setup_cost=2_500, proficiency=0.95),
                Offer(competence="commissioning", unit_cost=86, proficiency=0.95),
                Offer(competence="control software", unit_cost=98, proficiency=0.9),
            ),
            capacity=1_800,
            standards=frozenset({"STEP AP242", "OPC UA"}),
            joining_cost=6_000,
            reliability=0.98,
        ),
    )


def _services() -> tuple[Firm, ...]:
    return (
        Firm(
            id="friuli-impianti",
            name="Friuli Impianti, Udine",
            attributes=_shown("IT", "medium"),
            location=(46.064, 13.235),
            offers=(
                Offer(competence="commissioning", unit_cost=61, proficiency=0.75),
                Offer(
                    competence="integration", unit_cost=54, setup_cost=2_000, proficiency=0.7, capacity=1_000
                ),
                Offer(competence="CE documentation", unit_cost=98),
            ),
            joining_cost=3_000,
            reliability=0.92,
        ),
        Firm(
            id="prealpi-safety",
            name="Prealpi Safety, Treviso",
            attributes=_shown("IT", "small"),
            location=(45.667, 12.243),
            offers=(
                Offer(competence="CE documentation", unit_cost=118, proficiency=0.95),
                Offer(competence="training", unit_cost=62),
            ),
            joining_cost=1_800,
            reliability=0.98,
        ),
    )
