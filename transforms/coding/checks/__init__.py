"""Lexicons checked strictly, and what an entry changes on a text."""
