"""The start page: what each view shows."""
