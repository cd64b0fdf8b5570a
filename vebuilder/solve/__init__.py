"""Options, outcome, the backend protocol, and one small file per backend."""
