-- Which signatures of authorities are not verified although a key of the authority is known?
select seal.identifier as identifier, seal.scheme, seal.message, seal.signature, seal.authority
from seal
where seal.authority in (select name from authority)
