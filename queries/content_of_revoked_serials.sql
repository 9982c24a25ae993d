-- Which serial numbers do revocation lists revoke, and where does each stand?
select item.serial, key.text as issuer_key, issuer.text as issuer, item.at, item.lasting, item.covers, identifier.kind, identifier.value as list,
    signature.kind as signature_kind, signature.value as signature, file.name as file, place.line, place.offset, place.length, place.sha256
from revoked_serial as item
left join name as key on key.id = item.key_id
left join name as issuer on issuer.id = item.name_id
left join identifier on identifier.id = item.list
left join identifier as signature on signature.id = item.signature
left join source_location as place on place.id = item.source_location
left join file on file.id = place.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
