"""What partners gained by working together, and how to share it so that none of them would rather leave."""
