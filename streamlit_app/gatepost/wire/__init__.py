"""The contract with framed pages, and the events, commands and records that pass between both."""
