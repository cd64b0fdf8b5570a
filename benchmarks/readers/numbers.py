"""A text file of numbers, read in order."""

from collections.abc import Mapping
from pathlib import Path

Table = tuple[tuple[float, ...], ...]


class Numbers:
    """The numbers of a file, handed out one block after another.

    Parameters
    ----------
    path
        A text file of numbers separated by blanks and line ends; the zero bytes old copies are padded with
        at the end are left out.
    words
        Numbers to read in place of words, such as a capacity the file leaves open.

    Raises
    ------
    ValueError
        If the file holds a word that ``words`` does not explain.
    """

    def __init__(self, path: Path, words: Mapping[str, float] | None = None) -> None:
        self._path = path
        self._next = 0
        meanings = words or {}
        text = path.read_bytes().rstrip(b"\x00\x1a").decode("latin-1")
        self._values = [meanings[word] if word in meanings else self._number(word) for word in text.split()]

    def take(self, count: int) -> tuple[float, ...]:
        """Return the next ``count`` numbers.

        Raises
        ------
        ValueError
            If the file ends before.
        """
        stop = self._next + count
        if stop > len(self._values):
            raise ValueError(
                f"{self._path}: the file ends after {len(self._values)} numbers, {stop} were expected"
            )
        taken = tuple(self._values[self._next : stop])
        self._next = stop
        return taken

    def _number(self, word: str) -> float:
        try:
            return float(word)
        except ValueError:
            raise ValueError(f"{self._path}: '{word[:20]}' is not a number") from None

    def count(self) -> int:
        """Return the next number, which says how many of something follow."""
        (value,) = self.take(1)
        if value < 1 or value != int(value):
            raise ValueError(f"{self._path}: number {self._next} should be a count, but is {value:g}")
        return int(value)

    def table(self, rows: int, columns: int) -> Table:
        """Return the next numbers as a table, row by row."""
        return tuple(self.take(columns) for _ in range(rows))

    def close(self) -> None:
        """Check that nothing is left over.

        Raises
        ------
        ValueError
            If numbers are left: the file is then not in the format it was read in.
        """
        left = len(self._values) - self._next
        if left:
            raise ValueError(f"{self._path}: {left} numbers are left over after the last one expected")
