"""Framed pages of the component, the one that signs people in among them."""
