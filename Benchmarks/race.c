/* race ROUNDS COMMAND... -- COMMAND...
 *
 * Runs the two commands in turn, ROUNDS times each, their output thrown away, and prints for each the median and the least
 * wall time in microseconds, from before the start until it is waited for: MEDIAN LEAST MEDIAN LEAST. In turn, so that a
 * machine that is slower for a while is slower for both.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double run(char **command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double start = now();
    pid_t child;
    int status;
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) || waitpid(child, &status, 0) < 0) exit(2);
    double end = now();
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "%s ended with %d\n", command[0], status);
        exit(2);
    }
    return end - start;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    int rounds = count > 3 ? atoi(arguments[1]) : 0, middle = 2;
    while (middle < count && strcmp(arguments[middle], "--")) middle++;
    if (rounds < 1 || middle >= count - 1) return 64;
    arguments[middle] = NULL;
    double *first = calloc((size_t)rounds, sizeof *first), *second = calloc((size_t)rounds, sizeof *second);
    if (!first || !second) return 2;
    for (int warm = 0; warm < 3; warm++) {
        run(arguments + 2);
        run(arguments + middle + 1);
    }
    for (int i = 0; i < rounds; i++) {
        first[i] = run(arguments + 2);
        second[i] = run(arguments + middle + 1);
    }
    qsort(first, (size_t)rounds, sizeof *first, by_size);
    qsort(second, (size_t)rounds, sizeof *second, by_size);
    printf("%.1f %.1f %.1f %.1f\n", first[rounds / 2], first[0], second[rounds / 2], second[0]);
    return 0;
}
