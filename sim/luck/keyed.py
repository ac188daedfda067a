"""Common random numbers: luck is keyed by what is decided, never by the order in which it is asked for.

A number's luck is a function of (seed, its name, block of 256 draws): adding a measure, a partner or a quantity
changes no other quantity's draws, and two bundles drawn with one seed differ by policy alone.
"""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array

BLOCK = 256
"""Draws that share one key. Lanes come in whole blocks, so that no array operation ever sees a ragged end."""


def uniforms(seed: int, name: str, *blocks: int) -> Array:
    """256 uniform numbers in (0, 1) for one quantity and each of some blocks of draws, side by side."""
    key = np.frombuffer(hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest(), dtype=np.uint64)
    generator = _generator(threading.get_ident())
    fresh = generator.state
    fresh["state"]["key"], fresh["buffer_pos"] = key, len(fresh["buffer"])
    bits = np.empty((len(blocks), BLOCK), dtype=np.uint64)
    for row, block in zip(bits, blocks, strict=True):
        fresh["state"]["counter"] = np.array([0, 0, 0, block], dtype=np.uint64)
        generator.state = fresh
        row[:] = generator.random_raw(BLOCK)
    return _to_open_interval(bits.ravel() >> np.uint64(11), 53)


@lru_cache(maxsize=64)
def _generator(thread: int) -> np.random.Philox:
    """A thread's generator, to be set to a key and a counter: to make one takes longer than to draw its numbers."""
    return np.random.Philox(key=0)


def _to_open_interval(integers: NDArray[np.uint64], bits: int) -> Array:
    """Whole numbers below 2^bits as the middles of as many equal parts of (0, 1)."""
    return (integers.astype(np.float64) + 0.5) * 2.0**-bits


def scrambled(points: NDArray[np.uint32], seed: int, name: str, scramble: int) -> Array:
    """Owen-scramble one column of a Sobol sequence, keyed by (seed, name, scramble), into (0, 1).

    Points, (point,), are 32-bit fractions. Nested uniform scrambling (Owen 1995): every bit is flipped by a coin of its
    own for each value of the bits above it, so that each point is uniform and the column stays as stratified as it was.
    """
    level = np.arange(32, dtype=np.uint64)[:, None]
    above = points.astype(np.uint64) >> (np.uint64(32) - level)
    coins = _coins(above | (np.uint64(1) << level), f"{seed}\0{name}\0{scramble}")
    flips = np.bitwise_or.reduce(coins << (np.uint64(31) - level), axis=0)
    return _to_open_interval(points.astype(np.uint64) ^ flips, 32)


def _coins(nodes: NDArray[np.uint64], key: str) -> NDArray[np.uint64]:
    """0 or 1 for each node of a binary tree, numbered from the root: outputs of SplitMix64 (Steele 2014)."""
    salt = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")
    z = nodes * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z >> np.uint64(63)
