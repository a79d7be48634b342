"""What the view Patterns draws: the newest run of each pattern, from the trace of this session."""
