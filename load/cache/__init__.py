"""What spares reading again what has not changed; without it a build is the same, byte for byte."""
