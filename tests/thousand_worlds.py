"""A thousand random worlds with everything on, engine against reference: `python -m tests.thousand_worlds [COUNT]`.

Every table of the engine must be the reference's to 1e-9 (I11, J20), and each mechanism of the campaign must change
what some worlds earn: a world without it earns something else in a month. The slow ring runs half of the worlds and
counts mechanisms on 120; this runs all, in some ten minutes on one core, and docs/model.md says what came of it.
"""

from __future__ import annotations

import sys
import time

from tests.property.reference_worlds import everything
from tests.property.same import differences, earns_otherwise
from tests.reference.run import run
from tests.reference_worlds import run_reference_world

MECHANISMS = ("press", "designations", "ladder", "talks", "coalition", "switch", "ports", "hurry")
WORLDS, FEWEST = 1000, 50
"""How many worlds, and in how many of them each mechanism must change something."""


def compared(seed: int) -> tuple[list[str], list[str]]:
    """Where the two engines differ in a world, and which mechanisms change what it earns."""
    world = everything(seed)
    ours, theirs = run_reference_world(world), run(world)
    ours["ratio"] = {name: ratios for name, ratios in ours["ratio"].items() if name in theirs["ratio"]}
    moved = [one for one in MECHANISMS if earns_otherwise(theirs, run(everything(seed, (one,))))]
    return differences(ours, theirs), moved


def main(count: int) -> int:
    """Compare so many worlds, and print what came of it; 1 where engines differ or a mechanism changes too little."""
    began, moved, differing = time.process_time(), dict.fromkeys(MECHANISMS, 0), 0
    for seed in range(count):
        found, mechanisms = compared(seed)
        differing += bool(found)
        for line in found[:3]:
            print(f"world {seed}: {line}")
        for mechanism in mechanisms:
            moved[mechanism] += 1
    print(f"{count} worlds, {differing} in which the engines differ, {time.process_time() - began:.0f} s of CPU")
    print("worlds whose receipts a mechanism changes: " + ", ".join(f"{name} {n}" for name, n in moved.items()))
    return int(differing > 0 or WORLDS * min(moved.values()) < FEWEST * count)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS))
