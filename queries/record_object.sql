-- Records that an object was read in the version that was listed: the file of this content has its facts.
update object set file = (select id from file where content = ?) where url = ? and version = ? and size = ?
