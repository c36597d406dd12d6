import LeappAWS
public import LeappAgentProtocol
import LeappMerge
import LeappVault
import LeappWorkspace

/// The exit codes of failed requests (workspace.md, "Error classes and exit codes").
enum Exit {
    static let general = 1
    static let name = 2
    static let noVault = 10
    static let locked = 11
    static let decision = 13
    static let refused = 15
    static let login = 16
    static let usage = 64
}

extension AgentFailure {
    /// What a caller is told about `error`.
    public init(_ error: EngineError) {
        switch error {
        case .malformed(.unknownOperation(let name)):
            self.init(
                exit: Exit.general, code: "UNKNOWN_OPERATION",
                message: "the agent does not know `\(name)`: it is of another version; run `leapp lock`, then `leapp unlock`")
        case .malformed:
            self.init(exit: Exit.general, code: "MALFORMED", message: "the request is not of the agent's protocol")
        case .locked(nil): self.init(exit: Exit.locked, code: "LOCKED", message: "locked; run `leapp unlock`")
        case .locked(let path?):
            self.init(
                exit: Exit.locked, code: "LOCKED",
                message: "the agent has another vault open (\(path)); run `leapp unlock` for this one",
                detail: ["vault": .text(path)])
        case .name(let error): self.init(error)
        case .store(let error, let path): self.init(error, at: path)
        case .vend(let error): self.init(error)
        case .portal(let error): self.init(error)
        case .sync(let error): self.init(exit: error.code.exit, code: error.code.name, message: error.words)
        case .edit(let fault): self.init(exit: fault.code.exit, code: fault.code.name, message: fault.words)
        case .sections(let error): self.init(error)
        case .draft(let error):
            self.init(exit: Exit.general, code: "BAD_DRAFT", message: "a record cannot be stored: \(error.words)")
        case .setting(let error): self.init(exit: Exit.general, code: "BAD_SETTING", message: error.words)
        case .consoleTooLong(let session, let most):
            self.init(
                exit: Exit.usage, code: "BAD_DURATION",
                message:
                    "\(session): the console stays signed in as a role for \(most / 3600)h at most; give a shorter --duration")
        case .notStarted(let name):
            self.init(
                exit: Exit.name, code: "NOT_STARTED", message: "\(name): not started; `leapp session current` lists what is")
        case .unexpected(let what):
            self.init(exit: Exit.general, code: "UNEXPECTED", message: "the request failed in a way that should not be (\(what))")
        case .callerGone: self.init(exit: Exit.general, code: "CALLER_GONE", message: "the caller went away")
        }
    }

    init(_ error: StoreError, at path: String) {
        let exit =
            switch error {
            case .noVault: Exit.noVault
            case .exists: Exit.decision
            case .file, .state, .badDeviceKey, .deviceRemoved, .contended: Exit.general
            case .foreignKey, .noDeviceKey: Exit.locked
            case .vault, .payload, .wrongVault, .newGeneration, .forkedKey, .alteredGeneration:
                error.errorClass?.exitStatus ?? Exit.general
            }
        self.init(exit: exit, code: error.errorClass?.rawValue ?? "STORE", message: error.words(at: path))
    }

    private init(_ error: SectionError) {
        switch error {
        case .adoptNeeded(let file, let line, let section, let keys):
            self.init(
                exit: Exit.decision, code: "ADOPT_NEEDED", message: error.words,
                detail: ["file": .text(file), "line": .integer(Int64(line)), "section": .text(section), "keys": .texts(keys)])
        case .inBlock(let file, let line, let section):
            self.init(
                exit: Exit.decision, code: "PROFILE_BLOCK", message: error.words,
                detail: ["file": .text(file), "line": .integer(Int64(line)), "section": .text(section)])
        case .file, .state, .unwritable, .stillSealed, .neverStill:
            self.init(exit: Exit.general, code: "AWS_FILES", message: error.words)
        }
    }

    private init(_ error: NameError) {
        switch error {
        case .notFound(let name, let closest):
            let hint = closest.isEmpty ? "`leapp session list` shows all" : "did you mean \(closest.joined(separator: ", "))?"
            self.init(
                exit: Exit.name, code: "NOT_FOUND", message: "\(name): no session goes by that name; \(hint)",
                detail: ["candidates": .texts(closest)])
        case .ambiguous(let name, let candidates):
            let texts = candidates.map(\.distinction)
            self.init(
                exit: Exit.name, code: "AMBIGUOUS",
                message: "\(name): means several sessions: \(texts.joined(separator: ", ")); name one by its id",
                detail: ["candidates": .texts(texts)])
        }
    }

    private init(_ error: VendError) {
        switch error {
        case .codeNeeded(let session, let serial):
            self.init(
                exit: Exit.login, code: "MFA_REQUIRED",
                message:
                    "\(session): a code of the MFA device \(serial) is needed; run `leapp session start \(session)` in a terminal, "
                    + "or give --mfa-code", detail: ["serial": .text(serial)])
        case .portal(let session, let error): self.init(error, for: session)
        case .notAssigned(let session, let accountID, let roleName, let portal, let refusal):
            self.init(
                exit: Exit.refused, code: "AWS_REFUSED",
                message:
                    "\(session): the portal \(portal) does not offer the role \(roleName) in account \(accountID) to you, or not any more; "
                    + "run `leapp sso sync \(portal)`", detail: ["awsCode": .text(refusal.code)])
        case .notFederated(let session, let hasMFA, let refusal):
            self.init(
                exit: Exit.refused, code: "AWS_REFUSED",
                message:
                    "\(session): AWS refused: \(refusal.words); a policy of this user must allow sts:GetFederationToken\(hasMFA ? " without MFA" : ""), "
                    + "or name a role that it assumes", detail: ["awsCode": .text(refusal.code)])
        case .orphaned(let session):
            self.init(
                exit: Exit.general, code: "ORPHANED",
                message:
                    "\(session): the session or the portal it builds on is not in the vault; add or import that, or edit the role's parent"
            )
        case .loop(let session):
            self.init(exit: Exit.general, code: "LOOP", message: "\(session): its parents lead back to itself")
        case .unsupported(let session, let kind):
            self.init(
                exit: Exit.general, code: "UNSUPPORTED_KIND",
                message: "\(session): this version takes no credentials from sessions of kind \(kind.rawValue)")
        case .aws(let session, let error): self.init(error, of: session)
        case .wrongAnswer(let session):
            self.init(
                exit: Exit.refused, code: "AWS_BAD_ANSWER", message: "\(session): AWS answered something else than credentials")
        }
    }
}

extension AgentFailure {
    /// What AWS's answer, or none, means for whoever asked about `subject`: a session or a portal.
    init(_ error: AWSError, of subject: String) {
        var detail: [String: AgentDetail] = [:]
        if let refusal = error.refusal { detail["awsCode"] = .text(refusal.code) }
        self.init(exit: error.exit, code: error.code, message: "\(subject): \(error.words)", detail: detail)
    }
}

extension AWSError {
    fileprivate var refusal: AWSRefusal? {
        switch self {
        case .refused(let refusal), .throttled(let refusal, _), .unavailable(let refusal, _): refusal
        case .unreachable, .deadlineExceeded, .clockSkew, .badAnswer, .badSetting, .badParameter, .worker, .cancelled: nil
        }
    }

    fileprivate var code: String {
        switch self {
        case .refused: "AWS_REFUSED"
        case .throttled: "AWS_THROTTLED"
        case .unavailable: "AWS_UNAVAILABLE"
        case .unreachable, .deadlineExceeded: "AWS_UNREACHABLE"
        case .clockSkew: "CLOCK_SKEW"
        case .badAnswer: "AWS_BAD_ANSWER"
        case .badSetting: "BAD_SETTING"
        case .badParameter: "BAD_PARAMETER"
        case .worker: "WORKER"
        case .cancelled: "CANCELLED"
        }
    }

    fileprivate var exit: Int {
        switch self {
        case .refused, .throttled, .unavailable, .unreachable, .deadlineExceeded, .clockSkew, .badAnswer: Exit.refused
        case .badSetting, .badParameter, .worker, .cancelled: Exit.general
        }
    }
}

extension DraftError {
    fileprivate var words: String {
        switch self {
        case .malformed(let offset): "its bytes make no sense at offset \(offset)"
        case .unknownKind(let kind): "this version does not know the kind \(kind)"
        }
    }
}

extension SessionSummary {
    /// What tells it from others of the same name.
    fileprivate var distinction: String {
        let place = accountID.map { account in roleName.map { "\(account)/\($0)" } ?? account }
        return "\(name) (\(kind.rawValue)\(place.map { ", \($0)" } ?? ""), id \(id.hex))"
    }
}
