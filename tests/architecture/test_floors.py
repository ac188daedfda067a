"""The house: imports go downward only, sciences import no clock or files, names of the floors are all known."""

import ast
from pathlib import Path

SIM = Path(__file__).parents[2] / "sim"
FLOORS = {
    0: {"errors"},
    1: {"units", "months", "axes", "storage", "pool", "streams"},
    2: {"domain", "randomness", "replicates", "lock"},
    3: {"economics", "reading", "sampling"},
    4: {"layout", "sobol"},
    5: {"world"},
    6: {"assembly"},
    7: {"processes"},
    8: {"model"},
    9: {"totals"},
    10: {"ensemble"},
    11: {"reducing"},
    12: {"analysis"},
    13: {"plots", "report"},
    14: {"results"},
    15: {"drawn", "sweep"},
    16: {"running"},
    17: {"comparing"},
    18: {"cli_sweep"},
    19: {"cli"},
    20: {"__main__"},
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
PURE = {"domain", "economics", "errors", "units", "months", "axes"}
NOT_PURE = {"simpy", "pandas", "pathlib", "random", "os", "datetime.now"}


def room_of(path: Path) -> str:
    parts = path.relative_to(SIM).with_suffix("").parts
    return parts[0]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def modules() -> list[Path]:
    return [path for path in sorted(SIM.rglob("*.py")) if path != SIM / "__init__.py"]


def test_every_room_has_a_floor():
    rooms = {room_of(path) for path in modules()}
    assert rooms - set(FLOOR_OF) == set()
    assert set(FLOOR_OF) - rooms == set()


def test_imports_go_downward():
    wrong = []
    for path in modules():
        here = room_of(path)
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "sim" and len(parts) > 1 and parts[1] != here and FLOOR_OF[parts[1]] >= FLOOR_OF[here]:
                wrong.append(f"{path.relative_to(SIM)} imports {name}")
    assert wrong == []


def test_nouns_and_arithmetic_know_no_clock_and_no_files():
    wrong = [
        f"{path.relative_to(SIM)} imports {name}"
        for path in modules()
        if room_of(path) in PURE
        for name in imports_of(path)
        if name.split(".")[0] in NOT_PURE
    ]
    assert wrong == []


def test_the_test_sees_an_upward_import(tmp_path):
    (tmp_path / "bad.py").write_text("from sim.cli import main\n")
    assert imports_of(tmp_path / "bad.py") == {"sim.cli"}
    assert FLOOR_OF["cli"] >= FLOOR_OF["domain"]
