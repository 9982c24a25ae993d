-- Records how often and since when a principal has signed or certified what a cluster or pool claims.
insert into caller (source, principal, claimed, claimer, count, first) values (?, ?, ?, ?, ?, ?)
on conflict do update set count = count + excluded.count, first = min(first, excluded.first)
