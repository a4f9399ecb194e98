"""What is made from the descriptor, the schemas and the tables: citations, metadata, archives.

Nothing is imported here: `roundups cite` must not wait for Parquet.
"""
