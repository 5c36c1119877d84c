"""What an expression is: its tree, types, text and time; no knowledge of scenarios."""
