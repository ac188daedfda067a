"""The Data Package of the reference tables is what their forms say, and names every table."""

import json

from tests.regression.reference_package import HOME, PACKAGE, package


def test_the_package_is_what_the_forms_say():
    """Written anew by `python -m tests.regression.reference_package`."""
    assert PACKAGE.read_text(encoding="utf-8") == package()


def test_it_names_every_table_and_its_keys_hold():
    told = json.loads(PACKAGE.read_text(encoding="utf-8"))["resources"]
    assert [one["path"] for one in told] == sorted(path.relative_to(HOME).as_posix() for path in HOME.rglob("*.csv"))
    keyed = {one["path"] for one in told if "primaryKey" in one["schema"]}
    assert {"baseline/customs_2016.csv", "partners/partners.csv", "behaviour/ex_ante_2017.csv"} <= keyed
