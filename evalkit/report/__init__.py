"""Reports: one module per output, each over a run file and nothing else."""
