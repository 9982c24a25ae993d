-- Which key versions of these CryptoKeys are known?
-- '0' is the character after '/'.
select name.id from json_each(?) as key
cross join name on name.text > key.value || '/cryptoKeyVersions/' and name.text < key.value || '/cryptoKeyVersions0'
