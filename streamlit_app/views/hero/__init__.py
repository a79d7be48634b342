"""The view Hero: messages in both directions between a framed page and Python."""
