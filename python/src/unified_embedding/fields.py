"""Reading JSON objects whose fields must all be known and all be there."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from unified_embedding.errors import BadFormatError

T = TypeVar("T")

_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Fields:
    """One object of a JSON document; leaving its ``with`` block refuses fields that nobody took.

    A reader that does not know a field may not ignore it, so every field is taken by name.
    """

    def __init__(self, path: Path, value: Any, where: str = ""):
        self._path = path
        self._where = where
        if not isinstance(value, dict):
            raise self.bad(f"{where or 'it'} is no JSON object")
        self._rest = dict(value)

    def bad(self, problem: str) -> BadFormatError:
        """The error of a manifest with this problem."""
        return BadFormatError(
            f"Cannot read manifest {self._path}: {problem}. Copy the version again, or use a "
            "loader as new as the build that wrote it."
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None and self._rest:
            raise self.bad(f"unknown field '{self._name(next(iter(self._rest)))}'")

    def _name(self, field: str) -> str:
        return f"{self._where}.{field}" if self._where else field

    def _take(self, field: str) -> Any:
        if field not in self._rest:
            raise self.bad(f"field '{self._name(field)}' is missing")
        return self._rest.pop(field)

    def _wrong(self, field: str, value: Any, bound: str) -> BadFormatError:
        return self.bad(f"field '{self._name(field)}' is {value!r} (must be {bound})")

    def text(self, field: str) -> str:
        value = self._take(field)
        if not isinstance(value, str):
            raise self._wrong(field, value, "a text")
        return value

    def optional_text(self, field: str) -> str | None:
        if self._rest.get(field, "") is None:
            return self._take(field)
        return self.text(field)

    def choice(self, field: str, *choices: str) -> str:
        value = self.text(field)
        if value not in choices:
            raise self._wrong(field, value, "one of " + ", ".join(choices))
        return value

    def boolean(self, field: str) -> bool:
        value = self._take(field)
        if not isinstance(value, bool):
            raise self._wrong(field, value, "true or false")
        return value

    def integer(self, field: str, minimum: int, maximum: int = 2**63 - 1) -> int:
        value = self._take(field)
        if type(value) is not int or not minimum <= value <= maximum:
            raise self._wrong(field, value, f"an integer in [{minimum}, {maximum}]")
        return value

    def number(self, field: str) -> float:
        return self._number(field, self._take(field))

    def optional_number(self, field: str) -> float | None:
        value = self._take(field)
        return None if value is None else self._number(field, value)

    def _number(self, field: str, value: Any) -> float:
        if type(value) is int or isinstance(value, float):
            return float(value)
        if isinstance(value, str) and value in _NOT_FINITE:
            return _NOT_FINITE[value]
        raise self._wrong(field, value, "a number")

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(self._all(field, str, "a list of texts"))

    def integers(self, field: str, minimum: int) -> tuple[int, ...]:
        values = self._all(field, int, f"a list of integers >= {minimum}")
        if any(value < minimum for value in values):
            raise self._wrong(field, values, f"a list of integers >= {minimum}")
        return tuple(values)

    def numbers(self, field: str) -> tuple[float, ...]:
        return tuple(self._number(field, value) for value in self._list(field))

    def _all(self, field: str, kind: type[T], bound: str) -> list[T]:
        values = self._list(field)
        if any(type(value) is not kind for value in values):
            raise self._wrong(field, values, bound)
        return values

    def _list(self, field: str) -> list[Any]:
        value = self._take(field)
        if not isinstance(value, list):
            raise self._wrong(field, value, "a list")
        return value

    def object(self, field: str) -> "Fields":
        return Fields(self._path, self._take(field), self._name(field))

    def objects(self, field: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """What ``read`` makes of each object of a list."""
        return tuple(
            self._read(value, f"{self._name(field)}[{i}]", read)
            for i, value in enumerate(self._list(field))
        )

    def mapping(self, field: str, read: Callable[["Fields"], T]) -> dict[str, T]:
        """What ``read`` makes of each object of an object with free names."""
        with self.object(field) as named:
            names: Sequence[str] = list(named._rest)
            return {
                name: self._read(named._take(name), f"{self._name(field)}.{name}", read)
                for name in names
            }

    def _read(self, value: Any, where: str, read: Callable[["Fields"], T]) -> T:
        with Fields(self._path, value, where) as fields:
            return read(fields)

    def free(self, field: str) -> dict[str, Any]:
        """An object of anything, for what is only shown."""
        with self.object(field) as named:
            content, named._rest = named._rest, {}
            return content

    def optional_free(self, field: str) -> dict[str, Any] | None:
        """The same, or null."""
        if self._rest.get(field, "") is None:
            return self._take(field)
        return self.free(field)
