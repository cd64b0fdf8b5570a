"""The search for projects whose firms have room for few tasks: one column for all a firm might do."""
