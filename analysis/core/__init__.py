"""What every folder above may use: errors, results, table schemas, CSV, dates, paths, sentences, hashing, compiling."""
