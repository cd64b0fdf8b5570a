"""What else could be formed: enterprises next to the best one."""
