"""Bandolo: the online desk with which Italian public bodies run calls for business grants."""
