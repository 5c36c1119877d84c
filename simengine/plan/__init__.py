"""What will be computed: a scenario lowered to a frozen, printable plan."""
