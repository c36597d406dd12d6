extension Array {
    /// The elements in parts of at most `size`, each with whether another follows; one empty part where there are none, as every
    /// answer has a last frame.
    func parts(of size: Int) -> [(part: ArraySlice<Element>, more: Bool)] {
        guard count > size else { return [(self[...], false)] }
        return stride(from: 0, to: count, by: size).map { start in
            let end = Swift.min(start + size, count)
            return (self[start..<end], end < count)
        }
    }
}
