"""From arrays back to the planner's words."""
