"""``vebuilder convert``: the same data as JSON, as a workbook, as a folder of CSV files, or as Parquet."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

from vebuilder import api
from vebuilder.commands import options
from vebuilder.commands.codes import DONE
from vebuilder.commands.given import (
    Found,
    article,
    read_all,
    refuse_inputs_as_output,
)
from vebuilder.commands.output import show, show_json
from vebuilder.commands.writing import refuse_existing, write_workbook_of
from vebuilder.io import files, whole_files
from vebuilder.io.graph import write_graphml
from vebuilder.io.parquet.layout import SUFFIX
from vebuilder.io.tables.source import write_tables
from vebuilder.io.tables.workbook import is_workbook
from vebuilder.io.tables.writing import tables_of
from vebuilder.model import DataError, Fault, Network
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands

_NAMED = {"graphml": "graph", "parquet": "Parquet file"}
"""Forms that are one file, whose name ends as they are called."""


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    words = "turn JSON files, a workbook or a folder of CSV files into one another"
    command = commands.add_parser("convert", parents=[options.as_json()], help=words)
    command.add_argument(
        "inputs", nargs="+", metavar="IN", help=f"{options.INSTANCE}; or an enterprise (JSON)"
    )
    command.add_argument(
        "output",
        metavar="OUT",
        help="a workbook (.xlsx), a graph (.graphml), a network in little room (.parquet), or else a folder",
    )
    command.add_argument(
        "--to",
        choices=("xlsx", "csv", "json", "graphml", "parquet"),
        help="what to write; if not stated, OUT tells by how it ends; else CSV files",
    )
    command.add_argument("--force", action="store_true", help="write over files that are there")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read the data in one form and write it in another.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    found, _ = read_all(arguments.inputs)
    out = Path(arguments.output)
    to = arguments.to or _form_of(out)
    if to == "graphml":
        _refuse_no_enterprise(found)
    elif to == "parquet":
        _refuse_no_network(found)
    else:
        _refuse_mixed(found)
    _refuse_form(to, arguments.output, found)
    written = _targets(to, out, found)
    if to != "json":
        refuse_inputs_as_output(arguments.output, arguments.inputs, "the new data")
    if not arguments.force:
        refuse_existing(written)
    if to == "csv":
        _refuse_strays(out, written)
    _write(to, out, found)
    if arguments.json:
        show_json({"written": [str(path) for path in written]})
    else:
        show(f"wrote {', '.join(map(str, written))}")
    return DONE


def _form_of(out: Path) -> str:
    """Return the form that the name of the output asks for."""
    if out.suffix.lower() in {".graphml", SUFFIX}:
        return out.suffix.lower()[1:]
    return "xlsx" if is_workbook(out) else "csv"


def _refuse_no_enterprise(found: Sequence[Found]) -> None:
    """Refuse records that do not make one graph: an enterprise, and perhaps what it was formed from."""
    kinds = Counter(type(one.record) for one in found)
    if kinds[Enterprise] != 1 or max(kinds.values()) > 1:
        paths = ", ".join(dict.fromkeys(one.path for one in found))
        mend = "name one, and with it, if you like, the network and the project it was formed from"
        _refuse(paths, "a graph shows one enterprise", mend)


def _refuse_no_network(found: Sequence[Found]) -> None:
    """Refuse anything but one network."""
    if len(found) > 1 or not isinstance(found[0].record, Network):
        held = " and ".join(article(type(one.record).__name__.lower()) for one in found)
        paths = ", ".join(dict.fromkeys(one.path for one in found))
        mend = "name a network alone; --to json makes one of a workbook or a folder"
        _refuse(paths, f"a Parquet file holds a network only, not {held}", mend)


def _refuse_mixed(found: Sequence[Found]) -> None:
    """Refuse records that do not make one set of tables."""
    kinds = Counter(type(one.record).__name__.lower() for one in found)
    if max(kinds.values()) > 1 or ("enterprise" in kinds and len(kinds) > 1):
        held = ", ".join(article(type(one.record).__name__.lower()) for one in found)
        paths = ", ".join(dict.fromkeys(one.path for one in found))
        _refuse(paths, f"hold {held}", "name a network and a project, or an enterprise alone")


def _refuse_form(to: str, output: str, found: Sequence[Found]) -> None:
    """Refuse an output that cannot hold what is to be written."""
    suffix = Path(output).suffix.lower()
    if to == "xlsx" and not is_workbook(Path(output)):
        _refuse(output, "is no name of a workbook", "end it in .xlsx")
    if to in _NAMED:
        if suffix != f".{to}":
            _refuse(output, f"is no name of a {_NAMED[to]}", f"end it in .{to}")
        return
    if to != "xlsx" and (suffix in {".json", ".csv", ".xls"} or is_workbook(Path(output)) or not output):
        _refuse(
            output or "OUT",
            f"{to.upper()} files go into a folder",
            "name a folder, and --to json or --to csv; or a workbook that ends in .xlsx",
        )
    if to != "xlsx" and Path(output).is_file():
        _refuse(output, "is a file, and a folder is needed", "name a folder")
    if to == "json" and isinstance(found[0].record, Enterprise):
        _refuse(found[0].path, "an enterprise is JSON already", "copy the file")


def _targets(to: str, out: Path, found: Sequence[Found]) -> list[Path]:
    """Return the files that are to be written."""
    if to == "xlsx" or to in _NAMED:
        return [out]
    if to == "json":
        return [out / f"{type(one.record).__name__.lower()}.json" for one in found]
    return [out / f"{name}.csv" for one in found for name in tables_of(one.record)]


def _refuse_strays(folder: Path, written: Sequence[Path]) -> None:
    """Refuse a folder with tables that would be read together with the new ones."""
    strays = sorted(file.name for file in folder.glob("*.csv") if file not in written)
    if strays:
        message = f"holds other tables, which would be read with the new ones: {', '.join(strays)}"
        _refuse(str(folder), message, "remove them, or name another folder")


def _write(to: str, out: Path, found: Sequence[Found]) -> None:
    records = [one.record for one in found]
    if to == "xlsx":
        whole_files.probe(out)
        write_workbook_of(records, out)
    elif to == "graphml":
        by_kind: dict[str, Any] = {type(record).__name__.lower(): record for record in records}
        write_graphml(out, **by_kind)
    elif to == "csv":
        write_tables(out, *records)
    elif to == "parquet":
        files.write(records[0], out)
    else:
        out.mkdir(parents=True, exist_ok=True)
        for record in records:
            api.save(record, out / f"{type(record).__name__.lower()}.json")


def _refuse(path: str, message: str, mend: str) -> Never:
    raise DataError([Fault(path=path, message=message, mend=mend)])
