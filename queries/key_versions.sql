-- Which key versions of these CryptoKeys were met?
-- '0' comes next after '/'.
select name.id from json_each(?) as key
cross join name on name.text > key.value || '/cryptoKeyVersions/' and name.text < key.value || '/cryptoKeyVersions0'
