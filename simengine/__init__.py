"""Scenario forecasting: from a readable text file to probabilities with their errors."""

__version__ = "0.1.0"
