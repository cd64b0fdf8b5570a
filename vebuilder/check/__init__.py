"""Solver-free checks: data lint, and the recomputation of every figure."""
