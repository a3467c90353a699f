// zlib, with functions in place of the two macros that Swift cannot import.
#ifndef CHAT_TUI_ZLIB_SHIM_H
#define CHAT_TUI_ZLIB_SHIM_H

#include <zlib.h>

static inline int cz_deflateInit2(z_streamp stream, int level, int windowBits, int memLevel) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

static inline int cz_inflateInit2(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

#endif
