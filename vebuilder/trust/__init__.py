"""What links do not say: trust inferred over the network."""
