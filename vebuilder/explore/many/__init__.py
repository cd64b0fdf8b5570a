"""Many enterprises in one call."""
