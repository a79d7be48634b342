"""Calls to the protected API with the person's token, by the app or for a framed page."""
