// What Glibc's Swift overlay cannot import: variadic calls, macros with casts, and Linux-only structures.
// Every function returns what the call returns; errno is left as the call set it.
#ifndef CLEAPP_SHIMS_H
#define CLEAPP_SHIMS_H

#include <stddef.h>
#include <sys/types.h>

int leapp_open(const char *path, int flags, mode_t mode);
int leapp_openat(int directory, const char *path, int flags, mode_t mode);
int leapp_fcntl(int descriptor, int command, int argument);

/// Has the system begin to write what it holds back of a file, and does not wait.
void leapp_start_writing(int descriptor);

/// Whether `path` lies on a file system that is known to be of this machine alone: 1 or 0; -1 with errno where that cannot be asked.
int leapp_is_local(const char *path);

/// Columns of the terminal behind `descriptor`, 0 where it is none.
int leapp_terminal_columns(int descriptor);

/// Rows of the terminal behind `descriptor`, 0 where it is none.
int leapp_terminal_rows(int descriptor);

/// The effective uid of the process at the other end of a Unix socket; 0 on success, -1 with errno otherwise.
int leapp_peer_identity(int descriptor, uid_t *uid, pid_t *pid);

/// Opens what of standard input, output and error is closed so that no file or socket takes the place: reading gives nothing, and
/// writing fails. 0 on success, -1 with errno otherwise.
int leapp_fill_standard_descriptors(void);

/// No ptrace by others, no core file, no new privileges (agent.md: the first statements of main); 0 if all of it took.
int leapp_harden_process(void);

/// Leaves a mapping out of core files, and empty in a forked child where the kernel can do that.
void leapp_exclude_from_dumps(void *address, size_t length);

/// Has the kernel use large pages for memory that will be filled as a whole, where it can: a fault a page costs more than the bytes.
/// Does nothing below 2 MiB, the least of them.
void leapp_use_large_pages(void *address, size_t length);

/// Has the kernel use small pages for memory that may stay empty: of a large one the first byte takes as much as all.
void leapp_use_small_pages(void *address, size_t length);

/// The variables of the process's environment, ended by a null pointer.
char **leapp_environment(void);

/// Becomes the command of `words` under `environment`, looked up in the PATH of `environment`; returns only where that failed.
int leapp_become(char *const words[], char **environment);

/// No ptrace by others and no core file until the next execve, which takes neither along: for `exec`, whose command
/// is not to inherit what leapp_harden_process sets for good; 0 if it took.
int leapp_refuse_tracing(void);

/// A pipe that is closed on exec: the end to read from, then the end to write to; 0 on success, -1 with errno otherwise.
int leapp_pipe(int ends[2]);

/// A connection that waits at `listener`, closed on exec and never blocking; -1 with errno where there is none.
int leapp_accept(int listener);

/// Starts `program`, looked up in PATH where it has no slash, apart from this process: a session of its own, `/` as its directory,
/// signals by default, /dev/null as standard input, `output` as standard output and error (/dev/null where it is -1), `ready` as
/// descriptor 3 (none where it is -1), and no others. 0 and `pid`, or the errno.
int leapp_spawn_apart(const char *program, char *const words[], char *const environment[], int output, int ready, pid_t *pid);

#endif
