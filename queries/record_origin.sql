-- Records of which log a page is.
update file set origin = ? where id = ?
