-- Records that an object, as it was listed, has been read: the file of this content has its facts.
update object set file = (select id from file where content = ?) where url = ? and version = ? and size = ?
