"""The desk: pages and API over the pipeline."""
