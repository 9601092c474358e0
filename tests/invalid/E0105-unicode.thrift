const string NAME = "caf\u00e9"
