#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CLeappShims.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#endif

int leapp_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }

int leapp_openat(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags, mode);
}

int leapp_fcntl(int descriptor, int command, int argument) { return fcntl(descriptor, command, argument); }

void leapp_start_writing(int descriptor) {
#ifdef __linux__
    sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)descriptor;
#endif
}

int leapp_is_local(const char *path) {
#ifdef __linux__
    struct statfs info;
    if (statfs(path, &info) != 0) return -1;
    switch ((uint32_t)info.f_type) {
    case EXT4_SUPER_MAGIC:  // ext2 and ext3 too
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case F2FS_SUPER_MAGIC:
    case TMPFS_MAGIC:
    case OVERLAYFS_SUPER_MAGIC:
    case 0x2fc12fc1:  // ZFS
    case 0xca451a4e:  // bcachefs
        return 1;
    default: return 0;
    }
#else
    (void)path;
    return 0;
#endif
}

int leapp_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int leapp_terminal_rows(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

int leapp_peer_identity(int descriptor, uid_t *uid, pid_t *pid) {
#ifdef __linux__
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    *uid = peer.uid;
    *pid = peer.pid;
    return 0;
#else
    gid_t gid;
    *pid = 0;
    return getpeereid(descriptor, uid, &gid);
#endif
}

int leapp_fill_standard_descriptors(void) {
    int descriptor;
    do {
        descriptor = open("/dev/null", O_RDONLY);
        if (descriptor < 0) return -1;
    } while (descriptor <= STDERR_FILENO);
    return close(descriptor);
}

int leapp_harden_process(void) {
    struct rlimit none = {0, 0};
    int failed = setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    failed |= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    failed |= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
    return failed;
}

#ifdef __linux__
static void advise_whole_pages(void *address, size_t length, int advice) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = ((uintptr_t)address + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)address + length) / page * page;
    if (start < end) madvise((void *)start, end - start, advice);
}
#endif

void leapp_use_large_pages(void *address, size_t length) {
#ifdef __linux__
    if (length < (size_t)2 << 20) return;  // no large page fits
    advise_whole_pages(address, length, MADV_HUGEPAGE);
#else
    (void)address;
    (void)length;
#endif
}

void leapp_use_small_pages(void *address, size_t length) {
#ifdef __linux__
    advise_whole_pages(address, length, MADV_NOHUGEPAGE);
#else
    (void)address;
    (void)length;
#endif
}

void leapp_exclude_from_dumps(void *address, size_t length) {
#ifdef __linux__
    madvise(address, length, MADV_DONTDUMP);
    madvise(address, length, MADV_WIPEONFORK);
#else
    (void)address;
    (void)length;
#endif
}

extern char **environ;

char **leapp_environment(void) { return environ; }

int leapp_become(char *const words[], char **environment) {
    environ = environment;
    return execvp(words[0], words);
}

int leapp_refuse_tracing(void) {
#ifdef __linux__
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#else
    return 0;
#endif
}

int leapp_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int leapp_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

static int apart_actions(posix_spawn_file_actions_t *actions, int output, int ready) {
    int code = output < 0 ? posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0)
                          : posix_spawn_file_actions_adddup2(actions, output, 1);
    if (code == 0) code = posix_spawn_file_actions_adddup2(actions, 1, 2);
    if (code == 0 && ready >= 0) code = posix_spawn_file_actions_adddup2(actions, ready, 3);
    if (code == 0) code = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, ready < 0 ? 3 : 4);
    if (code == 0) code = posix_spawn_file_actions_addchdir_np(actions, "/");
    return code;
}

static int apart_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0) {
        code = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    return code;
}

int leapp_spawn_apart(const char *program, char *const words[], char *const environment[], int output, int ready, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        code = apart_actions(&actions, output, ready);
        if (code == 0) code = apart_attributes(&attributes);
        if (code == 0) code = posix_spawnp(pid, program, &actions, &attributes, words, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
