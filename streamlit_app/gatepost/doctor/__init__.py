"""Find out from outside what is wrong with a deployment: ``python -m gatepost doctor``."""
