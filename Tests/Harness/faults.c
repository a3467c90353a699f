/* Preloaded into the program: a disk and a clock that misbehave when they are told to, and counts of
 * what is asked of the system.
 *
 * The orders are in a file that FAULTS names, which is mapped, so that a test changes them while
 * the server runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

struct orders {
    int32_t sync_errno;   /* fsync and fdatasync fail with it */
    int32_t sync_lies;    /* they succeed without having done anything */
    int32_t write_errno;  /* pwrite fails with it */
    int32_t syncs;        /* how many were asked for: what the test reads */
    int64_t clock_offset; /* seconds by which the wall clock is wrong */
    int32_t tty_writes;   /* how many calls of write were for a terminal: what the test reads */
};

static volatile struct orders *orders(void)
{
    static struct orders none;
    static volatile struct orders *mapped;
    if (!mapped) {
        const char *path = getenv("FAULTS");
        int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
        void *place = MAP_FAILED;
        if (file >= 0) {
            place = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
            close(file);
        }
        mapped = place == MAP_FAILED ? &none : place;
    }
    return mapped;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int sync_with(int (*real)(int), int file)
{
    volatile struct orders *o = orders();
    __atomic_fetch_add(&o->syncs, 1, __ATOMIC_RELAXED);
    if (o->sync_errno) {
        errno = o->sync_errno;
        return -1;
    }
    return o->sync_lies ? 0 : real(file);
}

int fsync(int file)
{
    return sync_with(REAL(fsync), file);
}

int fdatasync(int file)
{
    return sync_with(REAL(fdatasync), file);
}

ssize_t write(int file, const void *bytes, size_t count)
{
    if (isatty(file))
        __atomic_fetch_add(&orders()->tty_writes, 1, __ATOMIC_RELAXED);
    return REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset)
{
    if (orders()->write_errno) {
        errno = orders()->write_errno;
        return -1;
    }
    return REAL(pwrite)(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset)
{
    if (orders()->write_errno) {
        errno = orders()->write_errno;
        return -1;
    }
    return REAL(pwrite64)(file, bytes, count, offset);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = REAL(clock_gettime)(clock, now);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += orders()->clock_offset;
    return result;
}

int gettimeofday(struct timeval *now, void *zone)
{
    int result = REAL(gettimeofday)(now, zone);
    if (!result)
        now->tv_sec += orders()->clock_offset;
    return result;
}

time_t time(time_t *place)
{
    time_t now = REAL(time)(NULL) + orders()->clock_offset;
    if (place)
        *place = now;
    return now;
}
