"""Who is named: phrases for people, bodies and countries, resolved as far as the text allows."""
