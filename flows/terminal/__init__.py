"""What the commands do on a terminal: they run something and show what came of it."""
