"""Source files are read in processes of their own, with little memory, little time and few rights.

`pool` starts and ends them, `child` is what runs in them, `confinement` what they give up, `messages` how both talk.
"""
