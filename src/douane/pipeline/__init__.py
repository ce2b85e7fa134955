"""The stages in order: a manifest goes in, outcomes, data sets, lists and documents come out."""
