// SQLite, with what Swift cannot import: a casted macro (SQLITE_TRANSIENT) and a variadic function.
#ifndef CHAT_TUI_SQLITE_SHIM_H
#define CHAT_TUI_SQLITE_SHIM_H

#include <sqlite3.h>

// A null pointer would bind NULL; an empty Swift buffer may have one and still means empty.

static inline int cs_bind_text(sqlite3_stmt *s, int i, const char *p, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, p ? p : "", n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int cs_bind_blob(sqlite3_stmt *s, int i, const void *p, sqlite3_uint64 n) {
    return sqlite3_bind_blob64(s, i, p ? p : "", n, SQLITE_TRANSIENT);
}

static inline int cs_db_config(sqlite3 *db, int option, int on) {
    return sqlite3_db_config(db, option, on, (int *)0);
}

#endif
