"""Data sets of customs declarations and their messages: values to XML and back. Siblings do not know one another."""
