"""What the files of dice in the folder of a conditioned run are called."""

MEMBERS = "members.parquet"
"""What the dice of its members show, a row a path."""
ISLANDS = "islands.parquet"
"""The same of all members of its islands, from which those of the run were taken."""
