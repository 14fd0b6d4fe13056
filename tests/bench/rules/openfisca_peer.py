"""The rule of the bench in OpenFisca-Core: two benefits of a made-up plan by days and by expense.

Reads lines of days and fen, prints JSON: seconds for all cases at once, as vectors, and the payouts in fen. Not here: what is a good time.
"""

import json
import sys
import time

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.taxscales import MarginalRateTaxScale
from openfisca_core.variables import Variable

PERIOD = "2024"
ROUNDS = 15

Claim = build_entity(key="claim", plural="claims", label="a claim", is_person=True)
SCALE = MarginalRateTaxScale()
for threshold, rate in [(0, 0.0), (4_000, 0.4), (10_000, 0.5), (20_000, 0.6)]:
    SCALE.add_bracket(threshold, rate)


class days(Variable):
    value_type = int
    entity = Claim
    definition_period = DateUnit.YEAR


class expense(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.YEAR


class hospital_stay(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.YEAR

    def formula(claim, period):
        count = claim("days", period)
        amount = numpy.where(count <= 6, 300, 50 * numpy.minimum(count, 40))
        return numpy.minimum(numpy.where(count > 0, amount, 0), 2_000)


class large_expense(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.YEAR

    def formula(claim, period):
        return numpy.minimum(SCALE.calc(claim("expense", period)), 20_000)


class payout(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.YEAR

    def formula(claim, period):
        both = claim("hospital_stay", period) + claim("large_expense", period)
        return numpy.minimum(numpy.round(both, 2), 22_000)


def main():
    rows = numpy.array([line.split() for line in sys.stdin], dtype=numpy.int64)
    system = TaxBenefitSystem([Claim])
    for variable in (days, expense, hospital_stay, large_expense, payout):
        system.add_variable(variable)
    best, paid = float("inf"), None
    for _ in range(ROUNDS):
        simulation = SimulationBuilder().build_default_simulation(system, len(rows))
        simulation.set_input("days", PERIOD, rows[:, 0])
        simulation.set_input("expense", PERIOD, rows[:, 1] / 100)
        start = time.perf_counter()
        paid = simulation.calculate("payout", PERIOD)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"seconds": best, "fen": [round(float(amount) * 100) for amount in paid]}))


main()
