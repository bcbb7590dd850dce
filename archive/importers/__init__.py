"""From files into records. An importer reports what became of each record; it never writes what actions own."""
