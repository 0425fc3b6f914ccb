"""What spares reading again what has not changed; a build made without it is the same, byte for byte."""
