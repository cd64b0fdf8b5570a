"""Pictures for papers and slides, drawn with matplotlib."""
