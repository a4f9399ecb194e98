"""A new roundup on its way into the tables: what the text proposes, reviewed before any of it is added."""
