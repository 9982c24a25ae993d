-- Which signatures of authorities are not verified although a key of the authority is known?
select seal.identifier as identifier, seal.scheme, seal.message, seal.signature, authority.key
from authority cross join seal on seal.authority = authority.name
order by seal.identifier, authority.key
