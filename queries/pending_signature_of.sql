-- Which signature of this certificate or revocation list has no key of its authority verified?
select identifier, scheme, message, signature, authority from seal where identifier = ?
