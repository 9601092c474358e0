const string TEXT = "first
second"
