"""Numbers of people: read, told apart by what happened to whom, given to the acts they count."""
