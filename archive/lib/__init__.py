"""What knows nothing of the archive's records: dates, text, identifiers, spans, time codes, languages."""
