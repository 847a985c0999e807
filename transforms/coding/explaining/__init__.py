"""What the coder did with a text, step by step, from the objects that it used."""
