-- At whose calls the keys served that were met before it was kept.
with agent as (
    select id from name
    where text = '' or text glob 'service-[0-9]*@container-engine-robot.iam.gserviceaccount.com'
        or text glob 'service-[0-9]*@gcp-sa-privateca.iam.gserviceaccount.com'
        or text glob 'serviceAccount:service-[0-9]*@container-engine-robot.iam.gserviceaccount.com'
        or text glob 'serviceAccount:service-[0-9]*@gcp-sa-privateca.iam.gserviceaccount.com'
), called as (
    select signed.resource, signed.scope, iif(claim.event = 2, 3, 2) as claimed, claim.resource as claimer,
        max(signed.principal in agent) as by_agent
    from entry as signed
    cross join entry as claim on claim.digest = signed.digest
    left join identifier as credential on credential.id = claim.credential
    where signed.event = 3 and signed.detail is null
        and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
    group by signed.resource, signed.scope, iif(claim.event = 2, 3, 2), claim.resource
)
update service set by_agent = called.by_agent
from called
where service.source = 4 and service.resource = called.resource and service.scope = called.scope
    and service.for_source = called.claimed and service.for_resource = called.claimer;
