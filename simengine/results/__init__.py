"""What one gets back: a file a result, as a frozen record with its text, its table and, where that says something, its
picture. Commands print what these print.
"""
