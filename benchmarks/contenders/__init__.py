"""Who forms the enterprise: this library by each of its solvers, and what a planner would use instead.

Nothing is imported here: a measured process loads its own contender only.
"""
