"""Speed against a floor measured in the same run: one module a table, `python -m benchmarks [name …]` runs them."""
