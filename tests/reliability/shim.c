/* Stands between a program and the C library, counts its file operations below one folder, and lets one fail.
 *
 * The child calls tifa_arm(folder, k, fault, sticky): at the k-th operation (from 1) below that folder
 *   fault = 0   nothing; the operations are only counted (tifa_count)
 *   fault = -1  a write is done by half, and from then on no operation does anything: what lies on the disk is what a
 *               SIGKILL just there leaves
 *   fault > 0   the operation fails with that errno, with sticky every later one that needs room or a right as well
 * Operations: open for writing, write, fsync, rename, unlink, mkdir, rmdir, link, truncate.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char under[PATH_MAX];
static size_t under_length = 0;
static atomic_long count = 0;
static long at = 0;
static int fault = 0, sticky = 0;

void tifa_arm(const char *folder, long k, int what, int stays) {
    strncpy(under, folder, sizeof under - 1);
    under_length = strlen(under);
    at = k; fault = what; sticky = stays;
    atomic_store(&count, 0);
}
void tifa_disarm(void) { under_length = 0; }
long tifa_count(void) { return atomic_load(&count); }

static int below_path(int dir, const char *path) {
    if (!under_length || !path) return 0;
    if (path[0] == '/') return !strncmp(path, under, under_length) && (path[under_length] == '/' || !path[under_length]);
    char link[64], base[PATH_MAX];
    if (dir == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        ssize_t n = readlink(link, base, sizeof base - 1);
        if (n < 0) return 0;
        base[n] = 0;
    }
    return !strncmp(base, under, under_length);
}
static int below_handle(int handle) {
    if (!under_length) return 0;
    char link[64], base[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n < 0) return 0;
    base[n] = 0;
    return !strncmp(base, under, under_length);
}
/* 0: go on; 1: fail, errno is set. ``grows``: the operation needs room; ``half``: set where a write is to be done by half */
static int stop(int grows, int *half) {
    long now = atomic_fetch_add(&count, 1) + 1;
    if (!fault || at <= 0) return 0;
    if (fault < 0) {
        if (now < at) return 0;
        if (now == at && half) *half = 1;
        errno = EIO;
        return 1;
    }
    int later = sticky && now > at && (fault != ENOSPC || grows);
    if (now != at && !later) return 0;
    if (fault == ENOSPC && !grows) { at++; return 0; }  /* taking away needs no room: the next one fails */
    errno = fault;
    return 1;
}
#define WRITES(flags) (((flags) & O_ACCMODE) != O_RDONLY)

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (WRITES(flags) && below_path(AT_FDCWD, path) && stop(1, NULL)) return -1; \
    static int (*real)(const char *, int, ...); if (!real) real = dlsym(RTLD_NEXT, #name); \
    return real(path, flags, mode); \
}
#define OPENAT(name) \
int name(int dir, const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (WRITES(flags) && below_path(dir, path) && stop(1, NULL)) return -1; \
    static int (*real)(int, const char *, int, ...); if (!real) real = dlsym(RTLD_NEXT, #name); \
    return real(dir, path, flags, mode); \
}
OPEN(open) OPEN(open64) OPENAT(openat) OPENAT(openat64)

ssize_t write(int handle, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t); if (!real) real = dlsym(RTLD_NEXT, "write");
    int half = 0;
    if (below_handle(handle) && stop(1, &half)) { if (half) real(handle, data, size / 2); errno = EIO * half + errno * !half; return -1; }
    return real(handle, data, size);
}
ssize_t pwrite64(int handle, const void *data, size_t size, off64_t place) {
    static ssize_t (*real)(int, const void *, size_t, off64_t); if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    int half = 0;
    if (below_handle(handle) && stop(1, &half)) { if (half) real(handle, data, size / 2, place); errno = EIO * half + errno * !half; return -1; }
    return real(handle, data, size, place);
}
ssize_t writev(int handle, const struct iovec *parts, int number) {
    static ssize_t (*real)(int, const struct iovec *, int); if (!real) real = dlsym(RTLD_NEXT, "writev");
    if (below_handle(handle) && stop(1, NULL)) return -1;
    return real(handle, parts, number);
}
#define BY_PATH(name, grows, ...) \
    static int (*real)(); if (!real) real = dlsym(RTLD_NEXT, #name); \
    if (below_path(AT_FDCWD, path) && stop(grows, NULL)) return -1; \
    return real(__VA_ARGS__);
#define BY_HANDLE(name, grows, ...) \
    static int (*real)(); if (!real) real = dlsym(RTLD_NEXT, #name); \
    if (below_handle(handle) && stop(grows, NULL)) return -1; \
    return real(__VA_ARGS__);
#define BY_DIR(name, grows, ...) \
    static int (*real)(); if (!real) real = dlsym(RTLD_NEXT, #name); \
    if (below_path(dir, path) && stop(grows, NULL)) return -1; \
    return real(__VA_ARGS__);

int fsync(int handle) { BY_HANDLE(fsync, 1, handle) }
int fdatasync(int handle) { BY_HANDLE(fdatasync, 1, handle) }
int ftruncate64(int handle, off64_t size) { BY_HANDLE(ftruncate64, 0, handle, size) }
int rename(const char *from, const char *path) { BY_PATH(rename, 0, from, path) }
int renameat(int from_dir, const char *from, int dir, const char *path) { BY_DIR(renameat, 0, from_dir, from, dir, path) }
int unlink(const char *path) { BY_PATH(unlink, 0, path) }
int unlinkat(int dir, const char *path, int flags) { BY_DIR(unlinkat, 0, dir, path, flags) }
int rmdir(const char *path) { BY_PATH(rmdir, 0, path) }
int mkdir(const char *path, mode_t mode) { BY_PATH(mkdir, 1, path, mode) }
int mkdirat(int dir, const char *path, mode_t mode) { BY_DIR(mkdirat, 1, dir, path, mode) }
int link(const char *from, const char *path) { BY_PATH(link, 1, from, path) }
int linkat(int from_dir, const char *from, int dir, const char *path, int flags) { BY_DIR(linkat, 1, from_dir, from, dir, path, flags) }
int symlink(const char *to, const char *path) { BY_PATH(symlink, 1, to, path) }
