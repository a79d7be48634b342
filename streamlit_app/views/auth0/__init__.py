"""The view Auth0: sign-in, and calls of the protected API."""
