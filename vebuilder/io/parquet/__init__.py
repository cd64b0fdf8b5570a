"""Networks as Parquet files: one row a firm."""
