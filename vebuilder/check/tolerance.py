"""When a computed figure breaks a limit."""

RELATIVE_TOLERANCE = 1e-6


def excess(value: float, limit: float, size: float = 1.0) -> float:
    """Return by how much a value exceeds a limit, and 0 within ``1e-6 * max(size, |limit|)`` of it.

    Parameters
    ----------
    value, limit
        What is compared.
    size
        What is large in its unit: for money, which may be counted in cents or in billions, the sum of all
        that was added up.
    """
    over = value - limit
    return over if over > RELATIVE_TOLERANCE * max(size, abs(limit)) else 0.0
