import FuzzSupport
import LeappBytes

@testable import LeappAWS

/// Any text as a moment: what is read is written as the same moment.
struct TimeRules {
    private let text: String

    init(_ bytes: [UInt8]) { text = String(decoding: bytes.prefix(64), as: UTF8.self) }

    func check() {
        if let time = UTCTime(extended: text) { check(time) }
        if let time = AnswerTime.http(text) { check(time) }
        if let wait = AnswerTime.wait(text, now: 1_800_000_000) { demand(wait >= 0, "nobody waits less than no time") }
    }

    private func check(_ time: UTCTime) {
        let bounds = UTCTime(seconds: -62_135_596_800)...UTCTime(seconds: 253_402_300_799)  // years 1 to 9999
        demand(!bounds.contains(time) || UTCTime(extended: time.extended) == time, "a moment is written as the same moment")
    }
}
