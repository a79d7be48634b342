"""What the view Hero keeps of a session: what it received, its bursts and its runs."""
