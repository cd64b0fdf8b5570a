"""Several projects formed at once over one network."""
