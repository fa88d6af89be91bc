"""``python -m benchmarks``: what a whole run costs, and how good the answers are."""

from __future__ import annotations

from benchmarks import accuracy, cost

if __name__ == "__main__":
    cost.main()
    accuracy.main([])
