"""What holds for all tests."""

import os

# A kernel is compiled once for the structure of a model, for seconds; tests have many small models, and those that
# are about the compiled engine name it.
os.environ.setdefault("SIMENGINE_ENGINE", "reference")
