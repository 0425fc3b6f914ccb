"""Speed and quality beside public tools, each figure with the command that makes it."""
