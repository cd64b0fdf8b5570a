"""The cases there are to measure, each with what is published of it."""

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.data import data_folder
from benchmarks.readers.auction import read_auction
from benchmarks.readers.best_known import BestKnown, best_known, orlib_optima
from benchmarks.readers.facility_location import Sites, read_diaz_fernandez, read_orlib, read_site_rows
from benchmarks.readers.gap import read_gap
from benchmarks.readers.multi_mode import read_mrcpsp
from benchmarks.readers.multi_skill import read_mspsp
from benchmarks.readers.quadratic import read_ctap, read_gqap, read_qap, read_qsap, read_tap
from benchmarks.readers.time_cost import published_optima, read_time_cost
from benchmarks.synthetic import Law, synthetic
from vebuilder import Network, Project, load
from vebuilder.io import cordis

SAMPLED = {"mspsp": 6, "mrcpsp": 25}
"""One in so many scheduling instances, from the first on, is tagged ``sample``."""
WRONGLY_SOLVED = frozenset({"j10/j104_1", "j10/j1038_3", "j10/j1040_1", "j16/j1657_1", "j16/j1613_3"})
"""Multi-mode instances that CP-SAT has called optimal at a makespan that is not, stated in the usual way."""
UNPUBLISHED = BestKnown(value=None, proven=False)
SMOKE_INSTANCES = frozenset({"gap/cattrysse1994/gap1-0", "cflp/cap41", "sscflp/holmberg/p1"})
OPEN_CAPACITIES = {"capa": (8000, 10000, 12000, 14000), "capb": (5000, 6000, 7000, 8000), "capc": (5000, 5750, 6500, 7250)}  # fmt: skip  # noqa: E501
SAME_COSTS = {"4": "7", "5": "7", "6": "7", "8": "10", "9": "10", "11": "13", "12": "13"}
"""OR-Library's series that differ in capacity only, each with the series whose capacity never binds."""


@dataclass(frozen=True)
class Case:
    """Something to form an enterprise from.

    Parameters
    ----------
    name
        Class, source and instance, separated by slashes.
    build
        Reads or draws the project and the network.
    known
        What is published of it.
    tags
        Words to select cases by: class, source, ``split``, ``uncapacitated``, ``full table``, ``large``,
        ``maximise``, ``smoke``, ``sample``, ``wrongly solved``.
    """

    name: str
    build: Callable[[], tuple[Project, Network]]
    known: BestKnown = UNPUBLISHED
    tags: frozenset[str] = frozenset()


def cases(*tags: str) -> tuple[Case, ...]:
    """Return the cases that carry all of the tags, in a fixed order.

    Without the folder of public instances only the synthetic ones are there.
    """
    folder = data_folder()
    found = list(_synthetic())
    if folder.is_dir():
        found += [*_gap(folder / "gap"), *_cflp(folder / "cflp"), *_sscflp(folder / "sscflp")]
        found += [*_gqap(folder / "gqap"), *_tap(folder / "tap")]
        found += [*_qsap(folder / "qsap"), *_qap(folder / "qap")]
        found += [*_mspsp(folder / "mspsp"), *_mrcpsp(folder / "mrcpsp"), *_dtctp(folder / "cases")]
        found += [*_auctions(folder / "wcsp")]
        found += [*_vebench(folder / "vebench"), *_cordis(folder / "real")]
    return tuple(case for case in found if case.tags >= set(tags))


def _synthetic() -> Iterator[Case]:
    for firms, n_tasks in ((12, 6), (20, 10), (50, 20), (100, 30)):
        tags = {"synthetic", "smoke"} if firms <= 20 else {"synthetic"}
        yield Case(
            name=f"synthetic/{firms}x{n_tasks}",
            build=partial(synthetic, Law(firms=firms, tasks=n_tasks)),
            tags=frozenset(tags),
        )


def _gap(folder: Path) -> Iterator[Case]:
    costs, profits = best_known(folder / "best_known.csv"), best_known(folder / "best_known_max.csv")
    for path in _instances(folder, "cattrysse1994", "chu1997", "yagiura2004"):
        name = f"{path.parent.name}/{path.name}"
        yield Case(
            name=f"gap/{name}",
            build=partial(read_gap, path),
            known=costs.get(name, UNPUBLISHED),
            tags=_tags("gap", path.parent.name, f"gap/{name}"),
        )
        if name in profits:
            yield Case(
                name=f"gap/{name} as profit",
                build=partial(read_gap, path, "max"),
                known=_negated(profits[name]),
                tags=_tags("gap", path.parent.name, f"gap/{name} as profit", "maximise"),
            )


def _cflp(folder: Path) -> Iterator[Case]:
    split, uncapacitated = best_known(folder / "best_known.csv"), best_known(folder / "best_known_ufl.csv")
    optima = orlib_optima(folder / "orlib" / "capopt.txt")
    for path in sorted((folder / "orlib").glob("cap*.txt"), key=_in_number_order):
        if path.stem == "capopt":
            continue
        size = ("large",) if path.stem in OPEN_CAPACITIES else ()
        for capacity in OPEN_CAPACITIES.get(path.stem, (None,)):
            name = path.stem if capacity is None else f"{path.stem}-{capacity}"
            yield Case(
                name=f"cflp/{name} split",
                build=partial(_located, partial(read_orlib, path, capacity), split=True),
                known=split.get(name, UNPUBLISHED),
                tags=_tags("cflp", "orlib", f"cflp/{name}", "split", *size),
            )
        value = uncapacitated.get(path.stem) or optima.get(same_costs(path.stem), UNPUBLISHED)
        unused = 1.0 if path.stem in OPEN_CAPACITIES else None
        yield Case(
            name=f"cflp/{path.stem} uncapacitated",
            build=partial(_located, partial(read_orlib, path, unused), split=True, capacitated=False),
            known=value,
            tags=_tags("cflp", "orlib", f"cflp/{path.stem}", "uncapacitated", *size),
        )


def _sscflp(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for path in _instances(folder, "holmberg", "orlib_single", "yang", "gadegaard_tb4", "diaz_fernandez"):
        name = f"{path.parent.name}/{path.name}"
        reader = read_diaz_fernandez if path.parent.name == "diaz_fernandez" else read_site_rows
        yield Case(
            name=f"sscflp/{name}",
            build=partial(_located, partial(reader, path), split=False),
            known=known.get(name, UNPUBLISHED),
            tags=_tags("sscflp", path.parent.name, f"sscflp/{name}"),
        )


def _gqap(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for path in _instances(folder, "lee_ma", "cordeau"):
        name = f"{path.parent.name}/{path.name}"
        yield Case(
            name=f"gqap/{path.parent.name}/{path.stem}",
            build=partial(read_gqap, path),
            known=known.get(name, UNPUBLISHED),
            tags=_tags("gqap", path.parent.name, f"gqap/{name}"),
        )


def _tap(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for kind, reader in (("tap", read_tap), ("ctap", read_ctap)):
        for path in sorted((folder / kind).glob("*.dat"), key=_in_number_order):
            yield Case(
                name=f"tap/{kind}/{path.stem}",
                build=partial(reader, path),
                known=known.get(f"{kind}/{path.name}", UNPUBLISHED),
                tags=_tags("tap", "full table" if kind == "tap" else "ctap", f"tap/{kind}/{path.name}"),
            )


def _qsap(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for path in sorted((path for path in folder.iterdir() if path.is_dir()), key=_in_number_order):
        yield Case(
            name=f"qsap/{path.name}",
            build=partial(read_qsap, path),
            known=known.get(path.name, UNPUBLISHED),
            tags=_tags("qsap", "silva2021", f"qsap/{path.name}", "large"),
        )


def _qap(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for path in sorted(folder.glob("*.dat"), key=_in_number_order):
        yield Case(
            name=f"qap/{path.stem}",
            build=partial(read_qap, path),
            known=known.get(path.stem, UNPUBLISHED),
            tags=_tags("qap", "qaplib", f"qap/{path.stem}"),
        )


def _mspsp(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    paths = _instances(folder, "set-1a", "set-1b", "set-2a", "set-2b", "set-2c")
    for number, path in enumerate(paths):
        sample = () if number % SAMPLED["mspsp"] else ("sample",)
        source, name = path.parent.name, path.stem.removeprefix("inst_")
        yield Case(
            name=f"mspsp/{source}/{name}",
            build=partial(_skilled, path),
            known=known.get(f"{source}/{path.name}", UNPUBLISHED),
            tags=_tags("mspsp", source, f"mspsp/{source}/{name}", *sample),
        )


def _skilled(path: Path) -> tuple[Project, Network]:
    return read_mspsp(path).as_project()


def _mrcpsp(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    paths = _instances(folder, "j10", "j16", "j20", "j30", "mmlib50")
    for number, path in enumerate(paths):
        source = path.parent.name
        more = [] if number % SAMPLED["mrcpsp"] else ["sample"]
        more += ["wrongly solved"] if f"{source}/{path.stem}" in WRONGLY_SOLVED else []
        yield Case(
            name=f"mrcpsp/{source}/{path.stem}",
            build=partial(_moded, path),
            known=known.get(f"{source}/{path.name}", UNPUBLISHED),
            tags=_tags("mrcpsp", source, f"mrcpsp/{source}/{path.stem}", *more),
        )


def _moded(path: Path) -> tuple[Project, Network]:
    return read_mrcpsp(path).as_project()


def _dtctp(folder: Path) -> Iterator[Case]:
    path = folder / "dtctp_18_subcontractor_options.json"
    if not path.is_file():
        return
    for per_day, optimum in published_optima(path).items():
        yield Case(
            name=f"dtctp/18 tasks, {per_day:g} a day",
            build=partial(_priced_by_day, path, per_day),
            known=BestKnown(optimum, proven=True),
            tags=frozenset({"dtctp"}),
        )


def _priced_by_day(path: Path, per_day: float) -> tuple[Project, Network]:
    return read_time_cost(path).as_project(per_day)


def _auctions(folder: Path) -> Iterator[Case]:
    known = best_known(folder / "best_known.csv")
    for path in sorted(folder.glob("cat_*.wcsp.xz")):
        yield Case(
            name=f"auction/{path.name.removesuffix('.wcsp.xz')}",
            build=partial(read_auction, path),
            known=known.get(path.name, UNPUBLISHED),
            tags=frozenset({"auction", "cats"}),
        )


def _vebench(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.project.json")):
        name = path.name.removesuffix(".project.json")
        yield Case(
            name=f"vebench/{name}",
            build=partial(_loaded, path, path.with_name(f"{name}.network.json")),
            tags=frozenset({"vebench", name.split("_")[1]}),
        )


def _loaded(project: Path, network: Path) -> tuple[Project, Network]:
    one, other = load(project), load(network)
    assert isinstance(one, Project)
    assert isinstance(other, Network)
    return one, other


def _cordis(folder: Path) -> Iterator[Case]:
    """Yield every listed call; those of the core are tagged so."""
    listed = folder / "derived" / "calls.csv.gz"
    if not listed.is_file():
        return
    with gzip.open(listed, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            project = row["call_id"]
            yield Case(
                name=f"cordis/{project} {row['acronym']}",
                build=partial(cordis.reference_call, folder / "cordis_he_raw", project),
                tags=frozenset({"cordis", "core"} if row["set"] == "core20" else {"cordis"}),
            )


def same_costs(name: str) -> str:
    """Return the OR-Library instance with the costs of this one and a capacity that never binds."""
    series, number = name.removeprefix("cap")[:-1], name[-1]
    return f"cap{SAME_COSTS.get(series, series)}{number}"


def _located(read: Callable[[], Sites], *, split: bool, capacitated: bool = True) -> tuple[Project, Network]:
    return read().as_project(split=split, capacitated=capacitated)


def _tags(kind: str, source: str, instance: str, *more: str) -> frozenset[str]:
    smoke = {"smoke"} if instance in SMOKE_INSTANCES else set()
    return frozenset({kind, source, *more} | smoke)


def _negated(known: BestKnown) -> BestKnown:
    return BestKnown(None if known.value is None else -known.value, known.proven)


def _instances(folder: Path, *sources: str) -> Iterator[Path]:
    for source in sources:
        yield from sorted((folder / source).iterdir(), key=_in_number_order)


def _in_number_order(path: Path) -> tuple[object, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in path.stem).split()
    letters = "".join(letter for letter in path.stem if letter.isalpha())
    return (letters, *map(int, digits))
