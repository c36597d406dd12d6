/* What libsodium and the disk alone take.
 *
 *   seal file PATH ROUNDS        reads PATH, checks and opens that many bytes, seals them, and replaces a copy beside it
 *                                durably (write, fsync, rename, fsync of the folder); prints the median in microseconds
 *   seal kdf KIB PASSES ROUNDS   one Argon2id of that cost; prints the median in microseconds
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check(int good, const char *what) {
    if (!good) {
        perror(what);
        exit(2);
    }
}

static size_t read_file(const char *path, unsigned char *into, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    check(file >= 0, path);
    size_t have = 0;
    for (ssize_t got; have < size && (got = read(file, into + have, size - have)) > 0;) have += (size_t)got;
    close(file);
    return have;
}

static void replace(const char *path, const char *temporary, int folder, const unsigned char *bytes, size_t count) {
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    check(file >= 0, temporary);
    for (size_t done = 0; done < count;) {
        ssize_t put = write(file, bytes + done, count - done);
        check(put > 0, "write");
        done += (size_t)put;
    }
    check(fsync(file) == 0, "fsync");
    close(file);
    check(rename(temporary, path) == 0, "rename");
    check(fsync(folder) == 0, "fsync of the folder");
}

static void file_rounds(const char *source, double *times, int rounds) {
    char copy[4096], temporary[4096], folder[4096];
    snprintf(copy, sizeof copy, "%s.copy", source);
    snprintf(temporary, sizeof temporary, "%s.copy.new", source);
    snprintf(folder, sizeof folder, "%s", source);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0; else strcpy(folder, ".");
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat info;
    check(at >= 0 && stat(source, &info) == 0, source);
    size_t size = (size_t)info.st_size;
    unsigned char *sealed = malloc(size + 16), *open_ = sodium_malloc(size), *whole = malloc(size);
    unsigned char key[32], nonce[24], mac[32];
    check(sealed && open_ && whole, "malloc");
    randombytes_buf(key, sizeof key);
    randombytes_buf(nonce, sizeof nonce);
    memset(open_, 7, size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, open_, size, NULL, 0, NULL, nonce, key);
    replace(copy, temporary, at, sealed, size);
    for (int i = 0; i < rounds; i++) {
        double start = now();
        check(read_file(copy, whole, size) == size, "read");
        crypto_generichash(mac, 16, whole, size, NULL, 0);
        crypto_generichash(mac, 32, whole, 400, key, 32);
        check(crypto_aead_xchacha20poly1305_ietf_decrypt(open_, NULL, NULL, sealed, size + 16, NULL, 0, nonce, key) == 0, "open");
        randombytes_buf(nonce, sizeof nonce);
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, open_, size, NULL, 0, NULL, nonce, key);
        crypto_generichash(mac, 32, sealed, 400, key, 32);
        crypto_generichash(mac, 16, sealed, size, NULL, 0);
        replace(copy, temporary, at, sealed, size);
        times[i] = now() - start;
    }
    unlink(copy);
}

int main(int count, char **arguments) {
    if (sodium_init() < 0 || count < 4) return 64;
    int rounds = atoi(arguments[count - 1]);
    double *times = calloc((size_t)(rounds > 0 ? rounds : 1), sizeof *times);
    if (rounds < 1 || !times) return 64;
    if (!strcmp(arguments[1], "file")) {
        file_rounds(arguments[2], times, rounds);
    } else if (!strcmp(arguments[1], "kdf") && count == 5) {
        unsigned char out[32], salt[16] = {1};
        for (int i = 0; i < rounds; i++) {
            double start = now();
            check(crypto_pwhash(out, 32, "passphrase", 10, salt, strtoull(arguments[3], NULL, 10), strtoull(arguments[2], NULL, 10) * 1024,
                                crypto_pwhash_ALG_ARGON2ID13) == 0, "argon2id");
            times[i] = now() - start;
        }
    } else {
        return 64;
    }
    qsort(times, (size_t)rounds, sizeof *times, by_size);
    printf("%.1f\n", times[rounds / 2]);
    return 0;
}
