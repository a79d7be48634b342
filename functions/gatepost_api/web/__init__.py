"""Handle HTTP: dispatch requests to routes and build the responses."""
