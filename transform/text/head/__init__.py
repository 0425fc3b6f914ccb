"""What a document's own text says about it: title, fields, signature."""
