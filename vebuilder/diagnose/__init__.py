"""The infeasible, explained."""
