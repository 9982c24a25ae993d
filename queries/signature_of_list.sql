-- Which signature under the signed part of a revocation list is not known to be its issuer's?
select signature from seal where identifier = ?1
union all select signature from undecided where identifier = ?1
union all select signature from provisional where identifier = ?1
