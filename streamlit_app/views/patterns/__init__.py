"""The view Patterns: the newest run of each sequence, drawn from the trace of this session."""
