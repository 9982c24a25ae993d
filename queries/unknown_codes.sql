-- Which rows hold a code that nothing has?
select 'evidence_item' as of, id, 'kind' as code from evidence_item where kind not between 1 and 6
union all select 'evidence_item', id, 'proof' from evidence_item where proof not between 0 and 2
union all select 'rejected', id, 'source' from rejected where source not between 0 and 31
union all select 'configuration', id, 'told' from configuration where told not between 1 and 8
union all select 'switch', id, 'action' from switch where action not between 0 and 2
union all select 'seal', identifier, 'scheme' from seal where scheme not between 1 and 4
union all select 'undecided', identifier, 'scheme' from undecided where scheme not between 1 and 4
union all select 'provisional', identifier, 'scheme' from provisional where scheme not between 1 and 4
union all select 'revoked_serial', source_location, 'lasting' from revoked_serial where lasting not between 0 and 1
union all select 'revoked_serial', source_location, 'covers' from revoked_serial where covers not between 0 and 2
union all select 'revoked_certificate', source_location, 'lasting' from revoked_certificate where lasting not between 0 and 1
union all select 'recorded', resource, 'issue' from recorded where issue not between 0 and 3
union all select 'service', resource, 'source' from service where source not in (3, 4) or for_source not in (2, 3)
union all select 'service', resource, 'by_agent' from service where by_agent not between 0 and 1
union all select 'caller', claimer, 'source' from caller where source not in (3, 4) or claimed not in (2, 3)
