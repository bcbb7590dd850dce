"""Search: text becomes tokens here, and the databases only match tokens."""
