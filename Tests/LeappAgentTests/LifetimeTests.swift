import LeappAgent
import LeappEngine
import Synchronization
import Testing

@Suite struct LifetimeTests {
    @Test func theHardEndCountsFromTheUnlockAndUseDoesNotMoveIt() {
        var lifetime = KeyLifetime(start: 5_000, hard: 10)
        #expect(!lifetime.isOver(at: 14_999))
        lifetime.touch(at: 14_999)
        #expect(lifetime.isOver(at: 15_000))
        #expect(lifetime.end == 15_000)
    }

    @Test func theIdleEndMovesWithUse() {
        var lifetime = KeyLifetime(start: 0, hard: 100, idle: 10)
        #expect(lifetime.isOver(at: 10_000))
        lifetime.touch(at: 9_000)
        #expect(!lifetime.isOver(at: 18_999))
        #expect(lifetime.isOver(at: 19_000))
    }

    @Test func whatIsOverStaysOver() {
        var lifetime = KeyLifetime(start: 0, hard: 100, idle: 10)
        lifetime.touch(at: 10_000)
        #expect(lifetime.isOver(at: 10_000))
    }

    @Test func theHardEndHoldsAgainstUse() {
        var lifetime = KeyLifetime(start: 0, hard: 30, idle: 20)
        lifetime.touch(at: 15_000)
        lifetime.touch(at: 29_000)
        #expect(lifetime.isOver(at: 30_000))
    }

    @Test func aClockThatGoesBackDoesNotShortenIdleTime() {
        var lifetime = KeyLifetime(start: 50_000, hard: 100, idle: 10)
        lifetime.touch(at: 55_000)
        lifetime.touch(at: 51_000)
        #expect(!lifetime.isOver(at: 64_999))
    }

    @Test(arguments: [Int64.max, .max / 1000, .min, -1, 0])
    func noNumberOfSecondsTraps(_ seconds: Int64) {
        var lifetime = KeyLifetime(start: .max - 5, hard: seconds, idle: seconds)
        lifetime.touch(at: .max - 1)
        #expect(lifetime.isOver(at: .max))
    }

    /// A watch whose readings are the `readings`, one after the other.
    private func watch(_ readings: [SleepReading]) -> SleepWatch {
        let left = Mutex(readings)
        return SleepWatch { left.withLock { $0.removeFirst() } }
    }

    private static let second: Int64 = 1_000_000_000

    @Test func sleepIsNoticedOnce() {
        let watch = watch([
            .init(least: 0, most: 100), .init(least: 60 * Self.second, most: 60 * Self.second + 100),
            .init(least: 60 * Self.second, most: 60 * Self.second + 50),
        ])
        #expect(watch.hasSlept())
        #expect(!watch.hasSlept())
    }

    @Test func beingHeldUpBetweenTwoReadingsIsNoSleep() {
        let watch = watch([
            .init(least: -9 * Self.second, most: 100), .init(least: 0, most: 9 * Self.second),
            .init(least: -9 * Self.second, most: 9 * Self.second),
            .init(least: 0, most: 10),
        ])
        for _ in 0..<3 { #expect(!watch.hasSlept()) }
    }

    @Test func sleepIsNoticedBehindAnUncertainReading() {
        let watch = watch([
            .init(least: 0, most: 100), .init(least: 0, most: 9 * Self.second),
            .init(least: 2 * Self.second, most: 2 * Self.second + 10),
        ])
        #expect(!watch.hasSlept())
        #expect(watch.hasSlept())
    }

    @Test func severalShortSleepsAddUp() {
        let step = Self.second / 5
        let watch = watch((0..<5).map { SleepReading(least: $0 * step, most: $0 * step + 100) })
        #expect((1..<5).map { _ in watch.hasSlept() } == [false, false, true, false])
    }

    @Test func anAwakeMachineHasNotSlept() {
        let watch = SleepWatch()
        #expect((0..<1000).allSatisfy { _ in !watch.hasSlept() })
    }
}
