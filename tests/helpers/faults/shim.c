/* Counts what a process does with files whose path has a mark in it, and at the n-th of these dies, fails or is told to
 * stop. Loaded before the C library (LD_PRELOAD); armed by `faults_arm`. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { KILL, FAIL, SIGNAL };
enum { MOST = 4096, LOG = 1 << 20 };

static char mark[256], marked[MOST], names[LOG];
static size_t used;
static long target;
static volatile long seen;
static int armed, deed, number, lasting;

void faults_arm(const char *path, long at, int what, int code, int on)
{
    snprintf(mark, sizeof mark, "%s", path);
    target = at, deed = what, number = code, lasting = on, seen = 0, used = 0, armed = 1;
}

long faults_disarm(void)
{
    armed = 0;
    return seen;
}

const char *faults_names(void)
{
    names[used] = 0;
    return names;
}

static int is_marked(int fd) { return fd >= 0 && fd < MOST && marked[fd]; }

static int concerns(int folder, const char *path)
{
    return armed && ((path && strstr(path, mark)) || (path && path[0] != '/' && is_marked(folder)));
}

/* Whether the operation is to fail; what is to happen else happens here. `half` is done before a sudden end. */
static int struck(const char *operation, const char *path)
{
    long now = ++seen;
    if (used + 400 < LOG)
        used += (size_t)snprintf(names + used, 400, "%s %.300s\n", operation, path ? path : "");
    if (now != target && !(lasting && target && now > target))
        return 0;
    if (deed == SIGNAL) {
        raise(number);
        return 0;
    }
    return 1;
}

static int ended(void)
{
    if (deed == KILL)
        kill(getpid(), SIGKILL);
    errno = number;
    return -1;
}

#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (!real)                                                                                                         \
    real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define ON_PATH(name, folder, path, failed, arguments)                                                           \
    REAL(name);                                                                                                        \
    if (concerns(folder, path) && struck(#name, path)) {                                                               \
        ended();                                                                                                       \
        return failed;                                                                                                 \
    }                                                                                                                  \
    return real arguments

#define ON_FILE(name, fd, arguments)                                                                                   \
    REAL(name);                                                                                                        \
    if (armed && is_marked(fd) && struck(#name, ""))                                                                   \
        return ended();                                                                                                \
    return real arguments

#define OPENS(name, folder, arguments)                                                                                 \
    REAL(name);                                                                                                        \
    int mode = 0;                                                                                                      \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                                             \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode = va_arg(more, int);                                                                                      \
        va_end(more);                                                                                                  \
    }                                                                                                                  \
    int ours = concerns(folder, path);                                                                                 \
    if (ours && struck(#name, path))                                                                                   \
        return ended();                                                                                                \
    int fd = real arguments;                                                                                           \
    if (fd >= 0 && fd < MOST)                                                                                          \
        marked[fd] = (char)ours;                                                                                       \
    return fd

int open(const char *path, int flags, ...) { OPENS(open, AT_FDCWD, (path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPENS(open64, AT_FDCWD, (path, flags, mode)); }
int openat(int folder, const char *path, int flags, ...) { OPENS(openat, folder, (folder, path, flags, mode)); }
int openat64(int folder, const char *path, int flags, ...) { OPENS(openat64, folder, (folder, path, flags, mode)); }

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(write);
    if (armed && is_marked(fd) && struck("write", "")) {
        if (real(fd, data, size / 2) < 0) /* a file that ends in the middle */
            return -1;
        return ended();
    }
    return real(fd, data, size);
}

int close(int fd)
{
    REAL(close);
    int ours = armed && is_marked(fd) && struck("close", "");
    if (fd >= 0 && fd < MOST)
        marked[fd] = 0;
    int done = real(fd);
    return ours ? ended() : done;
}

ssize_t read(int fd, void *data, size_t size) { ON_FILE(read, fd, (fd, data, size)); }
ssize_t pread(int fd, void *data, size_t size, off_t at) { ON_FILE(pread, fd, (fd, data, size, at)); }
ssize_t pread64(int fd, void *data, size_t size, off64_t at) { ON_FILE(pread64, fd, (fd, data, size, at)); }
int fsync(int fd) { ON_FILE(fsync, fd, (fd)); }
int fdatasync(int fd) { ON_FILE(fdatasync, fd, (fd)); }
int ftruncate(int fd, off_t size) { ON_FILE(ftruncate, fd, (fd, size)); }
int ftruncate64(int fd, off64_t size) { ON_FILE(ftruncate64, fd, (fd, size)); }
int flock(int fd, int operation) { ON_FILE(flock, fd, (fd, operation)); }
ssize_t sendfile(int to, int from, off_t *at, size_t size) { ON_FILE(sendfile, to, (to, from, at, size)); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { ON_FILE(sendfile64, to, (to, from, at, size)); }

int rename(const char *path, const char *to) { ON_PATH(rename, AT_FDCWD, to, -1, (path, to)); }
int renameat(int a, const char *path, int b, const char *to) { ON_PATH(renameat, b, to, -1, (a, path, b, to)); }
int link(const char *path, const char *to) { ON_PATH(link, AT_FDCWD, to, -1, (path, to)); }
int linkat(int a, const char *path, int b, const char *to, int flags)
{
    ON_PATH(linkat, b, to, -1, (a, path, b, to, flags));
}
int unlink(const char *path) { ON_PATH(unlink, AT_FDCWD, path, -1, (path)); }
int unlinkat(int folder, const char *path, int flags)
{
    ON_PATH(unlinkat, folder, path, -1, (folder, path, flags));
}
int rmdir(const char *path) { ON_PATH(rmdir, AT_FDCWD, path, -1, (path)); }
int mkdir(const char *path, mode_t mode) { ON_PATH(mkdir, AT_FDCWD, path, -1, (path, mode)); }
int chmod(const char *path, mode_t mode) { ON_PATH(chmod, AT_FDCWD, path, -1, (path, mode)); }
DIR *opendir(const char *path) { ON_PATH(opendir, AT_FDCWD, path, NULL, (path)); }
int stat(const char *path, struct stat *found) { ON_PATH(stat, AT_FDCWD, path, -1, (path, found)); }
int stat64(const char *path, struct stat64 *found) { ON_PATH(stat64, AT_FDCWD, path, -1, (path, found)); }
int lstat(const char *path, struct stat *found) { ON_PATH(lstat, AT_FDCWD, path, -1, (path, found)); }
int lstat64(const char *path, struct stat64 *found) { ON_PATH(lstat64, AT_FDCWD, path, -1, (path, found)); }
int fstatat(int folder, const char *path, struct stat *found, int flags)
{
    ON_PATH(fstatat, folder, path, -1, (folder, path, found, flags));
}
int fstatat64(int folder, const char *path, struct stat64 *found, int flags)
{
    ON_PATH(fstatat64, folder, path, -1, (folder, path, found, flags));
}
