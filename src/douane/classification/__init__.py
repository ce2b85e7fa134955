"""Goods described in words become commodity codes: ranked candidates with evidence, or the question that would help."""
