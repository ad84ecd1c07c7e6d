"""What the DAGs of Unified Embedding share: how a verb is run, and what its exit code means."""
