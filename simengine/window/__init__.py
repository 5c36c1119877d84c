"""The window: a page on this computer to play what-if with scenarios, and the server behind it."""
