"""A page in a real browser: its bytes, how long it takes to stand, how long a redraw takes, and what it asks for.

    python benchmarks/page.py results/report.html

The redraws and the second start are on a processor that the browser slows four times, as a telephone's is.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.pages.browser import chromium, complaints, opened, requested

SLOWED, STARTS = 4, 5
REDRAW = """
const done = arguments[0], dial = document.querySelector('#others'), taken = [];
const turn = (n) => {
  if (n === 10) return done(taken);
  dial.value = n + 0.5;
  const before = performance.now();
  dial.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => {
    taken.push(performance.now() - before);
    setTimeout(turn, 1500, n + 1);
  }));
};
turn(0);
"""
"""Turns the dial ten times; milliseconds from the key until the frame that shows it is painted, at rest between."""
STOOD = "return performance.now()"


def starts(driver: Any, page: Path) -> list[float]:
    """Milliseconds from opening the page to its charts standing, several times over; the first one is the coldest."""
    found = []
    for _ in range(STARTS):
        opened(driver, page)
        found.append(float(driver.execute_script(STOOD)))
    return found


def slowed(driver: Any, times: int) -> None:
    """Slow the processor so many times."""
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": times})


def main(page: Path) -> None:
    """Print what a page costs."""
    whole = page.read_bytes()
    print(f"bytes {len(whole):,}, deflated {len(gzip.compress(whole)):,}")
    with tempfile.TemporaryDirectory() as folder, chromium(Path(folder)) as driver:
        for times in (1, SLOWED):
            slowed(driver, times)
            taken = starts(driver, page)
            redraws = driver.execute_async_script(REDRAW)
            print(
                f"processor slowed {times} times: stands after {taken[0]:,.0f} ms (best {min(taken):,.0f}); "
                f"a redraw {statistics.median(redraws):,.0f} ms (worst {max(redraws):,.0f})"
            )
        print(f"requests {len(requested(driver))}, warnings {len(complaints(driver))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
