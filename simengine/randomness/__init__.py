"""Random numbers as a function of where they are used: stateless streams, and the mixing of correlated ones."""
