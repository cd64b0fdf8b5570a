"""``python -m vebuilder``: the command line."""

from vebuilder.cli import entry

if __name__ == "__main__":
    entry()
