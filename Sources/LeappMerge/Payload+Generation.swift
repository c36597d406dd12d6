public import LeappCrypto

extension Payload {
    /// Makes this the state of the generation that follows the one with this data key (spec/merge.md section 1).
    ///
    /// A rotation ends a passphrase or a device, so it is never refused for the number of those before it: where there are more
    /// than half of the bound, ancestors are left out, and first those that are cut off, whose files nobody merges.
    public mutating func beginGeneration(after dataKey: SecretSlice, cuttingOff: Bool) {
        let former = Ancestor(dataKey: dataKey, isCutOff: cuttingOff)
        let surplus = max(0, ancestors.count + 1 - PayloadBounds.ancestors / 2)
        let leastFirst = ancestors.filter(\.isCutOff) + ancestors.filter { !$0.isCutOff }
        ancestors =
            leastFirst.dropFirst(surplus).map { Ancestor(dataKey: $0.dataKey, isCutOff: $0.isCutOff || cuttingOff) } + [former]
    }
}
