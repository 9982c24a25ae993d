-- With which certificates were CertificateSigningRequests answered?
select identifier.kind, identifier.value as certificate, item.called, cluster.text as cluster, item.uid, item.at
from signing_answer as item
left join identifier on identifier.id = item.certificate
left join name as cluster on cluster.id = item.cluster
order by 1, 2, 3, 4, 5, 6
