"""How far the luck of the scenarios reaches: into the figure, and into the choice."""
