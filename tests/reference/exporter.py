"""Sections 4 and 5.7 for one stream and month: from what law and partners leave to receipts and recorded trade."""

from tests.reference.dates import label
from tests.reference.flows import discounts, flows, payment_share, substitution
from tests.reference.tables import BY_CELL

# tables by cell whose name by stream is another
TABLE = {"diverted": "diverted_in", "smuggled": "smuggled_by", "released": "released_by", "receipts": "receipts_by"}


class Exporter:
    """Sells each stream, moves goods at ports, and writes the books."""

    def __init__(self, setting, baseline, ports):
        """Nothing has been denied yet."""
        self.setting, self.baseline, self.ports = setting, baseline, ports
        self.lost = {}

    def month(self, month, p, press, out):
        """All streams; substitution sees what was denied last month. Returns {partner: what outsiders see}."""
        denied, seen = {}, dict.fromkeys(self.setting.partners, 0.0)
        for k in self.setting.streams:
            row, visible = self.stream(k, month, p, press, out)
            denied[k] = row["denied"]
            for i, money in visible.items():
                seen[i] += money
            for name in out["stream"]:
                out["stream"][name][k][label(month.mi)] = row[name]
            for name in out["total"]:
                out["total"][name][label(month.mi)] += row[name]
        self.lost = denied
        return seen

    def stream(self, k, month, p, press, out):
        """One stream's row of the books, the sum of its cells, and what outsiders see of it by partner."""
        setting, mi, cells = self.setting, month.mi, {i: month.cells[i, k] for i in self.setting.buyers(k)}
        flow = flows(setting, self.baseline, p, k, cells, {i: month.values[i, k] for i in cells}, mi)
        extra = substitution(setting, k, cells, self.lost, mi)
        deltas, cut = discounts(setting, self.baseline, k, mi), payment_share(setting, k, mi)
        row, seen = dict.fromkeys(out["stream"], 0.0), {}
        for i, cell in cells.items():
            move = self.ports.month((i, k), cell, month.active[i, k], flow, mi)
            sold = self.cell((i, k), cell, flow, extra[i], move, deltas, month)
            sold |= {"payment": cut * sold["gross"], "receipts": (1.0 - cut) * sold["gross"]}
            for name, x in sold.items():
                if name in row:
                    row[name] += x
                if TABLE.get(name, name) in BY_CELL:
                    out[TABLE.get(name, name)][i][k][label(mi)] = x
            seen[i] = press.visible(mi, k, cell, sold["smuggled"]) if press.watched(k) else 0.0
        row["capacity"] = flow.capacity
        return row, seen

    def cell(self, at, cell, flow, extra, move, deltas, month):
        """One cell's channels, discounts and what its customs would declare."""
        (i, k), s = at, self.setting.streams[at[1]]
        delta_o, delta_d, delta_s = deltas
        psi, rho_o = s.get("psi", 0.0), s.get("rho_o", 1.0)
        permitted, leak = cell.V + extra - cell.R, cell.open * (1.0 - delta_o * cell.c)
        smuggled, into = flow.S * flow.part(cell.X), flow.into[i]
        gross = permitted + leak + into * (1.0 - delta_d) + smuggled * (1.0 - psi) * (1.0 - delta_s) + move.released
        recorded = (
            permitted
            + cell.declared(rho_o) * leak
            + move.released
            + cell.inflow_declared(rho_o) * s.get("rho_d", 0.0) * into * (1.0 - delta_d)
        )
        discount = delta_o * cell.c * cell.open + delta_d * into + delta_s * (1.0 - psi) * smuggled
        return {
            "value": month.values[at],
            "moved": cell.V - month.values[at],
            "substitution": extra,
            "compliance": cell.c,
            "restricted": cell.R,
            "permitted": permitted,
            "displaced": cell.X,
            "open": cell.open,
            "diverted": into,
            "smuggled": smuggled,
            "interdicted": psi * smuggled,
            "stored": move.stored,
            "released": move.released,
            "stock": move.stock,
            "lost": move.lost,
            "recorded": recorded,
            "discounts": discount,
            "gross": gross,
            "denied": flow.N * flow.part(cell.X) - move.stored,
            "closed": self.baseline.before_shocks(i, k, month.mi) - month.values[at],
        }
