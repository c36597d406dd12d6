import LeappBytes

extension AWSReader {
    /// Reads `[title]` and what may follow it.
    mutating func readHeader(_ line: Int, _ content: Range<Int>, _ bytes: RawSpan) {
        let comment = bytes.comment(in: content, afterBlank: false)
        let text = bytes.trimmed(content.lowerBound..<(comment ?? content.upperBound))
        guard let close = text.last, bytes.byte(close) == UInt8(ascii: "]") else {
            warn(line, .unendedHeader)
            return open(.unreadable, title: "", at: line)
        }
        if let comment, bytes.first(UInt8(ascii: "]"), in: comment..<content.upperBound) != nil {
            warn(line, .bracketInHeaderComment)
        }
        let raw = (text.lowerBound + 1)..<close
        let title = String(decoding: raw.map { bytes.byte($0) }, as: UTF8.self)
        let trimmed = bytes.trimmed(raw)
        let role: AWSSectionRole
        switch file {
        case .config: role = configRole(line, raw, trimmed, title, bytes)
        case .credentials: role = credentialsRole(line, raw, trimmed, title, bytes)
        }
        if title == "DEFAULT" { warn(line, .everySectionsDefaults) }
        noteRepetition(of: role, title: title, at: line)
        open(role, title: title, at: line)
    }

    private mutating func open(_ role: AWSSectionRole, title: String, at line: Int) {
        sections.append(
            AWSSection(
                role: role, title: title, line: line + 1, ownLines: line..<(line + 1),
                properties: properties.count..<properties.count))
        guard role != .unreadable else { return }
        if let last = lastOfRole.updateValue(sections.count - 1, forKey: role) {
            sections[last].next = sections.count - 1
        } else {
            firstOfRole[role] = sections.count - 1
        }
    }

    private mutating func noteRepetition(of role: AWSSectionRole, title: String, at line: Int) {
        let first = titles[title]
        if let first {
            warn(line, .duplicateSection(firstLine: first + 1))
        } else {
            titles[title] = line
        }
        guard first == nil, let last = lastOfRole[role] else { return }
        switch role {
        case .profile("default") where file == .config && title == "default": warn(line, .twoDefaults)
        case .profile("default") where file == .config && sections[last].title == "default": break
        case .profile, .ssoSession, .services: warn(line, .respelledSection(firstLine: sections[last].line))
        case .other, .unreadable: break
        }
    }

    private mutating func configRole(
        _ line: Int, _ raw: Range<Int>, _ trimmed: Range<Int>, _ title: String, _ bytes: RawSpan
    ) -> AWSSectionRole {
        guard let blank = trimmed.first(where: { bytes.byte($0).isBlank }) else {
            guard bytes.matches(trimmed, "default") else {
                if trimmed.isEmpty { warn(line, .unallowedName) }
                return .other(title)
            }
            if raw != trimmed { warn(line, .blanksInHeader) }
            return .profile("default")
        }
        let prefix = trimmed.lowerBound..<blank
        let name = bytes.trimmed(blank..<trimmed.upperBound)
        let text = name.map { bytes.byte($0) }
        let role: AWSSectionRole
        if bytes.matches(prefix, "profile") {
            role = .profile(String(decoding: text, as: UTF8.self))
        } else if bytes.matches(prefix, "sso-session") {
            role = .ssoSession(String(decoding: text, as: UTF8.self))
        } else if bytes.matches(prefix, "services") {
            role = .services(String(decoding: text, as: UTF8.self))
        } else {
            if ["profile", "sso-session", "services"].contains(where: { title.hasPrefix($0) }) { warn(line, .unknownPrefix) }
            return .other(title)
        }
        guard bytes.isIdentifier(name) else {
            warn(line, .unallowedName)
            return .other(title)
        }
        if raw.lowerBound != trimmed.lowerBound { warn(line, .blanksInHeader) }
        return role
    }

    private mutating func credentialsRole(
        _ line: Int, _ raw: Range<Int>, _ trimmed: Range<Int>, _ title: String, _ bytes: RawSpan
    ) -> AWSSectionRole {
        guard bytes.isIdentifier(trimmed) else {
            let hasBlank = trimmed.contains { bytes.byte($0).isBlank }
            warn(line, hasBlank ? .prefixInCredentials : .unallowedName)
            return .other(title)
        }
        if raw != trimmed { warn(line, .blanksInHeader) }
        return .profile(String(decoding: trimmed.map { bytes.byte($0) }, as: UTF8.self))
    }
}
