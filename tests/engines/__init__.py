"""The journeys in each browser engine as shipped: `python3 dev.py test --engines`."""
