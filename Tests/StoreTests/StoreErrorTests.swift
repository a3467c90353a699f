import Glibc
import Testing

@testable import Store

@Suite("A store error")
struct StoreErrorTests {
    @Test(
        "says what to do about a failed system call",
        arguments: [
            (ENOSPC, .full), (EDQUOT, .full), (EIO, .ioError(code: 10)), (EROFS, .readOnly),
            (ENOENT, .missing), (EACCES, .other(code: 14, message: "Permission denied")),
        ] as [(Int32, StoreError)]
    )
    func systemCalls(code: Int32, error: StoreError) {
        #expect(StoreError(errno: code) == error)
    }

    @Test(
        "says what to do about a result of SQLite, extended or not",
        arguments: [
            (13, .full), (10 | 4 << 8, .ioError(code: 1034)), (11, .corrupt),
            (11 | 1 << 8, .corrupt),
            (26, .corrupt), (8 | 3 << 8, .readOnly), (5, .busy), (5 | 2 << 8, .busy),
            (14, .other(code: 14, message: "unable to open database file")),
        ] as [(Int32, StoreError)]
    )
    func results(code: Int32, error: StoreError) {
        #expect(StoreError(code, of: nil) == error)
    }
}
