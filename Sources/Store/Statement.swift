import CSQLite

/// A value that takes the place of a `?`.
package enum Value: Equatable, Sendable {
    /// SQL's NULL.
    case null
    /// A 64-bit signed integer.
    case integer(Int64)
    /// A floating point number; SQLite stores NaN as NULL.
    case real(Double)
    /// Text, stored byte for byte: no normalisation, U+0000 included. (SQL functions such as
    /// `length` and `||` stop at U+0000; comparing, indexing and reading back do not.)
    case text(String)
    /// Bytes; empty is not NULL.
    case blob([UInt8])
}

/// One prepared statement: bind, step until there is no row, reset.
final class Statement {
    private let handle: OpaquePointer

    /// Compiles `sql`, which must be exactly one statement.
    init(_ sql: StaticString, in connection: OpaquePointer) throws(StoreError) {
        let start = UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
        let count = Int32(sql.utf8CodeUnitCount)
        var prepared: OpaquePointer?
        var rest: UnsafePointer<CChar>?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let code = sqlite3_prepare_v3(connection, start, count, flags, &prepared, &rest)
        guard code == SQLITE_OK else { throw StoreError(code, of: connection) }
        guard let prepared, rest == start + Int(count) else {
            preconditionFailure("not exactly one SQL statement: \(sql)")
        }
        handle = prepared
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Binds one value to each `?`, in order.
    func bind(_ values: [Value]) throws(StoreError) {
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(handle)),
            "one value for each parameter"
        )
        for (index, value) in zip(Int32(1)..., values) {
            let code = bind(value, at: index)
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(handle, index)
        case .integer(let integer):
            return sqlite3_bind_int64(handle, index, integer)
        case .real(let real):
            return sqlite3_bind_double(handle, index, real)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    cs_bind_text(handle, index, $0.baseAddress, UInt64($0.count))
                }
            }
        case .blob(let blob):
            return blob.withUnsafeBytes {
                cs_bind_blob(handle, index, $0.baseAddress, UInt64($0.count))
            }
        }
    }

    /// Runs up to the next row; nil when there is none.
    func step() throws(StoreError) -> Row? {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return Row(statement: handle)
        case SQLITE_DONE: return nil
        case let code: throw error(code)
        }
    }

    /// Makes the statement ready for its next use, and lets go of locks and bound values.
    func reset() {
        // The result repeats the error of the last step, which has been thrown already.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func error(_ code: Int32) -> StoreError {
        StoreError(code, of: sqlite3_db_handle(handle))
    }
}

/// The row at which a query stands; it cannot be kept.
///
/// Columns count from 0. Nothing is converted: a column of another type than the one asked for, or
/// text that is not UTF-8, is not what this program stored, and is `StoreError.corrupt`.
package struct Row: ~Copyable {
    fileprivate let statement: OpaquePointer

    /// Whether the column is NULL.
    package func isNull(_ column: Int) -> Bool {
        type(of: column) == SQLITE_NULL
    }

    /// The column's integer.
    package func integer(_ column: Int) throws(StoreError) -> Int64 {
        try expect(SQLITE_INTEGER, in: column)
        return sqlite3_column_int64(statement, Int32(column))
    }

    /// The column's floating point number.
    package func real(_ column: Int) throws(StoreError) -> Double {
        try expect(SQLITE_FLOAT, in: column)
        return sqlite3_column_double(statement, Int32(column))
    }

    /// The column's text, byte for byte.
    package func text(_ column: Int) throws(StoreError) -> String {
        try expect(SQLITE_TEXT, in: column)
        guard let start = sqlite3_column_text(statement, Int32(column)) else {
            throw StoreError(SQLITE_NOMEM, of: nil)
        }
        let bytes = UnsafeBufferPointer(start: start, count: size(of: column))
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .corrupt }
        return text
    }

    /// The column's bytes.
    package func blob(_ column: Int) throws(StoreError) -> [UInt8] {
        try expect(SQLITE_BLOB, in: column)
        let start = sqlite3_column_blob(statement, Int32(column))
        return Array(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size(of: column))
        )
    }

    private func expect(_ expected: Int32, in column: Int) throws(StoreError) {
        guard type(of: column) == expected else { throw .corrupt }
    }

    private func type(of column: Int) -> Int32 {
        precondition(
            0..<Int(sqlite3_data_count(statement)) ~= column,
            "a column of the query"
        )
        return sqlite3_column_type(statement, Int32(column))
    }

    /// To be asked for after the column's pointer, which may convert it.
    private func size(of column: Int) -> Int {
        Int(sqlite3_column_bytes(statement, Int32(column)))
    }
}
