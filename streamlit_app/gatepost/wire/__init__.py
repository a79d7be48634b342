"""The contract with framed pages: the events, commands and trace records, and their mailbox."""
