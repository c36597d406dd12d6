import FuzzSupport
import LeappAgentProtocol
import LeappBytes
import LeappCBOR

/// What the heads of requests and answers say of a whole frame.
struct HeadRules {
    private let frame: [UInt8]

    init(_ frame: [UInt8]) { self.frame = frame }

    func check() {
        let head = try? RequestHead(parsing: frame.rawSpan)
        let peek = try? RequestHead.peek(frame.rawSpan)
        if let head {
            demand(isMap, "a request is one map and nothing else")
            demand(peek.map { $0.operation == head.operation && $0.more == head.more } ?? false, "a glance sees what is there")
            demand(!head.more || head.operation == .apply, "one operation alone has more frames")
            demand(head.vault?.utf8.first.map { $0 == UInt8(ascii: "/") } ?? true, "a vault is a path")
        }
        guard let reply = try? AgentReply(parsing: frame.rawSpan) else { return }
        demand(isMap, "an answer is one map and nothing else")
        let isLast =
            switch reply {
            case .more: false
            case .done, .failed: true
            }
        demand((try? AgentReply.isLast(frame.rawSpan)) == isLast, "a glance sees whether an answer ends")
    }

    /// Whether the frame is what spec/agent.md section 3 wants of every frame.
    private var isMap: Bool {
        var reader = CBORReader(frame.rawSpan)
        guard reader.nextKind == .map else { return false }
        do {
            _ = try reader.item()
            try reader.end()
            return true
        } catch {
            return false
        }
    }
}
