import ArgumentParser

/// Where a server keeps what is said: `--history off` or a file.
enum HistoryPlace: ExpressibleByArgument, Equatable, Sendable {
    /// Nowhere.
    case off
    /// In this file; its directory is made if need be.
    case file(String)

    init(argument: String) {
        self = argument.utf8.elementsEqual("off".utf8) ? .off : .file(argument)
    }

    /// The file, if there is one.
    var path: String? {
        if case .file(let path) = self { path } else { nil }
    }
}
