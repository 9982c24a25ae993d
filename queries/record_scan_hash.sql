-- Records the hash of a scan (third) with that of the scan before.
update scan set previous = ?, hash = ? where id = ?
