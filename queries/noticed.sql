-- Up to which scan has this webhook been told what changed?
select scan from notice where hook = ?
