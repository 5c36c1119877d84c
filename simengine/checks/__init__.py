"""What is wrong in a model, or worth a second look, as findings."""
