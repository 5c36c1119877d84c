"""What a scenario says: text to located tree, merged, validated and checked."""
