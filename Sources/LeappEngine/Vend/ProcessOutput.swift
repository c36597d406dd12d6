import LeappAWS
import LeappBytes
import LeappCrypto

/// The JSON that `credential_process` wants (AWS SDKs and Tools Reference Guide, "Process credential provider"): one line,
/// keys sorted, secrets never outside secret memory.
enum ProcessOutput {
    static func encode(_ credentials: Credentials) -> SecretWriter {
        var output = SecretWriter(capacity: 4096)
        output.append("{\"AccessKeyId\":")
        output.appendJSON(Array(credentials.accessKeyID.utf8).rawSpan)
        if let account = credentials.accountID {
            output.append(",\"AccountId\":")
            output.appendJSON(Array(account.utf8).rawSpan)
        }
        if let expiration = credentials.expiration {
            output.append(",\"Expiration\":\"\(UTCTime(seconds: expiration).extended)\"")
        }
        output.append(",\"SecretAccessKey\":")
        output.appendJSON(credentials.secretAccessKey.bytes)
        if let token = credentials.sessionToken {
            output.append(",\"SessionToken\":")
            output.appendJSON(token.bytes)
        }
        output.append(",\"Version\":1}\n")
        return output
    }
}

extension SecretWriter {
    /// Appends UTF-8 as a JSON string (RFC 8259 section 7).
    mutating func appendJSON(_ text: RawSpan) {
        append(UInt8(ascii: "\""))
        for index in 0..<text.byteCount {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20: append("\\u00" + [byte].hex)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
