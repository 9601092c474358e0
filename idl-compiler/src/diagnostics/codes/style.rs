//! Style and portability: the input is clear, but other tools or later readers may see it differently.

catalogue! {
    W0501 TRAILING_CPP_TYPE "`cpp_type` after the list's element type",
"    list<i32> cpp_type \"std::deque\" numbers     // deprecated
    list cpp_type \"std::deque\" <i32> numbers    // as for map and set

Both are read. Apache's compiler deprecates the first form.";
}
