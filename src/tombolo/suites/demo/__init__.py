"""The fictional company: generated from one seed (pure), loaded through the write line in bulk."""
