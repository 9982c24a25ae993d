-- Which serial numbers do revocation lists revoke?
select distinct item.serial, key.text as issuer_key, issuer.text as issuer, item.at, item.lasting, item.covers
from revoked_serial as item
left join name as key on key.id = item.key_id
left join name as issuer on issuer.id = item.name_id
order by 1, 2, 3, 4, 5, 6
