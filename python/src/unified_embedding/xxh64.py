"""XXH64 of many values at once, vectorised over the values by NumPy.

All hashes are uint64 arrays, whose products and sums wrap as XXH64 wants. Work is cut into blocks
that stay in the second-level cache, since the arrays between two steps are what costs.

Source: Y. Collet, xxHash fast digest algorithm, specification 0.1.1, section XXH64.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

P1, P2, P3, P4, P5 = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
_MASK = 2**64 - 1

BLOCK = 1 << 15
"""Values of a block. An array of them takes 256 KiB, so that the two or three of a step fit into
the cache of a core; in smaller blocks the calls of NumPy cost more than the work."""

_STRIPE = 32
"""Bytes that XXH64 mixes at once; a shorter text has no stripe."""


def _digits_of(count: int) -> Hashes:
    """The ASCII digits of the numbers below 10^count, [10^count, count], leading zeros kept."""
    numbers = np.arange(10**count, dtype=np.uint64)[:, None]
    powers = np.array([10**place for place in reversed(range(count))], np.uint64)
    return numbers // powers % np.uint64(10) + np.uint64(ord("0"))


_FOUR_DIGITS: Hashes = (_digits_of(4) << np.array([0, 8, 16, 24], np.uint64)).sum(1, np.uint64)
"""The four bytes of the text of 0000 to 9999 as a little-endian number."""

_LAST_DIGITS: Hashes = np.ascontiguousarray((_digits_of(3) * np.uint64(P5)).T)
"""[3, 1000]: hundreds, tens and ones of 000 to 999, each digit's byte times P5."""

_MINUS = ord("0") - ord("-")


def blocks(count: int) -> Iterator[slice]:
    """Consecutive slices of at most BLOCK that cover ``range(count)``."""
    return (slice(at, min(at + BLOCK, count)) for at in range(0, count, BLOCK))


def hash_one(text: bytes, seed: int) -> int:
    """The hash of one text, as an unsigned number."""
    data = np.frombuffer(text, np.uint8)
    return int(hash_texts(data, np.array([0, len(text)], np.int64), seed)[0])


def lanes(values: Hashes) -> Hashes:
    """What a seed has no part in when 8-byte values are hashed: make it once for all chunks."""
    mixed = values * np.uint64(P2)
    _rotate(mixed, 31)
    mixed *= np.uint64(P1)
    return mixed


def hash_lanes(mixed: Hashes, seed: int | Hashes) -> Hashes:
    """The hashes of the values that ``lanes`` mixed, under one seed or under one for each."""
    if isinstance(seed, int):
        hashes = mixed ^ np.uint64((seed + P5 + 8) & _MASK)
    else:
        hashes = seed + np.uint64((P5 + 8) & _MASK)
        hashes ^= mixed
    _after_eight(hashes)
    _avalanche(hashes)
    return hashes


def hash_decimals(integers: NDArray[np.integer], seed: int) -> Hashes:
    """The hashes of integers [n] written as decimal text, with ``-`` before negative ones."""
    hashes = np.empty(len(integers), np.uint64)
    for block in blocks(len(integers)):
        piece = integers[block]
        if piece.dtype.kind == "u" or int(piece.min()) >= 0:
            _hash_magnitudes(piece.astype(np.uint64), "", seed, hashes[block])
            continue
        wide = piece.astype(np.int64)
        negative = wide < 0
        # The magnitude of the least int64 is its own bit pattern.
        magnitudes = np.abs(wide).view(np.uint64)
        for sign, members in (("", ~negative), ("-", negative)):
            part = np.empty(np.count_nonzero(members), np.uint64)
            _hash_magnitudes(magnitudes[members], sign, seed, part)
            hashes[block][members] = part
    return hashes


def _hash_magnitudes(magnitudes: Hashes, sign: str, seed: int, out: Hashes) -> None:
    if not len(magnitudes):
        return
    shortest = len(str(int(magnitudes.min())))
    longest = len(str(int(magnitudes.max())))
    if shortest == longest:
        out[:] = _hash_digits(magnitudes, longest, sign, seed)
        return
    lengths = np.full(len(magnitudes), shortest, np.uint8)
    for digits in range(shortest, longest):
        lengths += magnitudes >= np.uint64(10**digits)
    for digits in range(shortest, longest + 1):
        members = np.flatnonzero(lengths == digits)
        if len(members):
            out[members] = _hash_digits(magnitudes[members], digits, sign, seed)


def _hash_digits(rest: Hashes, digits: int, sign: str, seed: int) -> Hashes:
    """Hashes of the texts of numbers that all have the same count of digits.

    The sign takes the place of a leading zero, which is turned into ``-`` in the first word.
    """
    left = digits + len(sign)
    hashes = np.full(len(rest), (seed + P5 + left) & _MASK, np.uint64)
    minus = np.uint64(_MINUS if sign else 0)
    while left >= 8:
        left -= 8
        word, rest = _split(rest, left)
        word = _eight_digits(word)
        if minus:
            word -= minus
            minus = np.uint64(0)
        _eat_eight(hashes, word)
    if left >= 4:
        left -= 4
        word, rest = _split(rest, left)
        word = _FOUR_DIGITS.take(word.view(np.int64))
        if minus:
            word -= minus
            minus = np.uint64(0)
        _eat_four(hashes, word)
    if minus:
        hashes ^= np.uint64(ord("-") * P5 & _MASK)
        _after_one(hashes)
        left -= 1
    index = rest.view(np.int64)
    for place in range(3 - left, 3):
        hashes ^= _LAST_DIGITS[place].take(index)
        _after_one(hashes)
    _avalanche(hashes)
    return hashes


def _split(numbers: Hashes, digits: int) -> tuple[Hashes, Hashes]:
    """The numbers without their last digits, and these."""
    if digits == 0:
        return numbers, numbers
    power = np.uint64(10**digits)
    head = numbers // power
    return head, numbers - head * power


def _eight_digits(numbers: Hashes) -> Hashes:
    high, low = _split(numbers, 4)
    word = _FOUR_DIGITS.take(low.view(np.int64))
    word <<= np.uint64(32)
    word |= _FOUR_DIGITS.take(high.view(np.int64))
    return word


def hash_texts(data: NDArray[np.uint8], offsets: NDArray[np.integer], seed: int) -> Hashes:
    """The hashes of texts [n]; text i is ``data[offsets[i]:offsets[i + 1]]``.

    Texts are grouped by their length modulo 32, so that there are at most 32 groups whatever the
    lengths are, and the members of a group end in the same steps.
    """
    first = int(offsets[0])
    words = _Words(data[first : int(offsets[-1])])
    starts = offsets[:-1].astype(np.int64) - first
    lengths = np.diff(offsets).astype(np.int64)
    hashes = np.empty(len(lengths), np.uint64)
    tails = (lengths % _STRIPE).astype(np.uint8)
    order = np.argsort(tails, kind="stable")
    counts = np.bincount(tails, minlength=_STRIPE)
    ends = np.cumsum(counts)
    long = bool(lengths.max(initial=0) >= _STRIPE)
    for tail in np.flatnonzero(counts).tolist():
        begin = int(ends[tail] - counts[tail])
        for block in blocks(int(counts[tail])):
            members = order[begin + block.start : begin + block.stop]
            at, length = starts[members], lengths[members]
            state = np.full(len(members), (seed + P5) & _MASK, np.uint64)
            if long:
                _eat_stripes(state, words, at, length // _STRIPE, seed)
                at += length - tail
            state += length.view(np.uint64)
            _eat_tail(state, words, at, tail)
            _avalanche(state)
            hashes[members] = state
    return hashes


class _Words:
    """Little-endian 8-byte words at any offset of some bytes, by two aligned reads each."""

    def __init__(self, data: NDArray[np.uint8]):
        self._aligned = np.zeros(len(data) // 8 + 2, "<u8")
        self._aligned.view(np.uint8)[: len(data)] = data

    def at(self, offsets: NDArray[np.int64]) -> Hashes:
        index = offsets >> 3
        shift = (offsets & 7).view(np.uint64)
        shift <<= np.uint64(3)
        word = self._aligned.take(index)
        word >>= shift
        index += 1
        high = self._aligned.take(index)
        # In two shifts, since one by 64 bits is not defined.
        shift ^= np.uint64(63)
        high <<= np.uint64(1)
        high <<= shift
        word |= high
        return word


def _eat_stripes(
    state: Hashes, words: _Words, at: NDArray[np.int64], stripes: NDArray[np.int64], seed: int
) -> None:
    """Replaces the state of every text that has stripes by what its stripes leave."""
    order = np.argsort(-stripes, kind="stable")
    order = order[: np.count_nonzero(stripes)]
    stripes, at = stripes[order], at[order]
    starts = (seed + P1 + P2, seed + P2, seed, seed - P1)
    sums = [np.full(len(order), start & _MASK, np.uint64) for start in starts]
    for stripe in range(int(stripes.max(initial=0))):
        # Longest first: those that have this stripe are in front.
        active = int(np.searchsorted(-stripes, -stripe, side="left"))
        for lane, total in enumerate(sums):
            word = words.at(at[:active] + (_STRIPE * stripe + 8 * lane))
            word *= np.uint64(P2)
            word += total[:active]
            _rotate(word, 31)
            np.multiply(word, np.uint64(P1), out=total[:active])
    joined = np.zeros(len(order), np.uint64)
    for total, bits in zip(sums, (1, 7, 12, 18), strict=True):
        rotated = total.copy()
        _rotate(rotated, bits)
        joined += rotated
    for total in sums:
        joined ^= lanes(total)
        joined *= np.uint64(P1)
        joined += np.uint64(P4)
    state[order] = joined


def _eat_tail(state: Hashes, words: _Words, at: NDArray[np.int64], tail: int) -> None:
    for _ in range(tail // 8):
        _eat_eight(state, words.at(at))
        at += 8
    if tail % 8 == 0:
        return
    word = words.at(at)
    if tail & 4:
        _eat_four(state, word & np.uint64(2**32 - 1))
        word >>= np.uint64(32)
    for _ in range(tail % 4):
        byte = word & np.uint64(255)
        byte *= np.uint64(P5)
        state ^= byte
        _after_one(state)
        word >>= np.uint64(8)


def _eat_eight(state: Hashes, word: Hashes) -> None:
    state ^= lanes(word)
    _after_eight(state)


def _eat_four(state: Hashes, word: Hashes) -> None:
    word *= np.uint64(P1)
    state ^= word
    _rotate(state, 23)
    state *= np.uint64(P2)
    state += np.uint64(P3)


def _after_eight(state: Hashes) -> None:
    _rotate(state, 27)
    state *= np.uint64(P1)
    state += np.uint64(P4)


def _after_one(state: Hashes) -> None:
    _rotate(state, 11)
    state *= np.uint64(P1)


def _avalanche(state: Hashes) -> None:
    state ^= state >> np.uint64(33)
    state *= np.uint64(P2)
    state ^= state >> np.uint64(29)
    state *= np.uint64(P3)
    state ^= state >> np.uint64(32)


def _rotate(state: Hashes, bits: int) -> None:
    low = state >> np.uint64(64 - bits)
    state <<= np.uint64(bits)
    state |= low
