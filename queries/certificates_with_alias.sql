-- Which certificates have this serial number or SPIFFE ID?
select identifier from alias where text = ? order by identifier
