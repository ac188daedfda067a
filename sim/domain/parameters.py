"""The numbers of the model by name: what they measure, their limits, and what they may be given for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ScopeKind = Literal["", "stream", "partner", "measure", "kind", "link", "push", "day", "class", "coalition"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the model. `scope` says what a more specific value may be given for."""

    name: str
    measures: str
    low: float
    high: float
    scope: ScopeKind
    meaning: str

    @property
    def label(self) -> str:
        """A few words for axes and rows: the meaning up to its first colon or comma."""
        words = self.meaning.partition(":")[0].partition(",")[0]
        return f"{words[0].upper()}{words[1:]}"


INFINITE = float("inf")

PARAMETERS: dict[str, Parameter] = {
    p.name: p
    for p in (
        # compliance
        Parameter("gamma", "number", 0, 20, "", "curvature of the dial: share carried out = (dial/10)^gamma"),
        Parameter("peer", "number", -1, 1, "partner", "pull of the other partners' compliance on a partner's dial"),
        Parameter(
            "resistance", "number", 0.01, 20, "partner", "how far a partner resists the dial, relative to the mean"
        ),
        Parameter("exposure", "number", 0, 1, "partner", "how far secondary sanctions reach a partner"),
        Parameter("sigma", "dial points", 0, 10, "measure", "secondary pressure of a measure, dial points"),
        Parameter("tau_up", "months", 0, 600, "partner", "e-folding time of tightening policy"),
        Parameter("tau_down", "months", 0, 600, "partner", "e-folding time of loosening policy"),
        Parameter("tau_impl", "months", 0, 600, "partner", "e-folding time of customs after an order"),
        Parameter("lag_days", "days", 0, 3650, "partner", "days from a UN act to the partner's own order"),
        Parameter("own_notice", "number", 0, 1, "partner", "share of a partner's own act or notice it carries out"),
        Parameter("switch_open", "dial points", 0, 20, "partner", "settled dial from which a partner gives notice"),
        Parameter("switch_close", "dial points", 0, 10, "partner", "settled dial below which it withdraws its notices"),
        Parameter("switch_delay", "months", 0, 60, "partner", "whole months from the dial to the gazette, either way"),
        Parameter("q", "number", 0, 1, "kind", "enforceability of an instrument"),
        Parameter("q_host", "number", 0, 1, "partner", "enforceability of labour provisions in a host country"),
        # law
        Parameter(
            "self_certified", "number", 0, 1, "stream", "share that buyers certify away under a livelihood clause"
        ),
        Parameter("outside_hs25", "number", 0, 1, "stream", "share of a stream outside HS chapter 25"),
        Parameter("ferro_alloys", "number", 0, 1, "stream", "share of iron and steel that buyers treat as no iron"),
        Parameter("permit_life", "months", 0.01, 600, "measure", "e-folding life of work permits that are not renewed"),
        Parameter(
            "return_half_life", "months", 0, 600, "measure", "months until half of the trade is back after lifting"
        ),
        Parameter("payment_share", "number", 0, 1, "measure", "share of receipts lost while banks are cut off"),
        # flows
        Parameter("theta", "number", 0, 1, "stream", "share of displaced trade that looks for another buyer"),
        Parameter("alpha", "number", 0, 10, "stream", "what a buyer can take beyond what it buys, as a share of it"),
        Parameter("phi", "number", 0, 1, "stream", "what a possible buyer can start to take, as a share of the stream"),
        Parameter("delta_o", "number", 0, 1, "stream", "discount on restricted trade that simply goes on"),
        Parameter("delta_d", "number", 0, 1, "stream", "discount on diverted trade"),
        Parameter("delta_s", "number", 0, 1, "stream", "discount on smuggled trade"),
        Parameter("kappa", "number", 0, 1, "stream", "smuggling capacity as a share of the stream's value"),
        Parameter("tau_k", "months", 0, 600, "", "e-folding time of building smuggling capacity"),
        Parameter("k0", "number", 0, 1, "", "share of smuggling capacity there from the start"),
        Parameter("eps", "number", 0, 1, "stream", "how far partners that comply also crack down on smuggling"),
        Parameter("psi", "number", 0, 1, "stream", "share of smuggled goods that is interdicted"),
        Parameter("rho_d", "number", 0, 1, "stream", "share of diverted trade that customs record as North Korean"),
        Parameter(
            "rho_o",
            "number",
            0,
            1,
            "stream",
            "share of what passes against an own act that is declared all the same",
        ),
        Parameter("smuggled_price", "price", 0, INFINITE, "stream", "unit price of smuggled goods"),
        Parameter("substitution_share", "number", 0, 1, "link", "share of lost trade that feeds another stream"),
        Parameter("substitution_tau", "months", 0, 600, "link", "e-folding time of that substitution"),
        # goods at ports
        Parameter("port_months", "months", 0, 60, "stream", "months of base-year trade that fit on a buyer's quays"),
        Parameter("port_loss", "number", 0, 1, "stream", "share of what lies at ports that is lost each month"),
        Parameter("hurry", "number", 0, 1, "stream", "share of port_months that is sent ahead of an announced act"),
        Parameter("rush", "number", 1, 10, "stream", "the largest month of hurried trade, relative to an ordinary one"),
        # baseline
        Parameter("growth", "rate a year", -0.9, 10, "stream", "yearly growth without new measures, in the base year"),
        Parameter("t_g", "months", 0.01, 12_000, "", "e-folding time in which growth fades"),
        Parameter("retained", "number", 0, 1, "stream", "share of gross value that stays as hard currency"),
        Parameter("take", "take", 0, INFINITE, "stream", "what the state takes of a head a year, net"),
        Parameter("take_host", "take", 0, INFINITE, "partner", "what the state takes of a head a year in a host"),
        Parameter("unit_value", "price", 0, INFINITE, "stream", "base-year unit value"),
        # draws
        Parameter("noise_sd", "number", 0, 5, "", "standard deviation of monthly goods trade in logs"),
        Parameter("noise_ar1", "number", 0, 1, "", "its monthly autocorrelation"),
        Parameter("price_ar1", "number", 0, 1, "stream", "monthly autocorrelation of the log price in draws"),
        Parameter("price_sd", "number", 0, 5, "stream", "standard deviation of its monthly innovations"),
        Parameter("lumpy_n", "deliveries a year", 0, 1000, "stream", "deliveries a year of a lumpy stream"),
    )
}

CAMPAIGN_PARAMETERS: dict[str, Parameter] = {
    p.name: p
    for p in (
        Parameter("push_points", "dial points", 0, 10, "push", "dial points of a push on a partner"),
        Parameter("push_half_life", "months", 0.01, 600, "push", "months in which half of a push is forgotten"),
        Parameter("round_points", "dial points", 0, 10, "", "dial points of a designation at full exposure"),
        Parameter("round_half_life", "months", 0.01, 600, "", "months in which half of a designation is forgotten"),
        Parameter("round_most", "number", 0, 1, "", "highest chance of a round of designations in a month"),
        Parameter("seen", "number", 0, 1, "day", "share of undeclared trade that outsiders see"),
        Parameter("provocation_rate", "rate a year", 0, 12, "class", "events of a class a year"),
        Parameter("adoption", "number", 0, 1, "class", "chance that an event of a class is answered by an act"),
        Parameter("coalition_points", "dial points", 0, 10, "coalition", "dial points once a coalition has moved"),
        Parameter("coalition_threshold", "number", 0, 1, "coalition", "mean propensity from which one may move"),
    )
}
"""The numbers of a campaign's mechanisms: given where the mechanism is, not under behaviour."""

SCENARIO_CHOICES = ("gamma", "switch_delay")
"""Numbers that are a choice of the scenario: kept out of every band, and swept where somebody wants to know."""
