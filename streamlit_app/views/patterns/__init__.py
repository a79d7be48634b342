"""The view Patterns: the latest run of each sequence, drawn from the trace of this session."""
