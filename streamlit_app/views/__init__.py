"""The views of the demo app: one ``render`` each."""
