"""The protected API. ``main.py`` beside this package is what functions-framework loads."""
