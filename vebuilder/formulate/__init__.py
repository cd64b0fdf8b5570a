"""From network and project to arrays: the problem, and the linear model with named row families."""
