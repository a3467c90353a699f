// SQLite, with the destructor constant that Swift cannot import (a casted macro).
#ifndef CHAT_TUI_SQLITE_SHIM_H
#define CHAT_TUI_SQLITE_SHIM_H

#include <sqlite3.h>

static inline int cs_bind_text(sqlite3_stmt *s, int i, const char *p, int n) {
    return sqlite3_bind_text(s, i, p, n, SQLITE_TRANSIENT);
}

static inline int cs_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}

#endif
