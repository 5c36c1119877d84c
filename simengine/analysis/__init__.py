"""Numbers with their error, from stored tables: no engine and no scenario is needed here."""
