"""Fetch, parse and cache the identity provider's signing keys."""
