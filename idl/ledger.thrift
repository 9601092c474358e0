/** What is called over connections that break: each entry is to be kept once, and answered to whoever made it. */
namespace * ledger

/** A number that no other call has, and a seal by which one that was changed on its way is told. */
struct Entry {
  1: required i64 number,
  2: required i64 seal,
  /** Any bytes; they are sealed too. */
  3: required binary padding,
}

/** The entry is kept, and its number is none that is welcome. */
exception Unwelcome {
  1: required Entry receipt,
}

service Ledger {
  /** Keeps the entry; the receipt has its number, and a seal and padding of its own. */
  Entry post(1: Entry entry) throws (1: Unwelcome unwelcome),
  /** Keeps the entry, and says nothing. */
  oneway void note(1: Entry entry),
}
