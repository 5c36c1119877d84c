"""The reference engine: one path at a time on SimPy, written to be read; the other engine must give its bits."""
