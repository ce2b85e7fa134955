"""Customs documents for the e-commerce hub at Liège Airport. Importing the package loads nothing else."""

__version__ = "0.1.0"
