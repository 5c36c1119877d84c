"""One future told: what happened on it when, how its drivers turned, and what decided its class."""
