"""Who may see what: levels, the viewer, and the one home of visibility."""
