"""The past of a series in packed numbers: a wall that starts asks for tens of thousands of points."""

import sys
from array import array
from collections.abc import Iterable
from typing import Self

from app.model.value import Value


class PackedPast(Value, frozen=True, kw_only=True, array_like=True):
    """Points of one series, oldest first. NaN stands for a gap, and for no usual band."""

    check: str
    series: str
    at: bytes  # wall seconds: 64-bit floats, little endian
    # Values, then lower, then upper ends of the usual band: 32-bit floats, little endian.
    numbers: bytes

    @classmethod
    def of(cls, check: str, series: str, at: Iterable[float], *rows: Iterable[float]) -> Self:
        """Pack times and three rows: values, lower and upper ends."""
        numbers = b"".join(_bytes(array("f", row)) for row in rows)
        return cls(check=check, series=series, at=_bytes(array("d", at)), numbers=numbers)

    def columns(self) -> "tuple[array[float], array[float], array[float], array[float]]":
        """Return times, values, lower and upper ends; raises ``ValueError`` where they do not fit."""
        at, numbers = array("d"), array("f")
        at.frombytes(self.at)
        numbers.frombytes(self.numbers)
        count = len(at)
        if len(numbers) != 3 * count:
            raise ValueError(f"{count} times, but {len(numbers)} numbers")
        if sys.byteorder == "big":
            at.byteswap()
            numbers.byteswap()
        return at, numbers[:count], numbers[count : 2 * count], numbers[2 * count :]


def _bytes(row: "array[float]") -> bytes:
    if sys.byteorder == "big":
        row.byteswap()
    return row.tobytes()
