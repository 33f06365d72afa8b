"""The open variances, one below the other, closed where they stand."""
