"""The component's framed pages, including the one that signs people in."""
