"""How often hypothesis tries: the suite's few cases, always the same, or a thorough search.

``--hypothesis-profile thorough`` asks for the second. Neither writes an example database.
"""

from hypothesis import settings

settings.register_profile("suite", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None, database=None)
settings.load_profile("suite")
