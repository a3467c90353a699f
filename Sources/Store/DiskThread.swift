import Glibc

/// A thread of its own for work that waits for the disk.
package struct DiskThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that runs `body` and ends.
    ///
    /// Throws when the system has no thread left.
    package init(_ body: @escaping @Sendable () -> Void) throws(StoreError) {
        var handle = pthread_t()
        let work = Unmanaged.passRetained(Work(body: body))
        let code = pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            throw .other(code: code, message: "no thread for the disk")
        }
        self.handle = handle
    }

    /// Waits until the body has ended; once only.
    package func join() {
        pthread_join(handle, nil)
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
