import LeappAWSConfig
import LeappBytes
import LeappCrypto

extension AWSDocument {
    /// The document after changes that are leapp's own.
    func changed(_ changes: [AWSChange]) throws(SectionError) -> AWSDocument {
        do throws(AWSConfigError) { return try applying(changes) } catch { throw .unwritable(error) }
    }

    /// The document with `values` in a section of leapp's own, and where that section then is.
    ///
    /// It is `section`, which keeps what else is in it but for the keys in `dropped`, or a new one at the end, which also gets the `carried` lines.
    func writing(
        _ values: [SectionValue], into section: Int?, dropping dropped: Set<String> = [], carrying carried: SecretSlice? = nil,
        role: AWSSectionRole
    ) throws(SectionError) -> (document: AWSDocument, section: Int) {
        if let section {
            let gone = Set(identityKeys(ofSection: section)).union(dropped.intersection(keys(ofSection: section)))
                .subtracting(values.map(\.key))
            let changes =
                gone.sorted().map { AWSChange.removeKey(section: section, key: $0) }
                + values.map { .set(section: section, key: $0.key, value: $0.value) }
            return (try changed(changes), section)
        }
        let lines = [AWSLine.managed] + values.map { .value(key: $0.key, $0.value) }
        let document: AWSDocument
        if let carried {
            document = try changed([.appendExact(try composed(lines, carried, role))])
        } else {
            document = try changed([.append(role, lines)])
        }
        return (document, document.sections.count - 1)
    }

    /// A new section's bytes with `carried` lines at its end; its lines end as those do.
    private func composed(_ lines: [AWSLine], _ carried: SecretSlice, _ role: AWSSectionRole) throws(SectionError) -> SecretSlice
    {
        let newline = carried.bytes.contains(0x0d) ? [0x0d, 0x0a] : [0x0a] as [UInt8]
        let own = try AWSDocument(file, path: path, copying: newline.rawSpan).changed([.append(role, lines)])
        var bytes = SecretWriter(capacity: carried.count + own.arena.count)
        bytes.append(own.bytes(ofSection: 0).bytes)
        bytes.append(carried.bytes)
        return SecretArena(bytes.finish()).slice
    }

    /// The lines of properties that are not ``identityKeys``, from sections that are about to be set aside: nil for none.
    ///
    /// Of a repeated key the last one counts, as for the SDKs.
    func carried(from sections: [Int]) -> SecretSlice? {
        var seen: Set<String> = []
        var runs: [Range<Int>] = []
        for section in sections.reversed() {
            let identity = Set(identityKeys(ofSection: section))
            for place in places(inSection: section).reversed() where !identity.contains(place.key) {
                if seen.insert(place.key).inserted { runs += place.lines.reversed() }
            }
        }
        if runs.isEmpty { return nil }
        var bytes = SecretWriter(capacity: 256)
        for run in runs.reversed() {
            let slice = SecretSlice(arena, run)
            bytes.append(slice.bytes)
            if slice.bytes[slice.count - 1] != 0x0a { bytes.append(0x0a) }
        }
        return SecretArena(bytes.finish()).slice
    }

    /// The runs of whole lines that make up the ``identityKeys`` of a section.
    func identityRuns(ofSection section: Int) -> [Range<Int>] {
        let identity = Set(identityKeys(ofSection: section))
        var runs: [Range<Int>] = []
        for run in places(inSection: section).filter({ identity.contains($0.key) }).flatMap(\.lines) {
            if let last = runs.last, last.upperBound == run.lowerBound {
                runs[runs.count - 1] = last.lowerBound..<run.upperBound
            } else {
                runs.append(run)
            }
        }
        return runs
    }
}

extension RawSpan {
    fileprivate func contains(_ byte: UInt8) -> Bool { (0..<byteCount).contains { self[$0] == byte } }
}
