/// What a kind of database file holds, and how an older file becomes a current one.
package struct Schema: Sendable {
    /// Marks the files of this kind in their header; not 0, and never changed.
    package let applicationID: Int32

    /// SQL that takes a file from version n to n + 1, from an empty file on.
    ///
    /// What was released never changes, new steps go to the end. `STRICT` tables keep the types
    /// that `Row` insists on.
    package let steps: [StaticString]

    /// A kind of file and all its steps so far.
    package init(applicationID: Int32, steps: [StaticString]) {
        precondition(applicationID != 0, "0 marks no kind of file")
        self.applicationID = applicationID
        self.steps = steps
    }
}

extension Database {
    /// The file's version, from 0 for an empty one to the newest that `schema` knows.
    ///
    /// Throws for the file of another program or of a newer version, and has not changed it then.
    func version(accordingTo schema: Schema) throws(StoreError) -> Int {
        // One statement sees one state of the file, also while another process makes it.
        let header = try query(
            """
            SELECT (SELECT user_version FROM pragma_user_version),
                   (SELECT application_id FROM pragma_application_id),
                   (SELECT count(*) FROM sqlite_schema)
            """
        ) { row throws(StoreError) in
            try (found: Int(row.integer(0)), id: Int(row.integer(1)), objects: row.integer(2))
        }
        guard let (found, id, objects) = header.first else { throw .corrupt }
        if found == 0, id == 0, objects == 0 { return 0 }
        guard id == schema.applicationID else { throw .notOurs(.otherContent(applicationID: id)) }
        guard found > 0 else { throw .corrupt }
        guard found <= schema.steps.count else {
            throw .newerVersion(found: found, known: schema.steps.count)
        }
        return found
    }

    /// Runs the steps that the file lacks: all of them or, when one fails, none.
    func migrate(to schema: Schema) throws(StoreError) {
        guard try version(accordingTo: schema) < schema.steps.count else { return }
        try transaction { () throws(StoreError) in
            // Asked again under the lock: another process may have been faster.
            let found = try version(accordingTo: schema)
            for step in schema.steps[found...] { try execute(step.description) }
            try execute("PRAGMA application_id = \(schema.applicationID)")
            try execute("PRAGMA user_version = \(schema.steps.count)")
        }
    }
}
