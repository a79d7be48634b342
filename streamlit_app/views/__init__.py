"""The views of the demo app: a folder each, with all that the view needs; ``view.py`` draws it."""
