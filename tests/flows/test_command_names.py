"""What is not there is said: every command that takes a name refuses one that nothing has, with what is near."""
