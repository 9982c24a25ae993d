-- Records the log of a page.
update file set origin = ? where id = ?
