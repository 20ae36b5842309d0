/* What would a power cut, a full disk or a clock set back do to PostgreSQL? Preloaded into it.

   SHADOW_OF is the folder of the cluster, SHADOW the folder of what has been synced: fsync and fdatasync copy what
   changed in the file, block by block, so that SHADOW holds at any instant what a power cut would leave. A file that
   nobody synced does not exist there. While the file FULL exists, writes that need room fail with ENOSPC: those of tables
   and indexes, and, where FULL says `wal`, those of the write-ahead log, which may be a disk of its own. The file
   CLOCK holds seconds that are added to the clock. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 8192
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void make_folders(char *path) {
    for (char *at = path + 1; (at = strchr(at, '/')); at++) { *at = 0; mkdir(path, 0700); *at = '/'; }
}

/* What a folder has lost is lost once the folder is synced. */
static void sync_folder(const char *from, const char *to) {
    DIR *folder = opendir(to);
    if (!folder) { mkdir(to, 0700); return; }
    struct dirent *entry; char one[4096]; struct stat found;
    while ((entry = readdir(folder))) {
        snprintf(one, sizeof one, "%s/%s", from, entry->d_name);
        if (lstat(one, &found) && errno == ENOENT) { snprintf(one, sizeof one, "%s/%s", to, entry->d_name); remove(one); }
    }
    closedir(folder);
}

static void keep(int fd) {
    const char *root = getenv("SHADOW_OF"), *shadow = getenv("SHADOW");
    char link[64], path[4096], to[8192]; struct stat found;
    if (!root || !shadow || fstat(fd, &found)) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    if (strncmp(path, root, strlen(root)) || strstr(path, " (deleted)")) return;
    snprintf(to, sizeof to, "%s%s", shadow, path + strlen(root));
    if (S_ISDIR(found.st_mode)) { make_folders(to); sync_folder(path, to); return; }
    if (!S_ISREG(found.st_mode)) return;
    make_folders(to);
    int in = open(path, O_RDONLY), out = open(to, O_RDWR | O_CREAT, 0600);
    if (in < 0 || out < 0) { if (in >= 0) close(in); if (out >= 0) close(out); return; }
    flock(out, LOCK_EX);
    static __thread char here[BLOCK], there[BLOCK];
    off_t at = 0; ssize_t got;
    while ((got = NEXT(pread)(in, here, BLOCK, at)) > 0) {
        ssize_t had = NEXT(pread)(out, there, BLOCK, at);
        if (had != got || memcmp(here, there, (size_t)got)) NEXT(pwrite)(out, here, (size_t)got, at);
        at += got;
    }
    if (ftruncate(out, at)) {}
    flock(out, LOCK_UN);
    close(in); close(out);
}

int fsync(int fd) { int said = NEXT(fsync)(fd); if (!said) keep(fd); return said; }
int fdatasync(int fd) { int said = NEXT(fdatasync)(fd); if (!said) keep(fd); return said; }

static int is_full(int fd) {
    const char *full = getenv("FULL"); struct stat found; char link[64], path[4096];
    if (!full || access(full, F_OK)) return 0;
    if (fstat(fd, &found) || !S_ISREG(found.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    char which[4] = "";
    int file = open(full, O_RDONLY);
    if (file >= 0) { if (read(file, which, 3) < 0) which[0] = 0; close(file); }
    return strstr(path, strcmp(which, "wal") ? "/base/" : "/pg_wal/") != NULL;
}

#define NEEDS_ROOM(fd, off, n) do { struct stat s_; if (is_full(fd) && !fstat(fd, &s_) && (off_t)((off) + (n)) > s_.st_size) { errno = ENOSPC; return -1; } } while (0)

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { NEEDS_ROOM(fd, at, n); return NEXT(pwrite)(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off_t at) { NEEDS_ROOM(fd, at, n); return NEXT(pwrite)(fd, data, n, at); }
ssize_t pwritev(int fd, const struct iovec *data, int n, off_t at) { NEEDS_ROOM(fd, at, 1); return NEXT(pwritev)(fd, data, n, at); }
ssize_t pwritev64(int fd, const struct iovec *data, int n, off_t at) { NEEDS_ROOM(fd, at, 1); return NEXT(pwritev)(fd, data, n, at); }
int posix_fallocate(int fd, off_t at, off_t n) { if (is_full(fd)) return ENOSPC; return NEXT(posix_fallocate)(fd, at, n); }
int posix_fallocate64(int fd, off_t at, off_t n) { if (is_full(fd)) return ENOSPC; return NEXT(posix_fallocate)(fd, at, n); }

static long added(void) {
    const char *name = getenv("CLOCK"); char text[32] = "";
    if (!name) return 0;
    int file = open(name, O_RDONLY);
    if (file < 0) return 0;
    if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
    close(file);
    return atol(text);
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int said = NEXT(clock_gettime)(which, now);
    if (which == CLOCK_REALTIME) now->tv_sec += added();
    return said;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int said = NEXT(gettimeofday)(now, zone);
    if (now) now->tv_sec += added();
    return said;
}
