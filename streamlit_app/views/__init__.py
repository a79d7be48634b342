"""The views of the demo app: one folder per view, with all it needs; ``view.py`` draws it."""
