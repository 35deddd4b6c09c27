"""Question and passage read together: windows around likely sentences in, one logit a sentence out."""
