"""The protected API: its routes, the checks of access tokens, and the WSGI application around them.

``main.py`` beside this package is what functions-framework loads.
"""
