-- The creation of the object that was answered, found among a few creations: objects of one name live one after the other, so that a
-- creation that fits is among the last ones before the answer. Whoever writes many creations and many answers of one name would otherwise
-- have each compared with each. What fits, and why 27 hours: see 0027.
create index signing_request_by_uid on signing_request (called, uid, at);
create index signing_request_by_cluster on signing_request (called, cluster, at);

drop view answered_request;
create view answered_request as
select answer.id as answer, answer.certificate as certificate, answer.at as at, (
    select request.id from (
        -- The object of this uid.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called and uid = answer.uid and uid <> ''
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
        union all
        -- Objects of the name in the cluster, under its name as the answer has it.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called and cluster = answer.cluster
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
        union all
        -- Objects of the name in any cluster.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
    ) as request
    where (request.uid = answer.uid or request.uid = '' or answer.uid = '')
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
