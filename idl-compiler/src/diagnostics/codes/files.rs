//! Files and includes.

catalogue! {
    E0001 FILE_UNREADABLE "a file cannot be read",
"The operating system did not hand the file over: it does not exist, or may not be read.

Paths on the command line are relative to the current directory.";

    E0002 NOT_A_FILE "a directory stands where a file is wanted",
"idlc reads files. To compile all files of a directory, let the shell name them:

    idlc compile idl/*.thrift";

    E0003 NOT_UTF8 "a file is not UTF-8",
"IDL files are UTF-8 text. The message names the first byte that is not. A file in another encoding (most often
Latin-1, in a comment) can be converted:

    iconv -f latin1 -t utf-8 old.thrift > new.thrift";

    E0004 INCLUDE_CYCLE "files include each other in a circle",
"    // a.thrift             // b.thrift
    include \"b.thrift\"     include \"a.thrift\"

A file is compiled after all that it includes, so there is no order for these. Move what both need into a third file
and include that from both. (Structures within one file may refer to each other as they like.)";

    W0005 INCLUDE_NOT_FOUND strict "an included file is not found",
"An include is looked for in the directory of the file that includes it, then in each -I directory in order. An absolute
path is taken as it is.

Like Apache's compiler, idlc goes on without the file: if nothing of it is used, nothing is missing. With --strict
this is an error.";

    E0006 FILE_TOO_BIG "a file is too big",
"idlc reads files of up to 16 MiB. The largest IDL files known to us are twenty times smaller, so what was named is
probably not IDL.";
}
