"""Changes of access, consent and publication: atomic, permission-checked, conditional, written to the ledger."""
