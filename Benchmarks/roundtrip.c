/* One Unix-socket round trip: what a client of an agent costs at least.
 *
 *   roundtrip --serve PATH BYTES   answers each connection's first bytes with BYTES bytes, until it is ended
 *   roundtrip PATH                 connects, asks, writes the answer to standard output
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un address_of(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) exit(2);
    strcpy(address.sun_path, path);
    return address;
}

static void send_all(int to, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = write(to, bytes, count);
        if (sent <= 0) exit(2);
        bytes += sent;
        count -= (size_t)sent;
    }
}

static int serve(const char *path, size_t size) {
    struct sockaddr_un address = address_of(path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    char *answer = calloc(1, size), question[256];
    if (listener < 0 || !answer) return 2;
    memset(answer, 'x', size);
    unlink(path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) return 2;
    puts("ready");
    fflush(stdout);
    for (;;) {
        int peer = accept(listener, NULL, NULL);
        if (peer < 0) return 2;
        if (read(peer, question, sizeof question) > 0) send_all(peer, answer, size);
        close(peer);
    }
}

int main(int count, char **arguments) {
    if (count == 4 && !strcmp(arguments[1], "--serve")) return serve(arguments[2], (size_t)atol(arguments[3]));
    if (count != 2) return 64;
    struct sockaddr_un address = address_of(arguments[1]);
    int agent = socket(AF_UNIX, SOCK_STREAM, 0);
    char answer[65536];
    if (agent < 0 || connect(agent, (struct sockaddr *)&address, sizeof address)) return 11;
    send_all(agent, "credentials of prod-admin, please", 33);
    for (ssize_t got; (got = read(agent, answer, sizeof answer)) > 0;) send_all(1, answer, (size_t)got);
    return 0;
}
