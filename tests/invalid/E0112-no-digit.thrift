const double ONE = 1.
