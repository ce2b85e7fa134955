"""Dated law, code lists, exchange rates and the goods nomenclature, each asked on a day."""
