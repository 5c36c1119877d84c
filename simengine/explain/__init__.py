"""Why an answer is what it is: statistics of futures that were changed a little, as functions of arrays."""
