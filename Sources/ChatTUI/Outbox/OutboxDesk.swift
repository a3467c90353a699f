import Store
import Wire

/// The outbox's file as its thread has it: opened at the first work, and given up when it fails.
struct OutboxDesk {
    /// The device, unless the file has one.
    let fresh: Device
    private let path: String?
    private let onTrouble: (DisplayText) -> Void
    private var file: OutboxFile?
    private var hasTold = false
    private var isGivenUp = false

    /// Nothing is opened yet.
    init(path: String?, onTrouble: @escaping (DisplayText) -> Void) {
        self.path = path
        self.onTrouble = onTrouble
        var generator = SystemRandomNumberGenerator()
        fresh = Device(using: &generator)
        isGivenUp = path == nil
    }

    /// Does `body` in one transaction, or if that is not possible `fallback`, with the device.
    mutating func transaction(
        _ body: (OutboxFile) throws(StoreError) -> Void,
        orElse fallback: (Device) -> Void
    ) {
        guard let path, !isGivenUp else { return fallback(fresh) }
        do throws(StoreError) {
            let file = if let file { file } else { try OutboxFile(path: path) }
            self.file = file
            try file.transaction { () throws(StoreError) in try body(file) }
        } catch {
            tell(path, error)
            switch error {
            case .full, .busy: break
            default:
                // What else fails will fail again, or must not be touched.
                file = nil
                isGivenUp = true
            }
            fallback(fresh)
        }
    }

    private mutating func tell(_ path: String, _ error: StoreError) {
        guard !hasTold else { return }
        hasTold = true
        let (file, reason) = (DisplayText(cleaning: path), DisplayText(cleaning: error.description))
        onTrouble("unsent lines are kept in memory only: \(file): \(reason)")
    }
}
