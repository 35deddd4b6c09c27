"""Sets of questions with their answers: read, checked and added to."""
