-- Ends a file: records its content hash and the counts of its lines.
update file set content = ?, detected = ?, bytes = ?, read = ?, relevant = ?, duplicate = ?, rejected = ?, unreadable_bodies = ? where id = ?
