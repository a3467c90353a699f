/// The name that is at most two changed letters away from `name`, if any.
func nearestName(to name: String, among names: [String]) -> String? {
    let letters = Array(name.utf8)
    guard (1...40).contains(letters.count) else { return nil }
    let distances = names.map { ($0, editDistance(Array($0.utf8), letters)) }
    let nearest = distances.min { $0.1 < $1.1 }
    // Something must be left of what was entered.
    return nearest.flatMap { $0.1 <= 2 && $0.1 < max(letters.count, 2) ? $0.0 : nil }
}

/// Levenshtein's distance.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, byte) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let substituted = diagonal + (byte == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
