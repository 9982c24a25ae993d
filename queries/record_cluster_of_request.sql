-- Names the cluster of a request that is known by a raw audit event, which does not name the cluster.
update entry set scope = ?3, resource = ?4
where at = ?1 and content = ?2 and event = 1 and scope in (select id from name where text = 'unknown') and scope <> ?3
