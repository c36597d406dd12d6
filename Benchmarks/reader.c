/* What any reader or writer of a vault must do, by libsodium and the system alone.
 *
 *   reader open PATH KEY     reads the file into new memory, hashes all of it, checks the header's MAC, decrypts, copies the plaintext once
 *   reader sync PATH KEY     writes the same bytes to a new file beside PATH and waits until they are on the medium
 *
 * KEY is a file with the data key. A round for each line of standard input; prints its microseconds.
 */
#include <fcntl.h>
#include <malloc.h>
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

static void check(int good, const char *what) {
    if (!good) {
        perror(what);
        exit(2);
    }
}

static unsigned char *read_file(const char *path, size_t *size) {
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    check(file >= 0 && fstat(file, &info) == 0, path);
    *size = (size_t)info.st_size;
    unsigned char *bytes = malloc(*size);
    check(bytes != NULL, "malloc");
    size_t have = 0;
    for (ssize_t got; have < *size && (got = read(file, bytes + have, *size - have)) > 0;) have += (size_t)got;
    check(have == *size, path);
    close(file);
    return bytes;
}

static void hash(unsigned char *out, size_t count, const char *person, const unsigned char *key, const unsigned char *bytes, size_t size) {
    unsigned char salt[16] = {0}, name[16] = {0};
    memcpy(name, person, strlen(person));
    check(crypto_generichash_blake2b_salt_personal(out, count, bytes, size, key, key ? 32 : 0, salt, name) == 0, "blake2b");
}

/* spec/format.md: 16 bytes, the header of H bytes with the nonce in a fixed place, the MAC, the ciphertext, the checksum. */
static void open_round(const char *path, const unsigned char *key) {
    size_t size;
    unsigned char *file = read_file(path, &size), found[32], subkey[32];
    check(size > 1024, path);
    size_t header = 16 + ((size_t)file[12] << 24 | (size_t)file[13] << 16 | (size_t)file[14] << 8 | file[15]);
    check(header + 32 + 24 + 16 < size && !memcmp(file + 55, "\x04\x58\x18", 3), "the header");
    hash(found, 16, "leapp-v1-sum", NULL, file, size - 16);
    check(!memcmp(found, file + size - 16, 16), "the checksum");
    crypto_kdf_derive_from_key(subkey, 32, 1, "leappv1k", key);
    hash(found, 32, "leapp-v1-header", subkey, file, header);
    check(!sodium_memcmp(found, file + header, 32), "the header's MAC");
    crypto_kdf_derive_from_key(subkey, 32, 2, "leappv1k", key);
    size_t sealed = size - 16 - header - 32;
    unsigned char *plain = malloc(sealed - 16), *copy = malloc(sealed - 16);
    check(plain && copy, "malloc");
    check(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, file + header + 32, sealed, file + header, 32, file + 58, subkey) == 0, "the seal");
    memcpy(copy, plain, sealed - 16);
    __asm__ volatile("" : : "r"(copy) : "memory");
    free(file);
    free(plain);
    free(copy);
}

static double sync_round(const char *path, const unsigned char *bytes, size_t size) {
    char beside[4096];
    snprintf(beside, sizeof beside, "%s.sync", path);
    double start = now();
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    check(file >= 0, beside);
    for (size_t done = 0; done < size;) {
        ssize_t put = write(file, bytes + done, size - done);
        check(put > 0, "write");
        done += (size_t)put;
    }
    check(fsync(file) == 0, "fsync");
    double taken = now() - start;
    close(file);
    unlink(beside);
    return taken;
}

int main(int count, char **arguments) {
    char line[64];
    size_t size;
    if (sodium_init() < 0 || count != 4) return 64;
    mallopt(M_MMAP_THRESHOLD, 1 << 16);  /* memory that was freed is not used again: each round is a first one */
    unsigned char *key = read_file(arguments[3], &size);
    check(size == 32, arguments[3]);
    int opening = !strcmp(arguments[1], "open");
    unsigned char *bytes = opening ? NULL : read_file(arguments[2], &size);
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        double start = now(), processor = (double)clock(), taken;
        if (opening) {
            open_round(arguments[2], key);
            taken = now() - start;
        } else {
            taken = sync_round(arguments[2], bytes, size);
        }
        printf("{\"us\": %.0f, \"processor\": %.0f}\n", taken, ((double)clock() - processor) * 1e6 / CLOCKS_PER_SEC);
    }
    return 0;
}
