-- What was asked for with a credential. Entries that name no requester, which are most, are not in it.
create index entry_by_requester on entry (requester) where requester is not null;
