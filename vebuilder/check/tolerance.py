"""When a computed figure breaks a limit."""

RELATIVE_TOLERANCE = 1e-6


def excess(value: float, limit: float) -> float:
    """Return by how much a value exceeds a limit, and 0 within ``1e-6 * max(1, |limit|)`` of it."""
    over = value - limit
    return over if over > RELATIVE_TOLERANCE * max(1.0, abs(limit)) else 0.0
