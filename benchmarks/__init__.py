"""What is measured: figures for docs/RESULTS.md, never run inside tests."""
