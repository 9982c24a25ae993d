-- Who created CertificateSigningRequests, by the audit events of the creations.
create table signing_request (
    id              integer primary key,
    called          text    not null, -- metadata.name
    cluster         integer not null references name,
    uid             text    not null, -- metadata.uid; '' if not known
    at              integer not null,
    principal       integer not null references name,
    acting_as       integer references name, -- the impersonated user
    credential      integer references identifier,
    source_location integer not null references source_location
) strict;
create unique index signing_request_once on signing_request (called, at, cluster, uid, principal, coalesce(acting_as, 0), coalesce(credential, 0));
create index signing_request_by_credential on signing_request (credential) where credential is not null;

-- The certificates that were written into the status of CertificateSigningRequests.
create table signing_answer (
    id          integer primary key,
    certificate integer not null references identifier,
    called      text    not null,
    cluster     integer not null references name,
    uid         text    not null,
    at          integer not null
) strict;
create unique index signing_answer_once on signing_answer (certificate, at, called, cluster, uid);
create index signing_answer_by_name on signing_answer (called, at);

-- The creation of the object that was answered: the last one of its name before the answer. An object lives for 25 hours at most before it is
-- answered and deleted (kubernetes/kubernetes pkg/controller/certificates/cleaner/cleaner.go: 24 hours pending, one hour approved); two hours
-- more are for the cleaner's rounds. Some exports cut times to whole seconds. Names of clusters are full ones, last parts, or empty where
-- nobody knows them.
create view answered_request as
select answer.id as answer, answer.certificate as certificate, answer.at as at, (
    select request.id from signing_request as request
    where request.called = answer.called
        and request.at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
        and request.at >= answer.at - 27 * 3600000000000
        and (request.uid = answer.uid or request.uid = '' or answer.uid = '')
        and (request.cluster = answer.cluster or exists (
            select 1 from name as one cross join name as other
            where one.id = request.cluster and other.id = answer.cluster and (
                one.text = '' or other.text = ''
                or (instr(one.text, '/') = 0 and substr(other.text, -length(one.text) - 1) = '/' || one.text)
                or (instr(other.text, '/') = 0 and substr(one.text, -length(other.text) - 1) = '/' || other.text)
            )
        ))
    order by request.at desc, request.uid = '', request.acting_as is null, request.id
    limit 1
) as request
from signing_answer as answer;
