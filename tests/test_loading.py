"""Ctrl-C while the command line is still being loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent")

PRESSING = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)

class Press:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Press())
"""


def ran(folder: Path, module: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with Ctrl-C pressed when a module is about to be imported."""
    (folder / "sitecustomize.py").write_text(PRESSING.format(module=module))
    paths = os.pathsep.join([str(folder), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": paths},
    )


@pytest.mark.parametrize("module", ["numpy", "vebuilder.model", "vebuilder.explore"])
def test_the_command_line_ends_quietly(tmp_path: Path, module: str) -> None:
    program = tmp_path / "vebuilder"
    program.write_text("from vebuilder.cli import entry\nentry()\n")
    for words in (["-m", "vebuilder"], [str(program)]):
        ending = ran(tmp_path, module, *words, "--version")
        assert (ending.returncode, ending.stdout, ending.stderr) == (130, "", "")


def test_a_program_that_uses_the_library_is_interrupted_as_ever(tmp_path: Path) -> None:
    ending = ran(tmp_path, "numpy", "-c", "import vebuilder")
    assert ending.returncode != 0
    assert "KeyboardInterrupt" in ending.stderr


def test_once_loaded_nothing_is_left_behind(tmp_path: Path) -> None:
    program = tmp_path / "vebuilder"
    program.write_text("import signal, vebuilder\nprint(signal.getsignal(signal.SIGINT))\n")
    assert "default_int_handler" in ran(tmp_path, "none", str(program)).stdout
