"""Search: the analyser, the index and what they promise."""
