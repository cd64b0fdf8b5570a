"""How sure the data must be: how far each figure may move before other partners are better."""
