"""Calls of the protected API with the person's token, by the app and for framed pages."""
