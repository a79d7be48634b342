"""The hosted set on one machine: what would be deployed, run as its hosts run it."""
