# 한국어 문구. 키는 en.ftl과 같고, 값의 이름도 같아야 합니다.
#
# 용어(Google Cloud 한국어 문서를 따릅니다)
#   credential            사용자 인증 정보       certificate        인증서
#   token                 토큰                   workload           워크로드
#   issue / issuance      발급                   sign / signature   서명
#   control plane         제어 영역              audit log          감사 로그
#   Data Access           데이터 액세스          cluster            클러스터
#   CA pool               CA 풀                  key version        키 버전
#   service agent         서비스 에이전트        certificate authority  인증 기관(CA)
#   trust bundle          신뢰 번들              trust anchor       트러스트 앵커
#   trust domain          트러스트 도메인        revocation list    인증서 해지 목록
#   policy                정책                   finding            발견 항목
#   digest                다이제스트             record             기록
#   lineage               계보                   coverage           읽은 범위
#   evidence              증거                   front proxy        프런트 프록시
# 판정
#   complete  완전: 필요한 기록이 모두 있고 서로 모순되지 않습니다.
#   unproven  미증명: 필요한 기록이 없지만, 그 기록이 있을 로그를 읽지 않았습니다.
#   broken    끊김: 로그를 읽었는데도 필요한 기록이 없거나, 기록이 서로 모순됩니다.
# 무게
#   note 참고, gap 공백(증명할 수 없음), break 끊김(반증됨)
# 조사: 값 바로 뒤에 은/는, 이/가, 을/를을 쓰지 않습니다. 값 뒤에 명사(클러스터, 키, 로그 등)를 두고 그 명사에 조사를 붙입니다.

# 목록과 기간
joint-comma = ,{" "}
joint-comma-and = ,{" "}
joint-or = {" "}또는{" "}
list-others = 외 { $count }개
duration-hours = { $hours }시간
duration-minutes = { $minutes }분
duration-seconds = { $seconds }초

# 로그의 이름. 문장에서 '로그'로 읽히므로 뒤에 는, 를, 가를 붙일 수 있습니다.
log = { $log } 로그
log-by-number = (프로젝트 번호로 표시됨: 정책의 [projects]에서 ID를 알 수 있습니다)
log-of-key = 키를 보유한 프로젝트의 { $log } 로그(키를 지정한 구성이 없고 이 키의 서명도 보이지 않았습니다. 데이터 액세스 DATA_READ가 사용 설정되어 있어야 합니다)
log-of-pool = CA 풀이 속한 프로젝트의 { $log } 로그(풀을 지정한 구성이 없고 인증서 생성도 보이지 않았습니다. 데이터 액세스 DATA_WRITE가 사용 설정되어 있어야 합니다)
log-of-scopes = { $scopes }의 { $log } 로그
log-of-scopes-named = { $scopes }의 { $log } 로그{ $hint }

# 기록이 없는 이유
absence-doubted = 그 기록은 { $log }에서 읽지 못한 줄일 수 있습니다. 첫 번째 줄: { $place }
absence-gone = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았고, 그렇게 오래된 항목은 보관되지 않습니다. 제때 내보낸 파일로만 해결할 수 있습니다
absence-hole = { $scopes }의 { $log } 로그를 내보낸 파일에 { $from }부터 { $to }까지 빈 구간이 있습니다. 여러 기록이 동시에 빠져 있고 그 구간에는 기록이 하나도 없습니다. 그 구간을 다시 내보내거나 데이터 액세스 설정이 꺼져 있었는지 확인하세요
absence-never-observed = 그 시간의 { $log }를 가져왔지만 그때까지 항목이 하나도 없었습니다. 로그가 꺼져 있었거나(데이터 액세스 설정, gke 로그라면 제어 영역 인증 기관 설정) 호출자에게 로그를 볼 권한이 없을 수 있습니다
absence-pending = { $log }의 항목이 아직 도착하는 중일 수 있습니다. 나중에 다시 스캔하세요
absence-proven = 그 시간의 { $log }를 모두 읽었습니다
absence-unissued = { $cluster } 클러스터가 제어 영역 인증 기관을 사용하는지 알 수 없습니다. 이 클러스터가 발급한 것을 읽은 적이 없고, GKE는 다른 클러스터에 대해서는 기록을 남기지 않습니다
absence-unissued-since = { $cluster } 클러스터가 제어 영역 인증 기관을 사용한 것은 { $since }부터로 알려져 있고, GKE는 그전에 발급된 것을 기록하지 않습니다. 실제로 더 일찍 시작했다면 CreateCluster 또는 UpdateCluster 항목을 내보내세요
absence-unread = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았습니다. 해결하려면 그 구간을 내보내세요
absence-unread-input = 그 기록은 { $input } 입력에 있는 { $log }의 줄일 수 있지만, 이 입력에서는 아무것도 읽지 못했습니다. { $settle }
settle-unread-input = 이 입력을 읽히거나, 로그 항목이 없다면 `ingest --dismiss PATH`를 실행하세요

# 꺼진 로그
switched-off = { $began }{ $ended }{ $above }. 기록되지 않은 것은 되찾을 수 없습니다. 누가 왜 설정을 변경했는지 확인하세요
switched-off-above = . { $project } 프로젝트가 { $parent }에 속할 수 있습니다
switched-off-before = 그때 { $log }가 꺼져 있었습니다
switched-off-by-unnamed = 항목에 이름이 없는 호출자
switched-off-change = { $changed_at }, 변경한 호출자: { $changed_by }({ $changed_in }의 SetIamPolicy, { $changed_entry })
switched-off-ended = . { $how }: { $changed_back_at }, 변경한 호출자: { $changed_back_by }({ $changed_back_in }의 SetIamPolicy, { $changed_back_entry })
switched-off-exempted = { $log }는 { $who }의 호출을 기록하지 않습니다({ $log_type }). 기록에서 제외된 시각: { $by }
switched-off-exempted-before = { $log }는 기록에서 제외된 { $who }의 호출을 기록하지 않았습니다
switched-off-group = { $member }(호출자가 속할 수 있는 그룹)
switched-off-member = { $member }
switched-off-never-ended = . 이를 되돌린 이후 항목은 없습니다
switched-off-removed = { $log }가 꺼졌습니다({ $log_type }): { $by }
switched-off-switched-on = 다시 켜진 시각
switched-off-taken-back = 제외가 취소된 시각
switched-off-unreadable = { $log }의 감사 설정이 변경되었지만 어떻게 변경되었는지 알 수 없습니다: { $by }

# 예상값
expected-names = { $expected }
expected-none = 그 시간에는 없음
expected-number = . 한쪽은 프로젝트를 번호로, 다른 쪽은 ID로 표시하므로 같은 것일 수 있습니다. 정책의 [projects]로 해결할 수 있습니다
expected-since = . 클러스터 설명에는 언제부터인지가 없습니다. 해결하려면 UpdateCluster 항목을 내보내세요
told-by-policy = 정책

# missing-record
missing-record = { $what }. { $advice }
missing-record-ca-service = CA Service가 생성했다는 기록이 없습니다
missing-record-candidates = . 후보는 다음의 주인 없는 서명입니다: { $named }
missing-record-gke = GKE가 발급했다는 기록이 없습니다
missing-record-kms = 키가 다음 다이제스트에 서명했다는 기록이 없습니다: { $digests }
missing-record-names-none = { $log } 기록에 다이제스트가 없습니다
missing-record-no-namer = 다이제스트를 알려 줄 { $log } 기록이 없습니다
missing-record-out-of-scope = 다이제스트를 알려 줄 { $log } 로그가 범위 밖으로 선언되었습니다
missing-record-unlinked = 어느 것이 이 사용자 인증 정보의 서명인지 가려낼 수 없습니다. { $why }{ $candidates }

# unissued-credential
unissued-credential = { $seen } 발급된 적이 없습니다. { $advice }{ $doubt }
unissued-credential-doubt = . 요청에 서명자가 없으므로 클러스터의 서명자가 아닌 다른 서명자가 만들었을 수 있습니다
unissued-credential-handed-out = 응답으로 전달되었지만
unissued-credential-no-record = { $log } 로그에 기록이 없습니다. { $advice }
unissued-credential-out-of-scope = { $seen } 발급을 알려 줄 로그가 범위 밖으로 선언되었습니다
unissued-credential-used = 사용되었지만

# unclaimed-signature
unclaimed-signature = 발급 키로 서명되었지만 이 서명에 해당하는 { $claimer } 기록이 없습니다. 키: { $signers }. { $evidence }{ $told }
unclaimed-signature-by-ca = 인증서 해지 목록이나 CA 자체 인증서의 서명일 수 있습니다
unclaimed-signature-hint = { $hint }. { $advice }
unclaimed-signature-minted = { $minted }. { $told }
unclaimed-signature-minted-outside = 클러스터 밖에서 만들어진 토큰도 이렇게 보입니다
unclaimed-signature-not-to-call = 이 키는 { $service_name } 서비스 에이전트({ $expected_caller })와 정책의 principals.kms에 지정된 호출자만 호출할 수 있습니다
unclaimed-signature-of-credential = 증거에 있는 다음 항목의 서명입니다: { $what } { $credential }.{" "}
unclaimed-signature-of-item = 증거에 있는 다음 항목의 서명입니다: { $what }.{" "}
unclaimed-signature-open-key = 이런 키를 발급 키로 지정한 곳에는 프로젝트 번호가 있고, 이 프로젝트의 번호일 수 있습니다. 정책의 [projects]로 해결할 수 있습니다
unclaimed-signature-signer = { $key }(호출자 { $caller })
unclaimed-signature-signers = { $signers }
unclaimed-signature-stranger = 이 서명에 해당하는 기록이 없고, 키가 클러스터나 CA 풀을 위해 서명하는 것도 보이지 않았습니다
unclaimed-signature-unknown-project = 호출자는 번호가 { $project_number }인 프로젝트의 GKE 서비스 에이전트이며, 이 프로젝트의 gke 로그는 읽은 적이 없습니다. 그 로그를 읽히세요. 프로젝트 ID는 정책의 [projects]에 지정할 수 있습니다
unclaimed-signature-unnamed = 로그에 이름이 없는 호출자
unclaimed-signature-untold = 로그에 다이제스트도 데이터도 없어서 어떤 기록과도 맞출 수 없습니다

# unclaimed-certificate
unclaimed-certificate = { $pools } CA 풀({ $whose })에서 생성되었지만 GKE가 발급하지 않았고 아무도 사용하지 않았습니다. { $advice }
unclaimed-certificate-not-serving = 클러스터에 쓰이는지 알 수 없는 풀
unclaimed-certificate-serving = 클러스터에 쓰이는 풀

# digest-mismatch, fingerprint-mismatch
digest-mismatch = { $field }의 값은 { $digest }, 그러나 { $said }
digest-mismatch-evidence = 증거에 있는 토큰의 ID가 이 ID와 같지만, 로그로 아는 한 이 사용자 인증 정보로 서명된 다이제스트 중에 그 토큰의 { $digest } 다이제스트는 없습니다. 다른 토큰이거나 위조된 토큰입니다. 클러스터의 JWKS가 있으면 서명을 검증할 수 있습니다
digest-mismatch-others = { $words }
digest-mismatch-token = 주어진 토큰의 ID가 이 ID와 같지만 다이제스트가 다릅니다. 토큰: { $digest }, 서명된 것: { $other_digests }. 다른 토큰이거나 위조된 토큰입니다
fingerprint-mismatch-ca-service = cert_fingerprint.sha256_hash는 { $credential }, 그러나 인증서의 바이트로 계산한 값은 { $other }
fingerprint-mismatch-gke = credentialId는 { $credential }, 그러나 certificateFingerprint는 { $other }

# shared-digest, resigned-digest
shared-digest = { $digest } 다이제스트는 다음에 대해서도 서명되었습니다: { $others }
resigned-digest = { $digest } 다이제스트에 서로 다른 키가 서명했습니다: { $keys }

# out-of-order
out-of-order = { $earlier } 기록이 먼저 있어야 할 { $later } 기록보다 { $by } 앞섭니다
out-of-order-spread = { $later } 기록이 { $earlier } 기록보다 { $by } 늦습니다. 한 번의 발급에 속하는 기록은 최대 { $limit } 이내에 있습니다
out-of-order-used-before-record = 발급의 { $later } 기록보다 { $by } 먼저 사용되었습니다
out-of-order-used-before-request = 이 토큰을 응답으로 받은 요청보다 { $by } 먼저 사용되었습니다

# 유효 기간
used-after-expiry = 만료({ $to }) 후 { $after } 지나서 사용되었습니다
used-before-valid = 유효 기간이 시작되기({ $from }) { $before } 전에 사용되었습니다
expired-certificate-expired = 관찰 시각 { $at }보다 { $ago } 앞선 { $to }에 만료되었습니다
expired-certificate-not-yet = 관찰 시각 { $at }보다 { $to_come } 뒤인 { $from }부터 유효합니다
overdue-rotation = 관찰 시각 { $at }보다 { $ago } 앞서, 유효 기간이 { $window }% 남았을 때 순환되어야 했습니다. 만료 시각: { $to }

# malformed-credential-id, refused-signature, foreign-token
malformed-credential-id = { $told }. 프런트 프록시가 쓴 값이므로 아무것도 증명할 수 없습니다
malformed-credential-id-neither = X509SHA256=<16진수 64자리>도 JTI=<ID>도 아닙니다
malformed-credential-id-resembles = { $meant } 형태와 비슷하지만 API 서버는 그렇게 쓰지 않습니다
refused-signature = { $caller } 호출자가 { $key } 키로 서명하려 한 호출이 상태 코드 { $status_code }번으로 거부되었습니다
foreign-token = 사용자가 서비스 계정이 아니고, 클러스터 자체 발급자는 서비스 계정에만 서명합니다. 외부 ID 공급업체의 토큰이며, 이 로그로는 아무것도 보증할 수 없습니다

# signature-invalid
signature-invalid-above = 상위 인증 기관의 서명
signature-invalid-authority = 상위 인증 기관 { $authority }의 인증서가 발급자({ $issuer })의 키로 검증되지 않습니다
signature-invalid-certificate = 서명이 발급자({ $issuer })의 키로 검증되지 않습니다. 이 바이트는 그 CA가 서명한 것이 아닙니다
signature-invalid-evidence = 증거에 있는 이 ID의 토큰은 { $key } 키를 지정하지만 그 키가 만든 서명이 아닙니다. 위조되었거나 손상된 토큰입니다
signature-invalid-own = 이 인증서의 서명
signature-invalid-token = 주어진 이 ID의 토큰은 키 세트의 { $key } 키를 지정하지만 그 키가 만든 서명이 아닙니다. 위조되었거나 손상된 토큰입니다
signature-invalid-undecided = 검증할 수 없는 서명: { $what }. 발급자 이름({ $issuer })을 가진 CA 인증서가 너무 많아서 키를 모두 시도하지 못했고, 시도한 키 중에는 서명한 키가 없습니다

# revoked-credential-used
revoked-by-list = 발급자의 인증서 해지 목록
revoked-credential-on-hold = { $revoked_at }에 효력이 정지되었고(근거: { $revoked_by }) 그 후에 사용되었습니다
revoked-credential-unused = { $revoked_at }에 해지되었습니다(근거: { $revoked_by }). 그 후에 사용된 기록은 없습니다
revoked-credential-used = { $revoked_at }에 해지된 후(근거: { $revoked_by }) { $after } 지나서 사용되었습니다

# 정책과의 비교
unexpected-key = { $cluster } 클러스터{ $what } 키는 { $key }이지만, { $told_by }에 지정된 키는 { $listed }입니다{ $advice }
unexpected-key-accepted = 에서 사용된 토큰에 서명한
unexpected-key-signed = 의 사용자 인증 정보에 서명한
unexpected-key-token = kms 로그에 따르면 { $key } 키가 서명했지만, 주어진 토큰의 서명은 { $other_key } 키로 만들어졌습니다. 이 키의 공개 키는 정책에 있는 해당 버전의 공개 키가 아닙니다
unexpected-pool = { $cluster } 클러스터의 인증서를 { $pool } CA 풀이 발급했지만, { $told_by }에 지정된 풀은 { $listed }입니다{ $advice }
unexpected-issuer = { $pools } CA 풀에서 발급되었지만, { $told_by }에 지정된 풀은 { $listed }입니다{ $advice }
unexpected-issuer-unknown = 어느 CA 풀이 발급했는지 알 수 없습니다. { $told_by }에 지정된 풀은 { $listed }입니다. 인증서에는 CA의 이름만 있고, 풀을 알려 주는 CA Service 기록이 없습니다
unexpected-principal-for-cluster = ({ $cluster } 클러스터용)
unexpected-principal-for-pool = ({ $pool } CA 풀용)
unexpected-principal-stranger = { $caller } 호출자가 서명했지만, 이 키{ $whose }는 { $service_name } 서비스 에이전트({ $expected_caller })가 호출해야 합니다. 다른 호출자는 정책의 클러스터에 있는 principals.kms에 지정할 수 있습니다
unexpected-principal-unlisted = { $log } 로그의 기록에 { $caller } 호출자가 있지만 { $cluster } 클러스터의 정책에는 없습니다(기록: { $event ->
    [requested] 요청
    [issued] 발급
    [certified] 인증서 생성
    [signed] 서명
    [refused] 거부된 서명
    [observed] 관찰
   *[other] { $event }
})
unexpected-lifetime = 유효 기간은 { $life }이지만 { $cluster } 클러스터의 정책은 최대 { $limit }까지 허용합니다
unexpected-algorithm = { $cluster } 클러스터의 정책이 허용하지 않습니다: { $problem }
unexpected-algorithm-hash = 허용된 어느 알고리즘에도 없는 { $hash } 해시로 서명됨
unexpected-algorithm-key = { $key_family } 키가 { $key_bits }비트로, 필요한 { $least_bits }비트보다 짧음
unexpected-algorithm-signature = 허용된 알고리즘이 아닌 { $algorithm } 알고리즘으로 서명됨
unknown-cluster = 정책에 없는 { $cluster } 클러스터에 속합니다
stale-log-future = { $scopes }의 { $log } 로그에 있는 모든 항목이 미래의 시각입니다
stale-log-never = { $log } 로그는 한 번도 읽은 적이 없습니다
stale-log-old = { $scopes }의 { $log } 로그에서 가장 최근 항목은 { $at }의 것으로 { $length } 전입니다. 최대 { $limit }까지 허용됩니다
stale-log-silent = { $scopes }의 { $log } 로그가 { $from }부터 { $to }까지 { $length } 동안 비어 있습니다. 최대 { $limit }까지 허용됩니다

# 사용
holder-mismatch-certificate = { $whose } 다음 사용자가 사용했습니다: { $users }. API 서버는 인증서의 일반 이름(CN)으로만 소유자를 식별합니다
holder-mismatch-front-proxy = { $told }. 여러 ID를 한꺼번에 쓴 것은 프런트 프록시입니다
holder-mismatch-issued = { $holders } 이름으로 발급되었지만
holder-mismatch-nameless = 인증서에 일반 이름(CN)이 없지만{ $uris }
holder-mismatch-no-account = 서비스 계정의 토큰이지만 다음 사용자가 사용했습니다: { $users }. API 서버는 이런 토큰의 소유자를 system:serviceaccount:NAMESPACE:NAME 형식으로 표시합니다
holder-mismatch-several = 토큰의 소유자는 하나인데 여러 소유자에게 전달되었습니다: { $holders }
holder-mismatch-token = { $holders } 소유자에게 전달되었지만 다음 사용자가 사용했습니다: { $users }
holder-mismatch-uris = {" "}(인증서의 URI: { $holders })
shared-identity = 사용자 이름 { $count }개로 사용되었습니다: { $users }. 토큰은 한 사용자에게 발급되며, 그중 누구에게 발급되었는지 알 수 없습니다
shadow-identity = { $user } 사용자는 발급이 완전히 증명된 { $credential } 사용자 인증 정보도 사용했습니다
used-elsewhere = { $issued_for } 클러스터용으로 발급되었지만 { $cluster } 클러스터에서 사용되었습니다. { $advice }

# purpose-mismatch
purpose-mismatch-certificates = 인증 기관의 인증서
purpose-mismatch-etcd-method = { $method } 메서드로 etcd용으로 발급되었지만 API 서버에서 사용되었습니다. API 서버는 이런 인증서로 클라이언트를 식별하지 않습니다
purpose-mismatch-etcd-pool = { $pool } CA 풀이 발급했고, { $told_by }에는 이 풀이 { $cluster } 클러스터의 etcd용으로 지정되어 있지만, API 서버에서 사용되었습니다{ $advice }
purpose-mismatch-key = { $key } 키가 서명하는 것은 { $does }이지만 { $what }
purpose-mismatch-method = GKE가 { $method } 메서드로 발급했지만, 이 메서드는 { $kind ->
    [certificate] 인증서를
    [token] 토큰을
   *[other] { $kind } 항목을
} 발급하지 않습니다
purpose-mismatch-signed-certificate = 이 키로 인증서가 서명되었습니다
purpose-mismatch-signed-token = 이 키로 토큰이 서명되었습니다
purpose-mismatch-tokens = 토큰

# 워크로드
unissued-workload = { $hosts } 호스트에서 보였지만 CA Service에 기록이 없습니다. { $advice }
bundle-mismatch-domain = 신뢰 번들의 트러스트 도메인({ $bundle_domains })이 인증서의 트러스트 도메인({ $trust_domain })과 다릅니다
bundle-mismatch-empty = { $bundles }의 신뢰 번들에 트러스트 앵커인 인증서가 없습니다
bundle-mismatch-no-key = 인증서와 함께 있어야 할 비공개 키가 없습니다
bundle-mismatch-none = 신뢰 번들이 없어서 인증서가 어디로 이어져야 하는지 알 수 없습니다{ $why }
bundle-mismatch-order = 워크로드 자체 인증서가 TLS가 보내는 순서와 달리 첫 번째에 있지 않습니다
bundle-mismatch-other = 다른 인증서
bundle-mismatch-own = 워크로드 자체 인증서
bundle-mismatch-stranger = { $bundles }의 신뢰 번들에 인증 기관의 것이 아닌 인증서({ $what })가 있습니다. 이 인증서는 { $fault }
bundle-mismatch-unnamed = 인증서에 없음
bundle-mismatch-why = : { $why }
key-usage-clients = 클라이언트(extendedKeyUsage clientAuth)
key-usage-servers = 서버(extendedKeyUsage serverAuth)
key-usage-signatures = 디지털 서명(keyUsage)
key-usage-unparsable = 모든 용도: 파싱할 수 없는 인증서
svid-is-authority = 인증 기관의 인증서입니다(basicConstraints cA)
svid-no-authority = 인증 기관의 인증서가 아닙니다(basicConstraints cA)
svid-signs-certificates = 인증서에 서명할 수 있습니다(keyUsage keyCertSign)
svid-signs-lists = 인증서 해지 목록에 서명할 수 있습니다(keyUsage cRLSign)
svid-signs-none = 인증서에 서명할 수 없습니다(keyUsage keyCertSign)
svid-unparsable = 파싱할 수 없습니다
outdated-agent = 게스트 에이전트 버전이 { $version }입니다. 파일로 받으려면 { $least } 이상이 필요합니다
outdated-agent-none = 직렬 포트 출력에 "GCE Agent Started"나 "Google Guest Agent (version …)" 줄이 없습니다. 게스트 에이전트가 실행되는지 알 수 없습니다
outdated-agent-unknown = 게스트 에이전트가 버전을 밝히지 않고 시작되었습니다. 파일로 받으려면 { $least } 이상이 필요합니다
refused-configuration = Compute Engine이 VM의 구성을 받아들이지 않습니다: { $what }
unexpected-files-a-workload = 워크로드
unexpected-files-identities = { $identities }
unexpected-files-is-key = { $path } 파일은 비공개 키 파일의 다른 이름이므로 읽지 않았습니다
unexpected-files-link = { $path } 파일은 디렉터리 밖을 가리키는 심볼릭 링크입니다. 대상: { $target }
unexpected-files-mode = { $path }의 권한 모드가 { $mode }입니다. 게스트 에이전트가 쓰는 모드: { $usual_mode }
unexpected-files-no-certificate = { $path }에 읽을 수 있는 인증서가 없어서 판정하지 않았습니다. 소유자: { $whose }
unexpected-files-no-key = { $path }에 비공개 키가 없습니다
unexpected-files-writable = { $path }의 권한 모드가 { $mode }입니다. 소유자가 아닌 사용자도 쓸 수 있습니다
unexpected-identity-beside = { $others } 인증서가 함께 있어서 이 VM이 어느 쪽인지 알 수 없습니다
unexpected-identity-configured = 인증서의 ID는 { $identities }이지만, { $told_by }에 지정된 ID는 { $expected }입니다
unexpected-identity-given = 인증서의 ID는 { $identities }이지만, { $expected }의 인증서로 제공되었습니다
unexpected-identity-listed = { $identities }
unexpected-identity-malformed = SPIFFE ID 형식이 아닙니다: { $problem }
unexpected-identity-no-path = { $identities } ID에 경로가 없어서, 워크로드가 아니라 트러스트 도메인을 나타냅니다
unexpected-identity-none = 없음
unexpected-identity-number = 이름에 URI가 정확히 하나 있어야 하지만 다음과 같습니다: { $listed }
unexpected-profile-fault = 워크로드 인증서로 허용되지 않습니다: 이 인증서는 { $fault }
unexpected-profile-key = { $key_family } { $key_bits }비트 키가 있지만, { $told_by }에 지정된 키는 { $expected_key }입니다
unexpected-profile-lacking = 상호 TLS(mTLS)에 필요한 용도를 허용하지 않습니다: { $purpose }
unexpected-profile-life = 유효 기간은 { $life }이지만, { $told_by }에 지정된 기간은 { $expected_life }입니다
unexpected-profile-unknown-key = 알 수 없는 종류의 키가 있지만, { $told_by }에 지정된 키는 { $expected_key }입니다
untrusted-chain = { $bundles }의 트러스트 앵커로 이어지는지({ $at } 기준): { $what }. { $why }
untrusted-chain-anchor-ended = 이어지는 트러스트 앵커가 그때는 유효하지 않았습니다
untrusted-chain-beside = { $place }에 함께 있는 인증서는 { $fault }
untrusted-chain-constrained = 주어진 인증 기관 중 하나가 URI를 제한하며, 이 제한은 여기에서 확인할 수 없습니다
untrusted-chain-differing = 트러스트 앵커로 이어지지만 { $bundles }의 앵커로는 이어지지 않습니다({ $at } 기준). 같은 트러스트 도메인의 신뢰 번들이 서로 다릅니다
untrusted-chain-error = { $meaning }({ $error })
untrusted-chain-expired = 경로에 만료된 인증서가 있습니다
untrusted-chain-invalid = 경로가 유효하지 않습니다
untrusted-chain-is-authority = 워크로드의 인증서가 아니라 인증 기관의 인증서입니다
untrusted-chain-name = 경로에 있는 인증 기관이 이 이름을 인증할 수 없습니다
untrusted-chain-no-authority = 이어지는 것이 인증 기관의 인증서가 아닙니다
untrusted-chain-none = 이어지지 않습니다
untrusted-chain-not-yet = 경로에 아직 유효하지 않은 인증서가 있습니다
untrusted-chain-open = 확인할 수 없습니다
untrusted-chain-path-length = 경로에 있는 인증 기관은 하위 인증 기관을 둘 수 없습니다
untrusted-chain-signature = 경로에 발급자의 것이 아닌 서명이 있습니다
untrusted-chain-unknown-issuer = 주어진 인증서 중에 발급자의 인증서가 없습니다
untrusted-chain-use = 경로에 있는 인증 기관이 이 용도로 인증할 수 없습니다

# 글자 보고서: 판정, 무게, 단계, 종류, 사건. 찾을 때 쓰는 영어 낱말을 함께 둡니다.
verdict-complete = 완전(complete)
verdict-unproven = 미증명(unproven)
verdict-broken = 끊김(broken)
verdict-counted = { $verdict } { $count }
heading-complete = 완전
heading-unproven = 미증명
heading-broken = 끊김
heading-no-news = 변화 없음
heading-all-read = 모두 읽음
heading-not-read = 읽지 않음
weight-note = 참고(note)
weight-gap = 공백(gap)
weight-break = 끊김(break)
stage-present = 있음(present)
stage-missing = 없음(missing)
stage-unread = 읽지 않음(unread)
stage-unlinked = 연결할 수 없음(unlinked)
stage-contradicted = 모순(contradicted)
kind-certificate = 인증서
kind-token = 토큰
kind-workload = 워크로드
kind-authority = 인증 기관
kind-other = 기타
kind-signature = 서명
event-requested = 요청
event-issued = 발급
event-certified = 인증서 생성
event-signed = 서명
event-refused = 거부
event-observed = 관찰
span = { $from } ~ { $to }
lineages-one = 계보 1개
lineages-many = 계보 { $count }개
times-once = 1회
times-many = { $count }회
list-and-more = 외 { $count }개

# 글자 보고서: 첫머리
opening-none = 보인 사용자 인증 정보 없음
opening-only = 하나뿐인 사용자 인증 정보의 판정: { $verdict }
opening-all = 사용자 인증 정보 { $all }개 모두의 판정: { $verdict }
opening-one = 사용자 인증 정보 { $all }개 중 1개의 판정: { $verdict }
opening-some = 사용자 인증 정보 { $all }개 중 { $some }개의 판정: { $verdict }
opening-unclaimed-one = 발급 키의 서명 1개에 해당하는 기록이 없습니다
opening-unclaimed-many = 발급 키의 서명 { $count }개에 해당하는 기록이 없습니다
opening-suppressed-one = 발견 항목 1개는 정책으로 숨겨졌습니다
opening-suppressed-many = 발견 항목 { $count }개는 정책으로 숨겨졌습니다
opening-reported-before = { $count }개는 이미 보고되어 표시하지 않습니다
opening-all-read = 범위에 있는 로그를 빈 구간이나 읽지 못한 줄 없이 모두 읽었습니다.
opening-logs = { $logs } 로그
opening-where-records-would-be = { $lineages }의 기록이 있을 { $log } 로그 구간
opening-hole = 내보낸 파일의 빈 구간 1개
opening-holes = 내보낸 파일의 빈 구간 { $count }개
opening-input = 입력 1개 전체
opening-inputs = 입력 { $count }개 전체
opening-line = 줄 1개
opening-lines = 줄 { $count }개

# 글자 보고서: 발견 항목의 그룹
groups-heading = 발견 항목(심각한 순서): 개수, 최근 시각, 위치
groups-more = … 외 그룹 { $count }개, --top으로 더 표시
groups-others = 위아래에 표시되지 않은 다른 위치
groups-suppressed = , 숨김(suppressed)

# 글자 보고서: 계보
finding-see = 위치
lineage-issuers = 발급자: { $names }
lineage-next-issuer = , 그 발급자:{" "}
lineage-more-findings = … 외 { $code } { $count }개
lineage-observed = 관찰 { $when }, 호스트: { $hosts }
lineage-used = 사용 { $when }, 사용자: { $users }
lineages-more = … 외 발견 항목이 있는 계보 { $count }개, -v로 모두 표시, --format json으로 모두 나열
suppressed = 숨김(suppressed): { $answer }
suppression = { $expires }까지, 담당자 { $owner }: { $reason }
outside-one = 외부 ID 공급업체의 토큰 1개
outside-many = 외부 ID 공급업체의 토큰 { $count }개
outside-more = … 외 { $count }개, --format json으로 모두 나열
unmanaged-cluster = 클러스터 1개
unmanaged-clusters = 클러스터 { $count }개
unmanaged-credential = { $clusters }의 사용자 인증 정보 1개
unmanaged-credentials = { $clusters }의 사용자 인증 정보 { $count }개
unmanaged-line = { $cluster }: { $count }개
unmanaged-more = … 외 클러스터 { $count }개, --format json으로 모두 나열
unmanaged-why = 제어 영역 인증 기관을 사용하는지 알 수 없습니다. 이 클러스터가 발급한 것도 구성도 읽은 적이 없고, GKE는 다른 클러스터가 발급한 것을 기록하지 않습니다. 제어 영역 인증 기관을 사용하는 클러스터라면 프로젝트의 gke 로그나 CreateCluster 항목을 내보내세요.

# 글자 보고서: 나머지
frame-rejected = 읽지 못한 줄:
frame-rejected-more = … 외 { $count }개, --format json으로 나열
frame-unread-inputs = 아무것도 읽지 못한 입력. 그래서 없는 기록은 끊김(break)이 아니라 공백(gap)입니다:
frame-read = 읽은 것
frame-bodies = , 본문을 읽지 못함 { $count }
frame-evidence = 거부 { $count }
frame-read-and-relevant = 읽음 { $read }, 관련 { $relevant }
frame-more = … 외 { $count }개
frame-more-files = … 외 파일 { $count }개: { $counts }, -v로 모두 표시
frame-more-stretches = … 외 구간 { $count }개
frame-more-holes = … 외 빈 구간 { $count }개
frame-more-suppressions = … 외 숨김 규칙 { $count }개
frame-hole = 빈 구간 { $from } ~ { $to } { $project }: 여러 기록이 동시에 빠져 있고 이 구간에는 기록이 없습니다
frame-unread-log = 읽지 않았으므로 아무것도 보증할 수 없습니다. 내보내거나 --without { $log } 옵션을 사용하세요
frame-logs = 로그
frame-policy = 정책
frame-suppression = { $subject }의 { $code }: { $found }. { $answer }
frame-suppression-expired = 만료됨(expired)
frame-suppression-unmatched = 여기에는 해당 항목 없음
frame-suppression-active = { $count }개 숨김
frame-flips = 바뀌는 판정
frame-flip = { $from } → { $to }: { $kind } { $subject } ({ $because })
frame-credentials = 사용자 인증 정보
frame-unclaimed = 주인 없는 서명
frame-others = 어느 형식도 아닌 ID
frame-outside = 외부 ID 공급업체의 토큰
frame-uses = 사용
frame-findings = 발견 항목
frame-reported-before = 이미 보고됨
frame-not-shown-again = { $count }개, 다시 표시하지 않음

# explain
explain-heading-means = 의미
explain-heading-look-at = 확인할 것
explain-heading-settle = 해결 방법
