"""The rule of the bench in zen-engine: two benefits of a made-up plan by days and by expense, as one decision.

Reads lines of days and fen, prints JSON: seconds for all cases one by one, without and with the engine's trace, and the payouts in fen.
Not here: what is a good time.
"""

import json
import sys
import time

import zen

ROUNDS = 3

EXPRESSIONS = [
    ("stay", "days <= 0 ? 0 : min([2000, days <= 6 ? 300 : 50 * min([days, 40])])"),
    ("low", "max([0, min([expense, 10000]) - 4000]) * 0.4"),
    ("middle", "max([0, min([expense, 20000]) - 10000]) * 0.5"),
    ("high", "max([0, expense - 20000]) * 0.6"),
    ("large", "min([20000, $.low + $.middle + $.high])"),
    ("payout", "min([22000, round(($.stay + $.large) * 100) / 100])"),
]

DECISION = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "claim"},
        {
            "id": "sum",
            "type": "expressionNode",
            "name": "sum",
            "content": {"expressions": [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS]},
        },
        {"id": "out", "type": "outputNode", "name": "payout"},
    ],
    "edges": [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "sum"},
        {"id": "2", "type": "edge", "sourceId": "sum", "targetId": "out"},
    ],
}


def main():
    rows = [tuple(map(int, line.split())) for line in sys.stdin]
    claims = [{"days": days, "expense": fen / 100} for days, fen in rows]
    decision = zen.ZenEngine().create_decision(json.dumps(DECISION))

    def run(options):
        best, results = float("inf"), None
        for _ in range(ROUNDS):
            start = time.perf_counter()
            results = [decision.evaluate(claim, options) for claim in claims]
            best = min(best, time.perf_counter() - start)
        return best, results

    plain, results = run({})
    traced, _ = run({"trace": True})
    fen = [round(result["result"]["payout"] * 100) for result in results]
    print(json.dumps({"seconds": plain, "traced": traced, "fen": fen}))


main()
