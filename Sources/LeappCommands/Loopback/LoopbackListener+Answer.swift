import LeappBytes
import LeappCrypto
import LeappLoopback

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension LoopbackListener {
    /// Serves whatever connects until the answer to the sign-in with this state comes; nil where it does not come in time.
    ///
    /// `watch` is called at once, and again after as many milliseconds as it returns.
    borrowing func answer(
        toState state: String, limits: LoopbackLimits = LoopbackLimits(),
        watch: () async throws(CommandError) -> Int64? = { () async throws(CommandError) in nil }
    ) async throws(CommandError) -> CallbackAnswer? {
        let port = port
        return try await serve(limits: limits, watch: watch) { head in
            guard let head else { return (CallbackPage.tooLarge.slice, nil) }
            switch CallbackVerdict(head, state: state, port: port) {
            case .stray(let page): return (page.slice, nil)
            case .genuine(let found):
                if case .code = found { return (CallbackPage.received.slice, found) }
                return (CallbackPage.refused.slice, found)
            }
        }
    }

    /// Serves whatever connects until a request brings what is waited for; nil where none does in time.
    ///
    /// `judge` gives the page for a request's head, nil for one that does not end, and what it brought. `watch` is called at once, and
    /// again after as many milliseconds as it returns; after nil, never.
    borrowing func serve<Brought>(
        limits: LoopbackLimits, watch: () async throws(CommandError) -> Int64?,
        judge: (RawSpan?) -> (page: SecretSlice, brought: Brought?)
    ) async throws(CommandError) -> Brought? {
        let end = LoopbackLimits.now() + limits.total
        var look: Int64? = LoopbackLimits.now()
        var connections: [LoopbackConnection] = []
        while true {
            let now = LoopbackLimits.now()
            guard now < end else { return nil }
            if let due = look, due <= now { look = try await watch().map { LoopbackLimits.now() + $0 } }
            let wait = min(end, look ?? end) - LoopbackLimits.now()
            if let brought = try serve(&connections, waiting: max(wait, 0), limits: limits, judge: judge) { return brought }
        }
    }

    /// Waits until somebody connects or sends, and answers; what was brought, where it is what is waited for.
    private borrowing func serve<Brought>(
        _ connections: inout [LoopbackConnection], waiting longest: Int64, limits: LoopbackLimits,
        judge: (RawSpan?) -> (page: SecretSlice, brought: Brought?)
    ) throws(CommandError) -> Brought? {
        var answer: Brought?
        func page(_ head: RawSpan?) -> SecretSlice {
            // The first answer counts; a second one, as of a page that was opened twice, comes too late.
            guard answer == nil else { return CallbackPage.notThisSignIn.slice }
            let (page, brought) = judge(head)
            answer = brought
            return page
        }
        let now = LoopbackLimits.now()
        let waits = connections.map { $0.deadline - now } + [longest]
        var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        polled += connections.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
        let ready = unsafe poll(&polled, nfds_t(polled.count), Int32(clamping: max(0, waits.min() ?? 0)))
        guard ready >= 0 || errno == EINTR else { throw .listener(code: errno) }
        var chunk = Secret(count: 4096)
        for (connection, state) in zip(connections, polled.dropFirst()) where ready > 0 && state.revents != 0 {
            connection.proceed(through: &chunk, judge: page)
        }
        if let answer { return answer }
        let moment = LoopbackLimits.now()
        connections.removeAll { $0.isOver || $0.deadline <= moment }
        guard ready > 0, polled[0].revents != 0 else { return nil }
        while let accepted = try accept() {
            if connections.count >= limits.connections { connections.removeFirst() }
            connections.append(LoopbackConnection(accepted, limits: limits, now: moment))
        }
        return nil
    }
}
