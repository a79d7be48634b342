"""The view Zero: one component written twice by hand, and what Python accepts from it."""
