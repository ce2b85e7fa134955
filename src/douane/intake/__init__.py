"""Readers of manifests: files in, consignments and findings out. One module per format; what they share has a name."""
