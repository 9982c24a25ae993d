-- Records that these credentials were used under these user names with other credential ids in the same request.
insert or rollback into crowded_use (credential, principal) values (?, ?) on conflict do nothing
