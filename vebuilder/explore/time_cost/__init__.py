"""What each deadline costs, and what time is worth."""
