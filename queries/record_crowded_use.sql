-- These credentials came under these user names with other ids in the same request.
insert or rollback into crowded_use (credential, principal) values (?, ?) on conflict do nothing
