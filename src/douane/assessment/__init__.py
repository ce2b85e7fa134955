"""Customs value, route, duty and VAT of a consignment on a day, each with the steps that led to it."""
