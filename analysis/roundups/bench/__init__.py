"""The project measured: synthetic growth, and ratios within one run."""
