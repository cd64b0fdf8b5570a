"""toulbar2 as an engine: single-sourced projects as weighted constraint networks."""
