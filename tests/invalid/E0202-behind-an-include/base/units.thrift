typedef double Metre
