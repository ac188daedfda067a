"""The house: imports go downward only, sciences import no clock or files, names of the floors are all known."""

import ast
from pathlib import Path

from tests.trees import SIM, nodes_of

FLOORS = {
    0: {"common"},
    1: {"domain", "economics"},
    2: {"luck", "law"},
    3: {"reading", "world"},
    4: {"processes", "store"},
    5: {"runs"},
    6: {"analysis"},
    7: {"plots"},
    8: {"pages", "report", "sweeps"},
    9: {"cli"},
}
DOORS = {"__init__.py", "__main__.py"}
MOST_FLOORS, MOST_ARROWS = 10, 70
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
PURE = {"common", "domain", "economics"}
NOT_PURE = {"simpy", "pandas", "pathlib", "random", "os", "datetime.now"}


def room_of(path: Path) -> str:
    parts = path.relative_to(SIM).with_suffix("").parts
    return parts[0]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def modules() -> list[Path]:
    return [path for path in sorted(SIM.rglob("*.py")) if path.parent != SIM]


def arrows() -> set[tuple[str, str]]:
    pairs = {(room_of(path), name) for path in modules() for name in imports_of(path)}
    rooms = {(here, name.split(".")[1]) for here, name in pairs if name.startswith("sim.")}
    return {(here, there) for here, there in rooms if here != there}


def test_the_house_has_two_doors_and_few_floors():
    assert {path.name for path in SIM.glob("*.py")} == DOORS
    assert len(FLOORS) <= MOST_FLOORS
    assert len(arrows()) <= MOST_ARROWS


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


def in_circles(imports: dict[str, set[str]]) -> list[str]:
    """Whom no order puts below all that import it: what is left once all that imports nothing left is taken out."""
    left = imports
    while free := {name for name, wanted in left.items() if not wanted & set(left) - {name}}:
        left = {name: wanted for name, wanted in left.items() if name not in free}
    return sorted(left)


def test_no_files_import_each_other_in_a_circle():
    """Imports for type checkers only are counted too; the package's own door, which imports by name, is not."""
    names = {path: path.relative_to(SIM.parent).with_suffix("").parts for path in modules()}
    imports = {".".join(parts).removesuffix(".__init__"): imports_of(path) for path, parts in names.items()}
    assert len(imports) > 300
    assert in_circles(imports) == []
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]


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
    (tmp_path / "bad.py").write_text("from sim.cli.main import main\n")
    assert imports_of(tmp_path / "bad.py") == {"sim.cli.main"}
    assert FLOOR_OF["cli"] >= FLOOR_OF["domain"]
