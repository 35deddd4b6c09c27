"""Trains the reader: questions with marked sentences in, the weights that the wheel carries out.

    python -m training.read ../shared/data ../reading

The second folder holds what is prepared, the checkpoint and the log; the command may be interrupted at any time
and goes on where it was. `groups` are what is learnt from, `folders` and `corpus_questions` make them, `batches`
lays them into few shapes, `run` trains, `held_out` measures, `__main__` does all of it in turn.
"""
