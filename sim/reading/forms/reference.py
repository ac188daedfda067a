"""The shape of the file that names the sets of behaviour."""

from __future__ import annotations

from pydantic import Field, RootModel

from sim.reading.forms.fields import Form, Names


class SetForm(Form):
    """A named set of behaviour: the tables it reads, later ones overriding; baseline streams it can stand in for.

    `campaign` and `lags`: numbers of a campaign's mechanisms, and the days that answers to provocations took.
    """

    tables: Names
    stand_ins: Names = Field(default_factory=list)
    campaign: Names = Field(default_factory=list)
    lags: Names = Field(default_factory=list)


class SetsForm(RootModel[dict[str, SetForm]]):
    """The named sets of behaviour."""
