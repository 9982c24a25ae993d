/* Makes one system call fail, or it and all that follow: loaded before the C library (LD_PRELOAD), so that the standard library of Rust and
 * SQLite both call what is below. Only calls on files, pipes and terminals count: what an event or a socket tells is no matter of a disk.
 *
 * FAULT_CALL    read, write, sync, truncate, open, allocate: which calls
 * FAULT_NTH     which of them is the first to fail, from 1 on; 0: none
 * FAULT_LAST    which is the last to fail
 * FAULT_THREAD  how the name of the thread begins whose calls count; without it those of all
 * FAULT_ERRNO   the number of the error; 0: the program is killed instead
 * FAULT_COUNT   a file into which the number of calls of each kind is written when one fails, and again when the program ends
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { READ, WRITE, SYNC, TRUNCATE, OPEN, ALLOCATE, KINDS };

static const char *const NAMES[KINDS] = {"read", "write", "sync", "truncate", "open", "allocate"};

static atomic_ulong calls[KINDS];
static int chosen = -1;
static unsigned long first, last;
static const char *thread;
static int error;
static atomic_int ready;

static unsigned long number(const char *name) {
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("FAULT_CALL");
    for (int kind = 0; name && kind < KINDS; kind++)
        if (!strcmp(name, NAMES[kind])) chosen = kind;
    first = number("FAULT_NTH");
    last = number("FAULT_LAST");
    error = (int)number("FAULT_ERRNO");
    thread = getenv("FAULT_THREAD");
    ready = 1;
}

/* Without a call that counts or allocates. */
static void tell(void) {
    const char *path = getenv("FAULT_COUNT");
    char line[64];
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (fd < 0) return;
    for (int kind = 0; kind < KINDS; kind++) {
        int length = snprintf(line, sizeof line, "%s %lu\n", NAMES[kind], calls[kind]);
        if (syscall(SYS_write, fd, line, length) != length) break;
    }
    syscall(SYS_close, fd);
}

__attribute__((destructor)) static void end(void) {
    ready = 0;
    tell();
}

static int is_of_thread(void) {
    char name[16];
    return !thread || (!prctl(PR_GET_NAME, name) && !strncmp(name, thread, strlen(thread)));
}

static int fails(enum kind kind) {
    if (!ready || !is_of_thread()) return 0;
    unsigned long n = ++calls[kind];
    if ((int)kind != chosen || !first || n < first || n > last) return 0;
    if (n == first) tell();
    if (!error) kill(getpid(), SIGKILL);
    errno = error;
    return 1;
}

/* Standard error stays whole where every call fails: else nobody could tell what went wrong. */
static int is_spared(int fd) {
    return fd == STDERR_FILENO && last > first;
}

/* Whether a descriptor is of a file, a pipe or a terminal. */
static int is_counted(int fd) {
    struct stat found;
    int before = errno, known = !fstat(fd, &found);
    mode_t mode = found.st_mode;
    errno = before;
    return known && (S_ISREG(mode) || S_ISDIR(mode) || S_ISFIFO(mode) || S_ISCHR(mode));
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define ON_DESCRIPTOR(kind, result, name, parameters, arguments) \
    result name parameters { \
        REAL(name); \
        if (is_counted(fd) && !is_spared(fd) && fails(kind)) return -1; \
        return real arguments; \
    }

ON_DESCRIPTOR(READ, ssize_t, read, (int fd, void *to, size_t length), (fd, to, length))
ON_DESCRIPTOR(READ, ssize_t, readv, (int fd, const struct iovec *to, int parts), (fd, to, parts))
ON_DESCRIPTOR(READ, ssize_t, pread, (int fd, void *to, size_t length, off_t at), (fd, to, length, at))
ON_DESCRIPTOR(READ, ssize_t, pread64, (int fd, void *to, size_t length, off64_t at), (fd, to, length, at))
ON_DESCRIPTOR(WRITE, ssize_t, write, (int fd, const void *from, size_t length), (fd, from, length))
ON_DESCRIPTOR(WRITE, ssize_t, writev, (int fd, const struct iovec *from, int parts), (fd, from, parts))
ON_DESCRIPTOR(WRITE, ssize_t, pwrite, (int fd, const void *from, size_t length, off_t at), (fd, from, length, at))
ON_DESCRIPTOR(WRITE, ssize_t, pwrite64, (int fd, const void *from, size_t length, off64_t at), (fd, from, length, at))
ON_DESCRIPTOR(SYNC, int, fsync, (int fd), (fd))
ON_DESCRIPTOR(SYNC, int, fdatasync, (int fd), (fd))
ON_DESCRIPTOR(TRUNCATE, int, ftruncate, (int fd, off_t length), (fd, length))
ON_DESCRIPTOR(TRUNCATE, int, ftruncate64, (int fd, off64_t length), (fd, length))

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; \
        va_end(rest); \
        return fails(OPEN) ? -1 : real(path, flags, mode); \
    }

OPENING(open)
OPENING(open64)

/* The C library's own names, since dlsym allocates. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    return fails(ALLOCATE) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(ALLOCATE) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *from, size_t size) {
    return fails(ALLOCATE) ? NULL : __libc_realloc(from, size);
}

int posix_memalign(void **to, size_t alignment, size_t size) {
    *to = fails(ALLOCATE) ? NULL : __libc_memalign(alignment, size);
    return *to ? 0 : ENOMEM;
}
