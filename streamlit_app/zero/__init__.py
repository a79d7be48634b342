"""Component Zero: one component twice, by hand, and what Python takes from it."""
