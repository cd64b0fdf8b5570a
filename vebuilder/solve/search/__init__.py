"""First answers to single-sourced projects, by annealing: fast, without any solver, and without proof."""
