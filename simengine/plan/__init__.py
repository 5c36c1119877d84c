"""What will be computed: a model as a frozen, printable plan."""
