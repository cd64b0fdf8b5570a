"""Where the public instances lie."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return where public instances lie: ``VEBUILDER_DATA``, else ``../shared/data`` of the repository."""
    stated = os.environ.get("VEBUILDER_DATA")
    return Path(stated).resolve() if stated else (REPOSITORY / ".." / "shared" / "data").resolve()


def require_data() -> Path:
    """Return the folder of public instances.

    Raises
    ------
    FileNotFoundError
        If it does not exist; the text says what to set.
    """
    folder = data_folder()
    if not folder.is_dir():
        raise FileNotFoundError(
            f"no public instances at {folder}: "
            "set VEBUILDER_DATA to the folder that holds gap, cflp and sscflp"
        )
    return folder
