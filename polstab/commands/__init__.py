"""What the commands do, a module a kind; each imports the rooms it needs and nothing else."""
