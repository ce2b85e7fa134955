"""Values of customs work: codes, money and mass, parties, consignments, findings, decisions, data sets.

Everything here is frozen and knows neither files nor clocks.
"""
