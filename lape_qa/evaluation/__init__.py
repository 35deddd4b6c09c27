"""Question sets, measures and reports: how good is retrieval, are the answers true, does it know when to be silent?"""
