#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// libsodium's allocator costs half a dozen system calls for each secret. Here secrets lie on the sanitizer's heap instead: ten times
// as many inputs a second, and the sanitizer sees each byte that is read outside of a secret, and each secret that is lost.

@_cdecl("sodium_malloc")
public func secretMemory(_ count: Int) -> UnsafeMutableRawPointer? {
    guard let memory = unsafe malloc(max(count, 1)) else { return nil }
    return unsafe memset(memory, 0xdb, max(count, 1))
}

@_cdecl("sodium_free")
public func endOfSecretMemory(_ memory: UnsafeMutableRawPointer?) { unsafe free(memory) }

/// Secrets are left out of dumps page by page; those of the fuzzer are not, and dumps of it hold no secrets.
@_cdecl("madvise")
public func advice(_ address: UnsafeMutableRawPointer?, _ count: Int, _ advice: CInt) -> CInt { 0 }
