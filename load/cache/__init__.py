"""What spares reading again what has not changed.

A build made without it is the same, byte for byte.
"""
