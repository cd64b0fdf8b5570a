"""Public instances, synthetic networks, and what forming an enterprise from them costs."""
