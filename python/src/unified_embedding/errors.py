"""What can go wrong, seen from the user: one family of errors with the codes of the command line.

Every message names what failed, the value with its bound, and the remedy.
"""

import enum
from pathlib import Path


class ErrorCode(enum.Enum):
    """The kind of an error; the value is the exit code of the command line for the same problem."""

    USAGE = 2
    BAD_INPUT = 3
    CONFLICT = 6
    BAD_FORMAT = 7
    RETRY = 10


class UnifiedEmbeddingError(Exception):
    """Any problem that the loader reports; ``code`` says of which kind."""

    code: ErrorCode


class UsageError(UnifiedEmbeddingError, ValueError):
    """A name, reference or argument that does not exist here."""

    code = ErrorCode.USAGE


class BadInputError(UnifiedEmbeddingError, ValueError):
    """Values that a feature cannot have."""

    code = ErrorCode.BAD_INPUT


class ConflictError(UnifiedEmbeddingError):
    """An increment that belongs to another version, or a folder that holds something else."""

    code = ErrorCode.CONFLICT


class BadFormatError(UnifiedEmbeddingError):
    """A version that is incomplete, damaged or newer than this loader."""

    code = ErrorCode.BAD_FORMAT


class RetryError(UnifiedEmbeddingError, OSError):
    """Storage failed; the same call may succeed later."""

    code = ErrorCode.RETRY


def bad_file(path: Path, problem: str) -> BadFormatError:
    """A file of a version that is not what its manifest promises."""
    return BadFormatError(
        f"Cannot read {path}: {problem}. Copy the version again or load another one."
    )


def unreadable(path: Path, cause: OSError) -> RetryError:
    """A file that storage did not give."""
    return RetryError(f"Cannot read {path}: {cause}. Check the storage and load again.")


def refused_type(feature: str, kind: str) -> BadInputError:
    """Categories of a type that has no canonical text."""
    return BadInputError(
        f"Invalid values of feature '{feature}': type {kind} (a category is a text, bytes, an "
        "integer, a boolean or a date; floats, decimals and timestamps have no canonical text). "
        "Convert them to integers or to the texts that the model was trained with."
    )
