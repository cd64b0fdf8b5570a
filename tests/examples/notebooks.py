"""Runs the notebooks of ``examples/`` as a notebook would, and can write their outputs into them.

Usage: python -m tests.examples.notebooks NOTEBOOK...
"""

import ast
import base64
import contextlib
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import matplotlib as mpl

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
DPI = 70


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells with code."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def outputs_of(notebook: Path) -> list[list[dict[str, Any]]]:
    """Run a notebook in an empty folder, and return what each cell puts out."""
    mpl.use("Agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return [
                _run("".join(cell["source"]), names, f"{notebook.name}, cell {number}", number)
                for number, cell in enumerate(code_cells(notebook), 1)
            ]
        finally:
            os.chdir(before)


def _run(source: str, names: dict[str, Any], place: str, number: int) -> list[dict[str, Any]]:
    """Run one cell; what its last line comes to is shown if that is an expression without a semicolon."""
    body = ast.parse(source, place).body
    last = (
        body.pop() if body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";") else None
    )
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), place, "exec"), names)
        value = (
            eval(compile(ast.Expression(last.value), place, "eval"), names)
            if isinstance(last, ast.Expr)
            else None
        )
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        data = _shown(value)
        outputs.append(
            {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        )
    return outputs


def _shown(value: Any) -> dict[str, Any]:
    """Return what a notebook shows of a value."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        drawn = io.BytesIO()
        value.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
        pyplot.close(value)
        return {"image/png": base64.b64encode(drawn.getvalue()).decode(), "text/plain": ["a picture"]}
    if hasattr(value, "_repr_html_"):
        return {"text/html": _lines(value._repr_html_()), "text/plain": [f"<{type(value).__name__}>"]}
    return {"text/plain": _lines(repr(value))}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def steady(outputs: list[dict[str, Any]]) -> str:
    """Return outputs without what differs from run to run: seconds, versions, pixels."""
    kept = json.loads(json.dumps(outputs))
    for output in kept:
        output.get("data", {}).pop("image/png", None)
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    text = re.sub(r"\b\d+\.\d+ s\b", "# s", text)
    return re.sub(r"\b\d+\.\d+\.\d+\b", "#.#.#", text)


def write(notebook: Path) -> None:
    """Run a notebook, and write its outputs into it."""
    whole = json.loads(notebook.read_text(encoding="utf-8"))
    found = iter(outputs_of(notebook))
    number = 0
    for cell in whole["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            cell["outputs"], cell["execution_count"] = next(found), number
    notebook.write_text(f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(Path(name).resolve())
