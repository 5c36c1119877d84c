"""How results are shown: text, tables and pictures, from stored tables only."""
