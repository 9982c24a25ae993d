-- How was this credential used?
select credential, principal, cluster, count, first, first_file, first_line, first_offset, first_length,
    last, last_file, last_line, last_offset, last_length
from usage where credential = ?
