import LeappAWS
import Testing

@testable import LeappCommands

@Suite struct BrowserTests {
    private static let url = "https://oidc.eu-west-1.amazonaws.com/authorize?client_id=a&state=b%2Fc"

    private func address() throws -> WebURL { try #require(WebURL(checking: Self.url)) }

    private func lines(_ variable: String?, isMacOS: Bool = false) throws -> [[String]] {
        let address = try address()
        return BrowserCommand.all(variable: variable, isMacOS: isMacOS).map { $0.words(opening: address) }
    }

    @Test(arguments: [
        ("firefox", [["firefox", "URL"]]), ("firefox -P work %s", [["firefox", "-P", "work", "URL"]]),
        ("w3m:firefox", [["w3m", "URL"], ["firefox", "URL"]]), ("open --url=%s --x", [["open", "--url=URL", "--x"]]),
        ("'/opt/my browser/run' \"a b\" c\\ d", [["/opt/my browser/run", "a b", "c d", "URL"]]),
        ("x %%s", [["x", "%s", "URL"]]), ("x -h host%c80 %s", [["x", "-h", "host:80", "URL"]]),
        ("x 100%", [["x", "100%", "URL"]]),
        (":: ", []), ("x $(touch y) ;z &", [["x", "$(touch", "y)", ";z", "&", "URL"]]), ("", []),
    ])
    func theVariableIsReadByItsConvention(variable: String, expected: [[String]]) throws {
        let named = try lines(variable).dropLast()
        #expect(Array(named) == expected.map { $0.map { $0.replacing("URL", with: Self.url) } })
    }

    @Test func theSystemsOwnComesLast() throws {
        #expect(try lines(nil) == [["xdg-open", Self.url]])
        #expect(try lines("lynx", isMacOS: true).last == ["/usr/bin/open", Self.url])
    }

    @Test func aProgramThatCannotBeStartedGivesWay() throws {
        var browser = Browser(
            opening: try address(), with: [BrowserCommand(words: ["/nonexistent/browser"]), BrowserCommand(words: ["/bin/true"])])
        while case .opening = browser.state { browser.look() }
        #expect(browser.state == .opened)
    }

    @Test func oneThatFailsGivesWayUntilNoneIsLeft() throws {
        var browser = Browser(
            opening: try address(),
            with: [BrowserCommand(words: ["/bin/false"]), BrowserCommand(words: ["/nonexistent/browser"])])
        while case .opening = browser.state { browser.look() }
        #expect(browser.state == .failed)
    }

    @Test(
        arguments: [
            ([:], false, SignInWay.deviceCode(reason: "there is no display")), (["DISPLAY": ":0"], false, .browser(opens: true)),
            (["WAYLAND_DISPLAY": "wayland-0"], false, .browser(opens: true)),
            (["DISPLAY": ":0"], true, .deviceCode(reason: "this is a container")),
            (["BROWSER": "w3m"], false, .browser(opens: true)), (["BROWSER": "helper"], true, .browser(opens: true)),
            (["SSH_CONNECTION": "a", "DISPLAY": ":10"], false, .deviceCode(reason: "this is a session over ssh")),
            (["SSH_TTY": "/dev/pts/1", "BROWSER": "firefox"], false, .deviceCode(reason: "this is a session over ssh")),
        ] as [([String: String], Bool, SignInWay)])
    func theSurroundingsSayHowToSignIn(variables: [String: String], isContainer: Bool, expected: SignInWay) {
        func way(deviceCode: Bool = false, noBrowser: Bool = false) -> SignInWay {
            SignInWay(
                deviceCode: deviceCode, noBrowser: noBrowser, variable: { variables[$0] }, isContainer: isContainer,
                isMacOS: false)
        }
        #expect(way() == expected)
        #expect(way(deviceCode: true) == .deviceCode(reason: nil))
        #expect(way(noBrowser: true) == (expected == .browser(opens: true) ? .browser(opens: false) : expected))
    }

    @Test func aMacHasADisplayWithoutAVariable() {
        let way = SignInWay(deviceCode: false, noBrowser: false, variable: { _ in nil }, isContainer: false, isMacOS: true)
        #expect(way == .browser(opens: true))
    }
}
