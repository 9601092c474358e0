struct Point {}
/* the rest is silence
struct Line {}
