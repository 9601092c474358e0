typedef list<i32> cpp_type "std::deque" Numbers
