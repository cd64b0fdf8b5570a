"""Single-sourced projects with too many firms for programs over all of their bundles."""
