"""What the project costs: each line of `roundups bench` divides one thing's time or memory by another's, run in turn on the machine at hand."""
