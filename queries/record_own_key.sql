-- Records that the name of an authority is worked out from this key.
update authority set own = 1 where name = ? and key = ?
