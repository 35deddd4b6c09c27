"""LAPE-QA beside four general-purpose retrieval stacks, on the same collection with the same model; see README.md.

`prepare`, `collect` and `results` run in the project's environment; `shared`, `run` and the stacks, `with_…`, in that
of `requirements.txt`, which the project itself never needs.
"""
