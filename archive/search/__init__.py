"""Search: the analyser, the index, the query and the engine."""
