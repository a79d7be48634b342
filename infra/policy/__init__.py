"""Check the Terraform modules without a network: schemas, references and Gatepost's own rules."""
