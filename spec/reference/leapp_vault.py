#!/usr/bin/env python3
"""Reads and writes LPV1 vaults (spec/format.md) with PyNaCl and the standard library alone.

This is the second implementation of the format: written from the specification, kept small, and used to make sure that nobody
needs leapp to get at a vault. It does not protect secrets in memory; use it on a machine that you trust.

    leapp_vault.py FILE                 asks for the passphrase, prints the payload as JSON (byte strings as {"hex": ...})
    leapp_vault.py --recovery FILE      asks for the recovery code instead
    leapp_vault.py --second-secret SECRET FILE      the same with the second secret in the file SECRET
    leapp_vault.py --info FILE          prints the header, asks for nothing
"""

import argparse
import getpass
import hashlib
import hmac
import json
import struct
import sys
import unicodedata

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

MAGIC = bytes.fromhex("894c50560d0a1a0a")
SIDECAR_MAGIC = bytes.fromhex("894c50430d0a1a0a")
OVERHEAD = 80
MAX_PADDED = 1 << 28
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


class VaultError(Exception):
    """A failure by one of the classes of section 9."""

    def __init__(self, name, why=""):
        super().__init__(f"{name}: {why}" if why else name)
        self.name = name


class CBORError(Exception):
    """Bytes that are not of the deterministic subset."""


def require(condition, name, why=""):
    if not condition:
        raise VaultError(name, why)


# Section 1

def blake2b(size, msg=b"", *, key=b"", salt=b"", person=""):
    return hashlib.blake2b(msg, digest_size=size, key=key, salt=salt, person=person.encode()).digest()


def seal_aead(plaintext, data, nonce, key):
    return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, data, nonce, key)


def open_aead(sealed, data, nonce, key):
    """The plaintext, or None."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, data, nonce, key)
    except CryptoError:
        return None


# Section 5

class Map(list):
    """A CBOR map as a list of pairs, so that maps of any keys print and encode as they were read."""

    def get(self, key):
        return next((value for name, value in self if name == key), None)


def encode_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for short, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << (8 * width):
            return bytes([major << 5 | short]) + value.to_bytes(width, "big")
    raise CBORError("integer too large")


def encode(item):
    if item is None or item is True or item is False:
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[item]
    if isinstance(item, int):
        return encode_head(0, item) if item >= 0 else encode_head(1, -1 - item)
    if isinstance(item, bytes):
        return encode_head(2, len(item)) + item
    if isinstance(item, str):
        text = item.encode()
        return encode_head(3, len(text)) + text
    if isinstance(item, Map):
        return encode_head(5, len(item)) + b"".join(encode(part) for pair in item for part in pair)
    return encode_head(4, len(item)) + b"".join(map(encode, item))


class Decoder:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def head(self):
        if self.at >= len(self.data):
            raise CBORError("end of input")
        first = self.data[self.at]
        self.at += 1
        major, short = first >> 5, first & 31
        if major > 5:
            if first not in (0xF4, 0xF5, 0xF6):
                raise CBORError("not in the subset")
            return major, first
        if short < 24:
            return major, short
        if short > 27:
            raise CBORError("indefinite or reserved")
        width = 1 << (short - 24)
        value = int.from_bytes(self.take(width), "big")
        if value < (24 if width == 1 else 1 << (4 * width)):
            raise CBORError("not in shortest form")
        if value >= 1 << 63:
            raise CBORError("integer beyond 64 bits with a sign")
        return major, value

    def take(self, count):
        if count > len(self.data) - self.at:
            raise CBORError("end of input")
        self.at += count
        return self.data[self.at - count:self.at]

    def item(self, depth=0):
        major, value = self.head()
        if major == 0:
            return value
        if major == 1:
            return -1 - value
        if major == 2:
            return self.take(value)
        if major == 3:
            try:
                return self.take(value).decode("utf-8", "strict")
            except UnicodeDecodeError as error:
                raise CBORError("text is not UTF-8") from error
        if major > 5:
            return {0xF4: False, 0xF5: True, 0xF6: None}[value]
        if value * (major - 3) > len(self.data) - self.at:
            raise CBORError("count beyond the input")
        if depth >= 16:
            raise CBORError("nested too deep")
        if major == 4:
            return [self.item(depth + 1) for _ in range(value)]
        return self.map(value, depth + 1)

    def map(self, count, depth):
        result, last = Map(), b""
        for _ in range(count):
            start = self.at
            key = self.item(depth)
            encoded = self.data[start:self.at]
            if encoded[0] >> 5 > 3 or (last and encoded[0] >> 5 != last[0] >> 5):
                raise CBORError("key type")
            if last and encoded <= last:
                raise CBORError("key order")
            last = encoded
            result.append((key, self.item(depth)))
        return result


def decode(data):
    decoder = Decoder(data)
    item = decoder.item()
    if decoder.at != len(data):
        raise CBORError("bytes after the item")
    return item


# Section 6

def key_id(data_key):
    return blake2b(16, key=data_key, person="leapp-v1-keyid")


def subkey(data_key, index):
    return blake2b(32, key=data_key, salt=struct.pack("<Q", index) + bytes(8), person="leappv1k")


# Section 4: params in, 32 bytes out

def normalised(typed):
    """The passphrase as it is hashed, or None where it breaks the rules of section 4.1."""
    try:
        text = unicodedata.normalize("NFC", typed.decode("utf-8", "strict"))
    except UnicodeDecodeError:
        return None
    data = text.encode()
    if not 1 <= len(data) <= 1024 or any(unicodedata.category(c) in ("Cc", "Cn") for c in text):
        return None
    return data


def passphrase_secret(passphrase, params, second_secret):
    ikm = argon2id.kdf(32, passphrase, params.get(4), opslimit=params.get(3), memlimit=params.get(2) * 1024)
    if params.get(5):
        ikm = blake2b(32, second_secret, key=ikm, person="leapp-v1-2sec")
    return ikm


def recovery_secret(code, params):
    return blake2b(32, params.get(4), key=code, person="leapp-v1-recov")


def device_secret(own_secret, other_public, ephemeral, device):
    """None where the shared point is all zero."""
    try:
        shared = bindings.crypto_scalarmult(own_secret, other_public)
    except (CryptoError, RuntimeError):
        return None
    if shared == bytes(32):
        return None
    return blake2b(32, ephemeral + device, key=shared, person="leapp-v1-x25519")


def parse_code(text, count, name):
    """The `count` bytes that were typed; where the last symbol has bits to spare, they are zero."""
    upper = "".join(c.upper() if c.isascii() else c for c in text)
    symbols = [{"O": "0", "I": "1", "L": "1"}.get(c, c) for c in upper if c not in "- "]
    values, length = [CROCKFORD.find(c) for c in symbols], (8 * count + 4) // 5
    require(len(values) == length + 1 and min(values) >= 0 and max(values[:length]) < 32, "NO_MATCH", f"not a {name}")
    number = 0
    for value in values[:length]:
        number = number << 5 | value
    number, spare = divmod(number, 1 << (5 * length - 8 * count))
    require(spare == 0 and number % 37 == values[length], "NO_MATCH", f"the {name} was mistyped")
    return number.to_bytes(count, "big")


def format_code(code):
    number, length = int.from_bytes(code, "big"), (8 * len(code) + 4) // 5
    shifted = number << (5 * length - 8 * len(code))
    symbols = [CROCKFORD[shifted >> 5 * (length - 1 - index) & 31] for index in range(length)]
    groups = ["".join(symbols[start:start + 4]) for start in range(0, length, 4)]
    return "-".join(groups + [CROCKFORD[number % 37]])


def parse_recovery(text):
    return parse_code(text, 20, "recovery code")


def parse_second_secret(text):
    """The one line of a second secret's file."""
    return parse_code(text.rstrip("\r\n"), 32, "second secret")


def slot_keys(ikm, vault_id, generation, slot_type, slot_id, params):
    """Wrapping key and commitment of section 4.5."""
    context = b"\x01" + vault_id + generation + bytes([slot_type]) + slot_id + blake2b(32, encode(params))
    okm = blake2b(64, context, key=ikm, person="leapp-v1-slot")
    return okm[:32], okm[32:]


# Section 3

def is_bytes(item, count):
    return isinstance(item, bytes) and len(item) == count


def is_unsigned(item):
    return isinstance(item, int) and not isinstance(item, bool) and item >= 0


def is_map_of(item, keys):
    return isinstance(item, Map) and [key for key, _ in item] == keys


def ascending(items):
    return all(a < b for a, b in zip(items, items[1:]))


def check_params(slot_type, params):
    if slot_type == 1:
        keys = [key for key, _ in params]
        return (keys in ([1, 2, 3, 4], [1, 2, 3, 4, 5]) and params.get(1) == 1 and is_unsigned(params.get(1))
                and is_unsigned(params.get(2)) and is_unsigned(params.get(3)) and is_bytes(params.get(4), 16)
                and (len(keys) == 4 or params.get(5) is True))
    if slot_type == 2:
        return is_map_of(params, [4]) and is_bytes(params.get(4), 16)
    if slot_type == 3:
        return is_map_of(params, [1]) and is_bytes(params.get(1), 32)
    if slot_type == 4:
        return is_map_of(params, [1, 2]) and isinstance(params.get(1), str) and isinstance(params.get(2), bytes)
    return True


def check_slot(slot):
    require(is_map_of(slot, [1, 2, 3, 4, 5, 6]), "BAD_HEADER", "slot map")
    require(is_unsigned(slot.get(1)) and 1 <= slot.get(1) <= 255, "BAD_HEADER", "slot type")
    require(is_bytes(slot.get(2), 8), "BAD_HEADER", "slot id")
    require(isinstance(slot.get(3), Map) and check_params(slot.get(1), slot.get(3)), "BAD_HEADER", "slot params")
    require(is_bytes(slot.get(4), 32) and is_bytes(slot.get(5), 24) and is_bytes(slot.get(6), 48), "BAD_HEADER", "slot")


def parse_header(data, sidecar):
    try:
        header = decode(data)
    except CBORError as error:
        raise VaultError("BAD_HEADER", str(error)) from error
    require(isinstance(header, Map) and header, "BAD_HEADER", "not a map")
    require(header[0][0] == 1 and is_unsigned(header[0][0]) and is_unsigned(header[0][1]), "BAD_HEADER", "suite")
    require(header[0][1] == 1, "UNSUPPORTED", f"suite {header[0][1]}")
    keys = [key for key, _ in header]
    require(keys[:7] == [1, 2, 3, 4, 5, 6, 7] and all(key >= 64 for key in keys[7:]), "BAD_HEADER", "keys")
    require(is_bytes(header.get(2), 16) and is_bytes(header.get(3), 16), "BAD_HEADER", "ids")
    require(is_bytes(header.get(4), 24), "BAD_HEADER", "nonce")
    require(is_unsigned(header.get(5)) and 8 <= header.get(5) <= MAX_PADDED, "BAD_HEADER", "padded length")
    slots, critical = header.get(6), header.get(7)
    require(isinstance(slots, list) and not isinstance(slots, Map), "BAD_HEADER", "slots")
    require(len(slots) == 0 if sidecar else 1 <= len(slots) <= 32, "BAD_HEADER", "number of slots")
    for slot in slots:
        check_slot(slot)
    require(ascending([slot.get(2) for slot in slots]), "BAD_HEADER", "order of slots")
    require(sum(slot.get(1) == 1 for slot in slots) <= 4, "BAD_HEADER", "passphrase slots")
    require(isinstance(critical, list) and not isinstance(critical, Map) and all(map(is_unsigned, critical)), "BAD_HEADER", "critical")
    require(ascending(critical) and set(critical) <= set(keys), "BAD_HEADER", "critical")
    require(all(key <= 7 for key in critical), "NEEDS_NEWER", "a critical extension")
    return header


# Sections 2, 8 and 9

class Image:
    """A file after steps 1 to 4 of section 9."""

    def __init__(self, data, sidecar=False):
        self.data, self.sidecar = data, sidecar
        self.header_end = 16 + self.frame(SIDECAR_MAGIC if sidecar else MAGIC)
        failure = None
        try:
            self.header = parse_header(data[16:self.header_end], sidecar)
            needed = OVERHEAD + self.header_end - 16 + self.header.get(5)
            require(len(data) >= needed, "TRUNCATED")
            require(len(data) <= needed, "TRAILING")
        except VaultError as error:
            if error.name in ("TRUNCATED", "TRAILING"):
                raise
            failure = error
        require(blake2b(16, data[:-16], person="leapp-v1-sum") == data[-16:], "CORRUPT")
        if failure:
            raise failure

    def frame(self, magic):
        """Section 2; the length of the header."""
        data = self.data
        require(len(data) >= 8 or not magic.startswith(data), "TRUNCATED")
        if not data.startswith(magic):
            rewritten = any(data.startswith(first + magic[1:4]) for first in (b"\x89", b"\x09", b"\xc2\x89", b"\xef\xbf\xbd"))
            raise VaultError("MANGLED" if rewritten else "NOT_A_VAULT")
        require(len(data) < 10 or data[8:10] == b"\x00\x01", "UNSUPPORTED", "major version")
        require(len(data) >= 16, "TRUNCATED")
        length = int.from_bytes(data[12:16], "big")
        require(1 <= length <= 65536, "BAD_HEADER", "length of the header")
        require(len(data) >= OVERHEAD + length + 8, "TRUNCATED")
        require(len(data) <= OVERHEAD + length + MAX_PADDED, "TRAILING")
        return length

    def slots(self, slot_type):
        return [slot for slot in self.header.get(6) if slot.get(1) == slot_type]

    def unwrap(self, slot, ikm):
        """The data key, or None where the slot does not belong to the secret."""
        wrap, commitment = slot_keys(ikm, self.header.get(2), self.header.get(3), slot.get(1), slot.get(2), slot.get(3))
        if not hmac.compare_digest(commitment, slot.get(4)):
            return None
        data_key = open_aead(slot.get(6), b"", slot.get(5), wrap)
        require(data_key is not None, "SLOT_TAMPERED")
        return data_key

    def first(self, pairs):
        for slot, ikm in pairs:
            data_key = self.unwrap(slot, ikm)
            if data_key is not None:
                return data_key
        raise VaultError("NO_MATCH", "wrong secret, or a header that was tampered with")

    def unlock_passphrase(self, typed, second_secret=None, allow_costly=False):
        passphrase = normalised(typed)
        require(passphrase is not None, "NO_MATCH", "no lawful passphrase")
        for slot in self.slots(1):
            memory, passes = slot.get(3).get(2), slot.get(3).get(3)
            require(1024 <= memory <= 1 << 20 and 1 <= passes <= 16, "KDF_LIMIT")
            require(allow_costly or memory * passes <= 1 << 22, "KDF_LIMIT")
        return self.first((slot, passphrase_secret(passphrase, slot.get(3), second_secret)) for slot in self.slots(1)
                          if second_secret is not None or not slot.get(3).get(5))

    def unlock_recovery(self, text):
        code = parse_recovery(text)
        return self.first((slot, recovery_secret(code, slot.get(3))) for slot in self.slots(2))

    def unlock_device(self, secret_key, pinned):
        require(self.header.get(3) == pinned, "FORKED_KEY")
        public = bindings.crypto_scalarmult_base(secret_key)

        def secrets():
            for slot in self.slots(3):
                ephemeral = slot.get(3).get(1)
                ikm = device_secret(secret_key, ephemeral, ephemeral, public)
                require(ikm is not None, "SLOT_TAMPERED")
                yield slot, ikm

        return self.first(secrets())

    def unlock_external(self, slot_id, secret, pinned):
        require(self.header.get(3) == pinned, "FORKED_KEY")
        return self.first((slot, secret) for slot in self.slots(4) if slot.get(2) == slot_id)

    def open(self, data_key):
        """The payload."""
        prefix, rest = self.data[:self.header_end], self.data[self.header_end:-16]
        mac, sealed = rest[:32], rest[32:]
        expected = blake2b(32, prefix, key=subkey(data_key, 7 if self.sidecar else 1), person="leapp-v1-header")
        require(key_id(data_key) == self.header.get(3) and hmac.compare_digest(mac, expected), "HEADER_AUTH")
        plaintext = open_aead(sealed, mac, self.header.get(4), subkey(data_key, 3 if self.sidecar else 2))
        require(plaintext is not None, "PAYLOAD_AUTH")
        length = int.from_bytes(plaintext[:8], "big")
        require(length <= len(plaintext) - 8, "BAD_PAYLOAD", "length")
        require(not any(plaintext[8 + length:]), "BAD_PAYLOAD", "padding")
        return plaintext[8:8 + length]


# Writing

def padded_length(count):
    number = count + 8
    exponent = number.bit_length() - 1
    step = 1 << max(0, exponent - max(exponent, 1).bit_length())
    return max(16384, -(-number // step) * step)


def make_slot(data_key, vault_id, slot_type, slot_id, nonce, params, ikm):
    wrap, commitment = slot_keys(ikm, vault_id, key_id(data_key), slot_type, slot_id, params)
    return Map([(1, slot_type), (2, slot_id), (3, params), (4, commitment), (5, nonce),
                (6, seal_aead(data_key, b"", nonce, wrap))])


def seal(payload, data_key, vault_id, nonce, slots, minor=0, critical=(), extensions=(), sidecar=False):
    """A whole file; a pure function of its parameters (section 8)."""
    length = padded_length(len(payload))
    require(length <= MAX_PADDED, "LIMIT", "the payload is too large")
    header = encode(Map([(1, 1), (2, vault_id), (3, key_id(data_key)), (4, nonce), (5, length),
                         (6, sorted(slots, key=lambda slot: slot.get(2))), (7, list(critical)), *extensions]))
    prefix = (SIDECAR_MAGIC if sidecar else MAGIC) + struct.pack(">HHI", 1, minor, len(header)) + header
    mac = blake2b(32, prefix, key=subkey(data_key, 7 if sidecar else 1), person="leapp-v1-header")
    plaintext = struct.pack(">Q", len(payload)) + payload + bytes(length - 8 - len(payload))
    file = prefix + mac + seal_aead(plaintext, mac, nonce, subkey(data_key, 3 if sidecar else 2))
    return file + blake2b(16, file, person="leapp-v1-sum")


# The program

def printable(item):
    if isinstance(item, bytes):
        return {"hex": item.hex()}
    if isinstance(item, Map):
        return {key.hex() if isinstance(key, bytes) else str(key): printable(value) for key, value in item}
    return [printable(part) for part in item] if isinstance(item, list) else item


def main():
    parser = argparse.ArgumentParser(description="Opens an LPV1 vault.")
    parser.add_argument("file")
    parser.add_argument("--recovery", action="store_true", help="ask for the recovery code")
    parser.add_argument("--second-secret", metavar="SECRET", help="the file of the second secret")
    parser.add_argument("--info", action="store_true", help="print the header only")
    parser.add_argument("--allow-costly-kdf", action="store_true", help="lift the bound of memory times passes")
    options = parser.parse_args()
    with open(options.file, "rb") as file:
        data = file.read(OVERHEAD + 65536 + MAX_PADDED + 1)
    try:
        image = Image(data)
        if options.info:
            result = image.header
        elif options.recovery:
            result = decode(image.open(image.unlock_recovery(getpass.getpass("Recovery code: "))))
        else:
            path = options.second_secret
            second = parse_second_secret(open(path, encoding="ascii", errors="replace").read(256)) if path else None
            typed = getpass.getpass("Passphrase: ").encode()
            result = decode(image.open(image.unlock_passphrase(typed, second, options.allow_costly_kdf)))
    except (VaultError, CBORError) as error:
        sys.exit(f"{options.file}: {error}")
    json.dump(printable(result), sys.stdout, indent=2, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
