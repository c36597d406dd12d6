import Testing

@testable import LeappAWS

@Suite struct AdaptiveRateTests {
    /// A service with a token bucket, and a client that sends as the rate allows; a clock that only they move.
    private struct Simulation {
        var rate = AdaptiveRate(now: 0)
        /// What the service allows in a second, and at once.
        var limit: Double
        var burst: Double
        var retryAfter: Int64?
        let latency: Int64 = 80
        /// The requests that it refuses whatever the rate is: each of this number.
        var refusesEvery: Int?

        private(set) var now: Int64 = 0
        private(set) var answered = 0
        private(set) var refused = 0
        private var sent = 0
        /// The most requests of any second.
        private(set) var busiest = 0
        private var tokens: Double
        private var underWay: [(sent: Int64, due: Int64, isRefused: Bool)] = []
        private var second: (start: Int64, count: Int) = (0, 0)

        init(limit: Double, burst: Double = 0, retryAfter: Int64? = nil) {
            (self.limit, self.burst, self.retryAfter) = (limit, burst, retryAfter)
            tokens = burst
        }

        /// Runs until `count` requests were answered or `until` has come.
        mutating func run(answers count: Int = .max, until: Int64 = .max) {
            while answered < count && now < until {
                while let first = underWay.first, first.due <= now {
                    underWay.removeFirst()
                    if first.isRefused {
                        refused += 1
                        rate.refused(sent: first.sent, now: now, retryAfter: retryAfter)
                    } else {
                        answered += 1
                        rate.answered(sent: first.sent, now: now)
                    }
                }
                while rate.take(now: now) == 0 { send() }
                now += 1
                tokens = min(tokens + limit / 1000, max(burst, 1))
            }
        }

        private mutating func send() {
            if now - second.start >= 1000 { second = (now, 0) }
            second.count += 1
            busiest = max(busiest, second.count)
            let isLate = tokens < 1
            if !isLate { tokens -= 1 }
            sent += 1
            let isRefused = isLate || refusesEvery.map { sent % $0 == 0 } ?? false
            underWay.append((now, now + latency, isRefused))
        }
    }

    @Test(arguments: [(20.0, nil), (40.0, nil), (1.0, nil), (20.0, 1000), (40.0, 2000), (40.0, 500)] as [(Double, Int64?)])
    func aServiceThatTakesTwentyASecondIsUsedUpAndNotOverrun(_ burst: Double, retryAfter: Int64?) {
        let count = 2000
        var simulation = Simulation(limit: 20, burst: burst, retryAfter: retryAfter)
        simulation.run(answers: count)
        let ideal = (Double(count) - burst) / 20
        let taken = Double(simulation.now) / 1000
        #expect(taken < ideal * 1.3, "\(taken) s where \(ideal) s are possible")
        let sent = Double(simulation.answered + simulation.refused)
        #expect(sent < Double(count) * 1.3, "\(simulation.refused) refused")
        #expect(simulation.refused > 0)
    }

    @Test func withoutALimitItReachesFiveHundred() {
        var simulation = Simulation(limit: 1_000_000, burst: 1_000_000)
        simulation.run(until: 6000)
        #expect(simulation.rate.perSecond == 500)
        #expect(simulation.refused == 0)
        let before = simulation.answered
        simulation.run(until: 16_000)
        let answered = simulation.answered - before
        #expect((4900...5010).contains(answered), "\(answered) in ten seconds")
        #expect(simulation.busiest <= 530)
    }

    @Test func itStartsAtTwenty() {
        var rate = AdaptiveRate(now: 7)
        #expect(rate.take(now: 7) == 0)
        #expect(rate.take(now: 7) == 50)
        #expect(rate.take(now: 56) == 1)
        #expect(rate.take(now: 57) == 0)
    }

    @Test func aServiceThatTakesMoreAgainIsAskedMoreAgain() {
        var simulation = Simulation(limit: 20, burst: 20)
        simulation.run(until: 60_000)
        #expect((10...40).contains(simulation.rate.perSecond))
        simulation.limit = 200
        simulation.burst = 200
        simulation.run(until: 180_000)
        #expect((130...260).contains(simulation.rate.perSecond), "\(simulation.rate.perSecond)")
    }

    @Test func nothingIsSentBeforeRetryAfterIsOver() {
        var rate = AdaptiveRate(now: 0)
        #expect(rate.take(now: 0) == 0)
        rate.refused(sent: 0, now: 100, retryAfter: 3000)
        rate.refused(sent: 0, now: 150, retryAfter: 1000)
        #expect(rate.take(now: 150) == 2950)
        #expect(rate.take(now: 3099) == 1)
        #expect(rate.take(now: 3100) == 0)
        #expect(rate.take(now: 3100) > 0)
    }

    @Test func oneWaveOfRefusalsLowersTheRateOnce() {
        var rate = AdaptiveRate(now: 0)
        for _ in 0..<480 { rate.answered(sent: 0, now: 100) }
        #expect(rate.perSecond == 500)
        // What is under way at 500 a second and 100 ms to the answer.
        for sent in 0..<50 as Range<Int64> { rate.refused(sent: 2 * sent, now: 100 + 2 * sent, retryAfter: nil) }
        #expect((450...455).contains(rate.perSecond), "\(rate.perSecond)")
        for sent in 0..<50 as Range<Int64> { rate.answered(sent: 2 * sent, now: 100 + 2 * sent) }
        #expect((458...470).contains(rate.perSecond), "\(rate.perSecond)")
    }

    @Test func aServiceThatRefusesOneInSevenAnywayIsStillUsedUp() {
        for burst in [20.0, 40] {
            var simulation = Simulation(limit: 20, burst: burst)
            simulation.refusesEvery = 7
            simulation.run(answers: 2000)
            let ideal = (2000 - burst) / 20
            let taken = Double(simulation.now) / 1000
            #expect(taken < ideal * 1.3, "\(taken) s where \(ideal) s are possible")
        }
    }

    @Test func theRateNeverFallsBelowOne() {
        var rate = AdaptiveRate(now: 0)
        for time in 1...100 as ClosedRange<Int64> { rate.refused(sent: time * 10, now: time * 10 + 5, retryAfter: nil) }
        #expect(rate.perSecond == 1)
    }

    @Test func clocksThatJumpDoNoHarm() {
        var rate = AdaptiveRate(now: .max - 1)
        #expect(rate.take(now: 0) == 0)
        #expect(rate.take(now: 0) > 0)
        var other = AdaptiveRate(now: 0)
        _ = other.take(now: 1 << 60)
        #expect(other.take(now: 1 << 60) > 0)
        other.refused(sent: 1 << 60, now: 1 << 60, retryAfter: .max)
        #expect(other.take(now: 1 << 60) == 3_600_000)
    }
}
