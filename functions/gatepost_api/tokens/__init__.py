"""Check an access token: find it in a request, verify its signature, read its claims."""
