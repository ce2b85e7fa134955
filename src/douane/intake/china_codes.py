"""Numeric codes of the Chinese customs messages and what they are in ISO 3166, ISO 4217 and UN/ECE Recommendation 20.

Codes that are not listed are kept as they stand, and the rules on countries, currencies and units say so.
Source: GACC code tables of countries (JGS-20), currencies and units of measure.
"""

COUNTRIES = {
    "110": "HK", "111": "IN", "112": "ID", "115": "IL", "116": "JP", "121": "MO", "122": "MY", "129": "PH", "132": "SG",
    "133": "KR", "136": "TH", "137": "TR", "141": "VN", "142": "CN", "143": "TW", "301": "BE", "302": "DK", "303": "GB",
    "304": "DE", "305": "FR", "306": "IE", "307": "IT", "308": "LU", "309": "NL", "310": "GR", "311": "PT", "312": "ES",
    "315": "AT", "318": "FI", "321": "HU", "326": "NO", "327": "PL", "330": "SE", "331": "CH", "410": "BR", "501": "CA",
    "502": "US", "601": "AU", "609": "NZ",
}  # fmt: skip
CURRENCIES = {"110": "HKD", "116": "JPY", "142": "CNY", "300": "EUR", "303": "GBP", "502": "USD"}
UNITS = {"007": "PCE", "011": "PCE", "030": "MTR", "035": "KGM", "036": "GRM", "095": "LTR"}
