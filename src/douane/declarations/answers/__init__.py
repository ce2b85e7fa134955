"""Answers of customs: files in, what they say about our declarations out."""
