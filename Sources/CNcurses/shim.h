// The wide-character ncurses, and the Linux calls a terminal program needs that
// Swift's Glibc module leaves out. Only what Swift cannot import by itself
// (variables, casted macros, functions behind _GNU_SOURCE) gets a shim here.
#ifndef CHAT_TUI_NCURSES_SHIM_H
#define CHAT_TUI_NCURSES_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline WINDOW *nc_curscr(void) { return curscr; }

static const attr_t nc_A_BOLD = A_BOLD;
static const attr_t nc_A_DIM = A_DIM;
static const attr_t nc_A_REVERSE = A_REVERSE;
static const attr_t nc_A_UNDERLINE = A_UNDERLINE;
static const attr_t nc_A_ITALIC = A_ITALIC;

// memfd_create is declared under _GNU_SOURCE only, which Swift's Glibc module does not set.
extern int memfd_create(const char *name, unsigned int flags);
static inline int nc_memfd(const char *name) { return memfd_create(name, 1u /* MFD_CLOEXEC */); }

// glibc has pidfd_open since 2.36 only, and it is variadic through syscall(2).
static inline int nc_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

// Swift's Glibc module does not have malloc.h. A limit that is set stays; left alone glibc raises it
// to 32 MiB with the first large block that is freed, and keeps what is freed below it.
extern int mallopt(int parameter, int value);
static inline void nc_keep_mmap_threshold(int bytes) { mallopt(-3 /* M_MMAP_THRESHOLD */, bytes); }

// A variable, which Swift could not know to be safe; nobody changes it.
static inline char **nc_environ(void) { return environ; }

// A macro that needs _GNU_SOURCE.
static const short nc_POSIX_SPAWN_SETSID = 0x80;

// Likewise wcwidth, which is declared under _XOPEN_SOURCE.
extern int wcwidth(wchar_t character);

#endif
