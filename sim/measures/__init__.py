"""What was observed: pure folds over the record of a run."""
