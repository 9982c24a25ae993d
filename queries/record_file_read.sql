-- Closes a file: what was in it.
update file set content = ?, detected = ?, bytes = ?, read = ?, relevant = ?, duplicate = ?, rejected = ?, unreadable_bodies = ? where id = ?
