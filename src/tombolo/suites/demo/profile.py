"""How large the company is: everything, or a twentieth of it for tests."""

from collections.abc import Mapping
from dataclasses import dataclass

COUNTS: Mapping[str, int] = {
    "erp.supplier": 46,
    "erp.product": 620,
    "erp.warehouse": 9,
    "crm.campaign": 48,
    "crm.lead": 5200,
    "crm.customer": 1300,
    "crm.contact": 2600,
    "crm.opportunity": 2900,
    "crm.follow_up": 31_000,
    "crm.quotation": 2050,
    "crm.tender": 640,
    "crm.sales_order": 1480,
    "erp.stock_move": 2000,
    "crm.support_request": 1100,
    "erp.contract": 1430,
    "erp.receivable": 2907,
}
FIXED = frozenset({"erp.supplier", "erp.product", "erp.warehouse", "crm.campaign"})


@dataclass(frozen=True, slots=True)
class Profile:
    """`share` of the full volumes; the catalogue and the campaigns stay whole."""

    name: str
    share: float

    def count(self, form: str) -> int:
        return COUNTS[form] if form in FIXED else self.part(COUNTS[form])

    def part(self, full: int) -> int:
        """So many of `full` in this profile."""
        return max(1, round(full * self.share))


FULL = Profile("full", 1.0)
MINI = Profile("mini", 0.05)
