"""The Google service account the app authenticates as when the API is private."""
