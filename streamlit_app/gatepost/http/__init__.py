"""Requests to the component, the protected API and Google, within limits of time and size."""
