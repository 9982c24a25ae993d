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
joint-sentences = .{" "}
list-others = 외 { $count }개
duration-hours = { $hours }시간
duration-minutes = { $minutes }분
duration-seconds = { $seconds }초

# 로그의 이름. 문장에서 '로그'로 읽히므로 뒤에 는, 를, 가를 붙일 수 있습니다.
log = { $log } 로그
log-by-number = (프로젝트 번호로 표시됨: 정책의 [projects]에 { $project_number } = "its-id"로 ID를 지정하세요)
log-of-key = 키를 보유한 프로젝트의 { $log } 로그(키를 지정한 구성이 없고 이 키의 서명도 보이지 않았습니다. 데이터 액세스 DATA_READ가 사용 설정되어 있어야 합니다)
log-of-pool = CA 풀이 속한 프로젝트의 { $log } 로그(풀을 지정한 구성이 없고 인증서 생성도 보이지 않았습니다. 데이터 액세스 DATA_WRITE가 사용 설정되어 있어야 합니다)
log-of-scopes = { $scopes }의 { $log } 로그
log-of-scopes-named = { $scopes }의 { $log } 로그{ $hint }

# 기록이 없는 이유
absence-doubted = 그 기록은 { $log }에서 읽지 못한 줄일 수 있습니다. 첫 번째 줄: { $place }
absence-created-without = { $cluster } 클러스터는 { $from }에 사용자 관리 키 없이 생성되었고, GKE는 이런 클러스터가 발급한 것을 기록하지 않습니다
absence-created-without-until = { $cluster } 클러스터는 { $from }에 생성된 뒤 { $to }까지 사용자 관리 키가 없었고, GKE는 그때 발급된 것을 기록하지 않습니다
absence-deleted = { $cluster } 클러스터는 { $from }에 삭제되었고, 그 뒤의 CreateCluster 항목은 읽지 못했습니다. 해결하려면 그 항목을 내보내세요
absence-gone = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았고, 그렇게 오래된 항목은 보관되지 않습니다. 제때 내보낸 파일로만 해결할 수 있습니다
absence-hole = { $scopes }의 { $log } 로그를 내보낸 파일에 { $from }부터 { $to }까지 빈 구간이 있습니다. 여러 기록이 동시에 빠져 있고 그 구간에는 기록이 하나도 없습니다. 그 구간을 다시 내보내거나 데이터 액세스 설정이 꺼져 있었는지 확인하세요
absence-never-observed = 그 시간의 { $log }를 가져왔지만 그때까지 항목이 하나도 없었습니다. 로그가 꺼져 있었거나(데이터 액세스 설정, gke 로그라면 제어 영역 권한 설정) 호출자에게 로그를 볼 권한이 없을 수 있습니다
absence-pending = { $log }의 항목이 아직 도착하는 중일 수 있습니다. 나중에 다시 스캔하세요
absence-proven = 그 시간의 { $log }를 모두 읽었습니다
absence-unissued = { $cluster } 클러스터가 제어 영역 권한을 사용하는지 알 수 없습니다. 이 클러스터가 발급한 것을 읽은 적이 없고, GKE는 다른 클러스터에 대해서는 기록을 남기지 않습니다
absence-unissued-since = { $cluster } 클러스터가 제어 영역 권한을 사용한 것은 { $since }부터로 알려져 있고, GKE는 그전에 발급된 것을 기록하지 않습니다. 실제로 더 일찍 시작했다면 CreateCluster 또는 UpdateCluster 항목을 내보내세요
absence-unread = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았습니다. 해결하려면 그 구간을 내보내세요
absence-unread-input = 그 기록은 { $input } 입력에 있는 { $log }의 줄일 수 있지만, 이 입력에서는 아무것도 읽지 못했습니다. { $settle }
settle-unread-input = 이 입력을 읽히거나, 로그 항목이 없다면 `ingest --dismiss PATH`를 실행하세요

# 꺼진 로그
switched-off = { $began }{ $ended }{ $above }. 기록되지 않은 것은 되찾을 수 없습니다. 누가 왜 설정을 변경했는지 확인하세요
switched-off-above = . { $project } 프로젝트가 { $parent }에 속할 수 있습니다
switched-off-before = 그때 { $log }가 꺼져 있었습니다
switched-off-by-unnamed = 항목에 이름이 없는 호출자
switched-off-change = { $changed_at }, 변경한 호출자: { $changed_by }({ $changed_in }의 SetIamPolicy, { $changed_entry })
switched-off-ended = . { $how }: { $changed_back_at }, 변경한 호출자: { $changed_back_by }({ $changed_back_in }의 SetIamPolicy, { $changed_back_entry }){ $settling }
switched-off-exempted = { $log }는 { $who }의 호출을 기록하지 않습니다({ $log_type }). 기록에서 제외된 시각: { $by }
switched-off-exempted-before = { $log }는 기록에서 제외된 { $who }의 호출을 기록하지 않았습니다
switched-off-group = { $member }(호출자가 속할 수 있는 그룹)
switched-off-member = { $member }
switched-off-never-ended = . 이를 되돌린 이후 항목은 없습니다
switched-off-removed = { $log }가 꺼졌습니다({ $log_type }): { $by }
switched-off-settling = . 이런 변경이 모든 곳에 적용되기까지는 몇 분이 걸립니다
switched-off-switched-on = 다시 켜진 시각
switched-off-taken-back = 제외가 취소된 시각
switched-off-unreadable = { $log }의 감사 설정이 변경되었지만 어떻게 변경되었는지 알 수 없습니다: { $by }

# 예상값
expected-names = { $expected }
expected-none = 그 시간에는 없음
expected-number = . 한쪽은 프로젝트를 번호로, 다른 쪽은 ID로 표시합니다: { $advice }
write-project-number = { $project_number }이(가) { $project_id }의 번호라면(`gcloud projects describe { $project_number }`로 확인) 정책의 [projects]에 { $project_number } = "{ $project_id }"를 지정하세요
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
missing-record-other-hash = { $log } 기록에는 SHA-256 다이제스트가 있지만 CA의 키는 다른 해시 함수의 다이제스트에 서명합니다. 인증서가 없으면 둘을 비교할 수 없으므로, 인증서의 PEM을 증거로 추가하세요
missing-record-unlinked = 어느 것이 이 사용자 인증 정보의 서명인지 가려낼 수 없습니다. { $why }{ $candidates }

# unissued-credential
unissued-credential = { $seen } 발급된 적이 없습니다. { $advice }{ $doubt }
unissued-credential-doubt = . 요청에 서명자가 없으므로 클러스터의 서명자가 아닌 다른 서명자가 만들었을 수 있습니다
unissued-credential-handed-out = 응답으로 전달되었지만
unissued-credential-no-record = { $log } 로그에 기록이 없습니다. { $advice }
unissued-credential-out-of-scope = { $seen } 발급을 알려 줄 로그가 범위 밖으로 선언되었습니다
unissued-credential-used = 사용되었지만

# unclaimed-signature
unclaimed-signature = 발급 키로 서명되었지만 이 서명에 해당하는 { $claimer } 기록이 없습니다. 키: { $signers }. { $evidence }{ $explanation }
unclaimed-signature-by-ca = 인증서 해지 목록이나 CA 자체 인증서의 서명일 수 있습니다
unclaimed-signature-hint = { $hint }. { $advice }
unclaimed-signature-minted = { $minted }. { $explanation }
unclaimed-signature-minted-outside = 클러스터 밖에서 만들어진 토큰도 이렇게 보입니다
unclaimed-signature-not-to-call = 이 키는 { $service_name } 서비스 에이전트({ $expected_caller })와 정책의 principals.kms에 지정된 호출자만 호출할 수 있습니다
unclaimed-signature-of-credential = 증거에 있는 다음 항목의 서명입니다: { $what } { $credential }.{" "}
unclaimed-signature-of-item = 증거에 있는 다음 항목의 서명입니다: { $what }.{" "}
unclaimed-signature-open-key = 이런 키를 발급 키로 지정한 곳에는 프로젝트 번호가 있고, 이 프로젝트의 번호일 수 있습니다: { $advice }
unclaimed-signature-signer = { $key } (호출자 { $caller })
unclaimed-signature-signers = { $signers }
unclaimed-signature-stranger = 이 서명에 해당하는 기록이 없고, 키가 클러스터나 CA 풀을 위해 서명하는 것도 보이지 않았습니다
unclaimed-signature-unknown-project = 호출자는 번호가 { $project_number }인 프로젝트의 GKE 서비스 에이전트이며, 이 프로젝트의 gke 로그는 읽은 적이 없습니다. 그 로그를 읽히세요. 프로젝트 ID를 알면 정책의 [projects]에 { $project_number } = "its-id"로 지정하세요
unclaimed-signature-unnamed = 로그에 이름이 없는 호출자
unclaimed-signature-untold = 로그에 다이제스트도 데이터도 없어서 어떤 기록과도 맞출 수 없습니다

# unclaimed-certificate
unclaimed-certificate = { $pools } CA 풀({ $whose })에서 생성되었지만 GKE가 발급하지 않았고 아무도 사용하지 않았습니다. { $advice }
unclaimed-certificate-not-serving = 클러스터에 쓰이는지 알 수 없는 풀
unclaimed-certificate-serving = 클러스터에 쓰이는 풀

# digest-mismatch, fingerprint-mismatch
digest-mismatch = { $field } { $digest }, 그러나 { $other_claims }
digest-claim = { $field } { $digest }
digest-field-evidence = 증거로 계산한 값:
digest-field-answer = API 서버의 응답으로 계산한 값:
digest-field-bytes = 인증서의 바이트로 계산한 값:
digest-field-tbs = tbs_certificate_digest의 값:
digest-field-signed = toBeSignedDigest의 값:
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
malformed-credential-id = { $form }. 프런트 프록시가 쓴 값이므로 아무것도 증명할 수 없습니다
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
signature-invalid-undecided = 검증할 수 없는 서명: { $what }. 발급자 이름({ $issuer })을 가진, 서로 다른 키의 CA 인증서가 너무 많아서 그중 어느 것이 발급자의 키인지 알 수 없습니다

# revoked-credential-used
revoked-by-list = 발급자의 인증서 해지 목록
revoked-credential-on-hold = { $revoked_at }에 효력이 정지되었고(근거: { $revoked_by }) 그 후에 사용되었습니다
revoked-credential-unused = { $revoked_at }에 해지되었습니다(근거: { $revoked_by }). 그 후에 사용된 기록은 없습니다
revoked-credential-used = { $revoked_at }에 해지된 후(근거: { $revoked_by }) { $after } 지나서 사용되었습니다

# 정책과의 비교
unexpected-key = { $cluster } 클러스터{ $what } 키가 지정된 키와 다릅니다. 서명한 키: { $key }, 지정된 키({ $told_by }): { $listed }{ $advice }
unexpected-key-accepted = 에서 사용된 토큰에 서명한
unexpected-key-signed = 의 사용자 인증 정보에 서명한
unexpected-key-token = kms 로그에 따르면 { $key } 키가 서명했지만, 주어진 토큰의 서명은 { $other_key } 키로 만들어졌습니다. 이 키의 공개 키는 정책에 있는 해당 버전의 공개 키가 아닙니다
unexpected-pool = { $cluster } 클러스터의 인증서를 지정되지 않은 CA 풀이 발급했습니다. 발급한 풀: { $pool }, 지정된 풀({ $told_by }): { $listed }{ $advice }
unexpected-issuer = 지정되지 않은 CA 풀에서 발급되었습니다. 발급한 풀: { $pools }, 지정된 풀({ $told_by }): { $listed }{ $advice }
unexpected-issuer-unknown = 어느 CA 풀이 발급했는지 알 수 없습니다. 인증서에는 CA의 이름만 있고, 풀을 알려 주는 CA Service 기록이 없습니다. 지정된 풀({ $told_by }): { $listed }
unexpected-principal-for-cluster = {" "}({ $cluster } 클러스터용 키)
unexpected-principal-for-pool = {" "}({ $pool } CA 풀용 키)
unexpected-principal-misplaced = { $caller } 호출자가 서명했습니다. { $cluster } 클러스터의 정책에서 kms 로그의 호출자로 지정되어 있지만, { $other_service } 서비스 에이전트는 { $service_name }에서 발급하는 것에 서명하지 않습니다
unexpected-principal-stranger = { $caller } 호출자가 서명했지만, 이 키를 호출해야 하는 것은 { $service_name } 서비스 에이전트({ $expected_caller })입니다{ $whose }. 다른 호출자는 정책의 클러스터에 있는 principals.kms에 지정할 수 있습니다
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
holder-mismatch-front-proxy = { $mismatch }. 여러 ID를 한꺼번에 쓴 것은 프런트 프록시입니다
holder-mismatch-issued = { $holders } 이름으로 발급되었지만
holder-mismatch-nameless = 인증서에 일반 이름(CN)이 없지만{ $uris }
holder-mismatch-no-account = 서비스 계정의 토큰이지만 다음 사용자가 사용했습니다: { $users }. API 서버는 이런 토큰의 소유자를 system:serviceaccount:NAMESPACE:NAME 형식으로 표시합니다
holder-mismatch-several = 토큰의 소유자는 하나인데 여러 소유자에게 전달되었습니다: { $holders }
holder-mismatch-token = { $holders } 소유자에게 전달되었지만 다음 사용자가 사용했습니다: { $users }
holder-mismatch-uris = {" "}(인증서의 URI: { $holders })
shared-identity = 사용자 이름 { $count }개로 사용되었습니다: { $users }. 토큰은 한 사용자에게 발급되며, 그중 누구에게 발급되었는지 알 수 없습니다
shadow-identity = { $user } 사용자는 발급이 완전히 증명된 { $credential } 사용자 인증 정보도 사용했습니다{ $asked }
shadow-identity-asked = ; 이 사용자 인증 정보의 요청자: { $caller }{ $with }
shadow-identity-asked-acting = ; 이 사용자 인증 정보의 요청자: { $impersonated } 사용자를 가장한 { $caller }{ $with }
shadow-identity-asked-with = , 요청에 사용됨: { $requester }
used-elsewhere = { $issued_for } 클러스터용으로 발급되었지만 { $cluster } 클러스터에서 사용되었습니다. { $advice }
used-elsewhere-next = { $issued }에 발급되었지만, 같은 이름으로 { $created }에 생성되어 그전에는 아무것도 발급하지 않은 클러스터에서 { $used }에 사용되었습니다

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
bundle-mismatch-order = 워크로드 자체 인증서가 첫 번째에 있지 않습니다. TLS는 첫 번째 인증서를 워크로드의 인증서로 보내고 SPIFFE 라이브러리는 그 자리에 있는 CA 인증서를 거부합니다
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
unexpected-identity-configured = 인증서의 ID가 지정된 ID와 다릅니다. 인증서의 ID: { $identities }, 지정된 ID({ $told_by }): { $expected }
unexpected-identity-given = 다른 ID의 인증서로 제공되었습니다. 인증서의 ID: { $identities }, 제공된 ID: { $expected }
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
unmanaged-why = 제어 영역 권한을 사용하는지 알 수 없습니다. 그 시간에 클러스터가 발급했다는 기록도, 사용자 관리 키가 있는 구성도 로그에 없습니다. GKE는 제어 영역 권한이 없는 클러스터의 발급을 기록하지 않으므로 아무것도 증명할 수 없습니다. 제어 영역 권한을 사용하는 클러스터라면 CreateCluster 항목을 내보내거나, 프로젝트의 gke 로그를 더 긴 기간에 대해 내보내세요.

# 글자 보고서: 나머지
frame-rejected = 읽지 못한 줄:
frame-rejected-more = … 외 { $count }개, --format json으로 나열
frame-unread-inputs = 아무것도 읽지 못한 입력. 그래서 없는 기록은 끊김(break)이 아니라 공백(gap)입니다:
frame-read = 읽은 것
frame-bodies = , 본문을 읽지 못함 { $count }
frame-evidence = 거부 { $count }
frame-read-and-relevant = 읽음 { $read }, 관련 { $relevant }
frame-more = … 외 { $count }개
frame-more-files = … 외 파일 { $count }개: { $counts }
frame-shows-all = , -v로 모두 표시
frame-shows = , -v로 { $count }개까지 표시
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
frame-explained = 설명 보기
frame-reported-before = 이미 보고됨
frame-not-shown-again = { $count }개, 다시 표시하지 않음

# trace
trace-more-calls = … 같은 다이제스트에 서명한 호출 외 { $count }개
trace-no-claim = 해당 기록 없음
trace-evidence = 증거
trace-is = 항목
trace-digest = 다이제스트
trace-fails = 서명이 다음 키의 것이 아님:
trace-holds = 서명을 검증한 키
trace-used-first = 첫 사용
trace-used-last = 마지막 사용
trace-range = { $length }, 시작 위치 { $offset }
trace-bytes = 바이트
trace-not-found-again = 알 수 없음: 파일에서 이 줄을 다시 찾지 못했습니다
trace-query = 쿼리
trace-pool = CA 풀
trace-key = 키
trace-host = 호스트
trace-cluster = 클러스터
trace-principal = 주 구성원
trace-line = 줄
trace-common-name = 일반 이름(CN)
trace-serial = 일련번호
trace-asked-by = 요청자
trace-asked-with = 요청에 사용한 것
trace-method = 메서드
trace-valid-from = 유효 기간 시작
trace-valid-to = 유효 기간 종료

# explain
explain-heading-means = 의미
explain-heading-look-at = 확인할 것
explain-heading-settle = 해결 방법

# 발견 항목의 설명: means 의미, look-at 확인할 것, settle 해결 방법. 의미의 첫 문장은 목록에 따로 표시됩니다.
explain-missing-record =
    .means = 사용자 인증 정보의 발급 기록 중 일부는 있지만 이 로그의 기록이 없습니다. 해롭지 않은 원인은 다음과 같고 모두 공백(gap)입니다. 그 시간이나 기록이 있을 프로젝트의 로그를 읽지 않았거나, 로그가 꺼져 있었거나 이 호출자의 호출을 기록하지 않았거나, 줄이나 입력 전체(예: 로그 옆의 ZIP 보관 파일이나 CSV)를 읽지 못했거나, 기록이 아직 도착하는 중이거나, 서명을 찾는 데 쓰이는 다이제스트가 어느 기록에도 없는 경우입니다(키가 SHA-384나 SHA-512로 서명해도 CA Service 기록에는 SHA-256 다이제스트가 있을 수 있습니다). 그 시간의 로그를 읽었다면 끊김(break)입니다. 그때 키가 다른 프로젝트로 옮겨 갔다면 그 프로젝트의 로그도 읽었어야 합니다. 에이전트의 호출이 앞뒤로 기록되어 있다면, 그 사이에 빠진 것은 그룹의 감사 제외로 설명되지 않습니다.
    .look-at = 메시지에 로그, 프로젝트, 시간이 있습니다. 그때 감사 설정이 켜져 있었는지, 호출자가 기록에서 제외되어 있는지, 내보낼 때 필터가 적용되었는지 확인하세요.
    .settle = 공백이면 메시지에 있는 것을 내보내고 읽힌 다음 다시 스캔하세요. 감사 설정이나 필터로 설명되지 않는 끊김은 누군가 이 로그를 거치지 않고 사용자 인증 정보를 얻었거나 기록을 삭제했다는 뜻입니다. `credtrail trace`로 누가 사용했는지 확인하세요. 토큰은 연결된 객체를 삭제하면 무효가 됩니다. Kubernetes에서는 클라이언트 인증서 하나를 해지할 수 없으므로, 그 사용자의 권한을 회수하고 CA를 순환하세요.

explain-unissued-credential =
    .means = 사용자 인증 정보가 사용되거나 응답으로 전달되었지만 어느 로그에도 발급 기록이 없습니다. 발급되었을 수 있는 모든 시간에 대해 GKE 로그를 읽었거나 인증서의 경우 CA Service 로그를 읽었다면 끊김(break)입니다. 그렇지 않으면 공백(gap)입니다. 인증서가 요청에만 나타나고 로그에 서명자가 없는 경우에도 공백입니다.
    .look-at = 누가 어느 클러스터에서 사용했는지 `credtrail trace`로 확인하세요. 해롭지 않은 경우도 똑같이 보입니다. 하루 넘게 유효하면서 오래된 것으로 표시되지 않은 토큰, 클러스터에 자체 CA가 생기기 전에 발급된 인증서, 그리고 사용자 관리 키 없이 다시 생성된 클러스터의 CreateCluster 항목을 읽지 않은 경우 그 클러스터가 발급한 것입니다.
    .settle = 공백이면 메시지에 있는 시각까지 거슬러 올라가 내보내세요. 사용된 기록만 있는 인증서는 1년입니다. 인증서나 토큰이 파일로 있다면 `credtrail trace FILE`로 서명 중에서 다이제스트를 찾을 수도 있습니다. 해롭지 않은 설명이 모두 맞지 않으면 클러스터의 키로 클러스터 밖에서 만들어졌거나, API 서버가 신뢰하지 말아야 할 CA가 만든 것입니다.

explain-unclaimed-signature =
    .means = 발급 키가 만든 서명이 로그에 있는 어느 토큰이나 인증서에도 속하지 않습니다. 해롭지 않은 원인은 두 가지이며 모두 공백(gap)입니다. CA의 키는 인증서 해지 목록과 CA 자체 인증서에도 서명하며, 키가 GKE 로그를 읽지 않은 다른 프로젝트의 클러스터에 쓰일 수 있습니다. 토큰에 서명하는 키의 버전이고 GKE 로그를 읽었다면 끊김(break)입니다. 클러스터 밖에서 만든 토큰이 이렇게 보입니다. 토큰용 키나 클러스터 CA의 키라면, 무엇을 읽었든 호출자가 서비스 에이전트도 아니고 정책에도 없는 경우에 끊김입니다. 토큰용 키가 로그에 없는 데이터에 서명한 경우에도 끊김입니다.
    .look-at = 호출자와 키를 확인하세요. 토큰은 클러스터의 GKE 서비스 에이전트가, 인증서는 CA 풀이 속한 프로젝트의 CA Service 에이전트가 서명하며, 그 밖에는 아무도 이 키를 호출하지 않아야 합니다.
    .settle = 공백이면 메시지에 있는 로그를 내보내세요. CA의 키라면 CA를 만든 시각과 인증서 해지 목록을 게시하는 시각을 서명 시각과 비교하세요. 다른 호출자의 서명이 허용된다면 정책의 클러스터에 있는 principals.kms에 지정하세요. 그렇지 않으면 그 호출자의 키 사용 권한을 회수하고 키를 순환하세요. API 서버는 이전 키가 확인 키에서 빠질 때까지 이전 키의 서명을 받아들입니다. 호출자가 서비스 에이전트 자체라면 권한을 그대로 두고 `credtrail trace`의 출력과 함께 Google Cloud 지원팀에 문의하세요.

explain-unclaimed-certificate =
    .means = CA Service가 생성한 인증서를 GKE가 발급하지 않았고 아무도 사용하지 않았습니다. 보인 것이나 정책으로 보아 이 CA 풀이 클러스터에 쓰이고 그 시간의 GKE 로그를 읽었다면 끊김(break)입니다. 그렇지 않으면 공백(gap)입니다. 풀은 여러 프로젝트의 클러스터에 쓰일 수 있으며, 다른 프로젝트의 GKE 서비스 에이전트가 호출했다면 그 프로젝트의 로그에 기록이 있습니다.
    .look-at = CA Service 기록의 호출자와 인증서의 이름을 `credtrail trace`로 확인하세요. 클러스터의 풀에서 인증서를 만들 수 있는 사람은 어떤 사용자의 인증서든 만들 수 있습니다.
    .settle = 공백이면 메시지에 있는 프로젝트의 그 시간 GKE 로그를 내보내세요. 프로젝트 ID를 모르면 메시지에 프로젝트 번호가 있으며, 정책의 [projects]에 ID를 지정할 수 있습니다. 끊김이면 인증서를 해지하고 만든 사람의 권한을 회수하세요.

explain-digest-mismatch =
    .means = 한 사용자 인증 정보의 기록들이 무엇에 서명했는지 서로 다르게 말합니다. 기록에 있는 다이제스트가 서로 다르거나, 인증서의 바이트로 계산한 다이제스트가 그 인증서의 로그와 다릅니다. 이는 끊김(break)입니다. 증거에 있는 토큰의 ID는 같지만 다이제스트가 다른 경우는 참고(note)입니다. 다른 토큰이거나 위조된 토큰이며 기록에 반하는 증거가 아닙니다. 토큰은 헤더의 알고리즘이 아니라 기록에 있는 해시 함수로 비교하며, 해시 함수가 서로 다른 다이제스트의 기록은 모순이 아닙니다.
    .look-at = 메시지에 각 필드와 값이 있습니다. 로그에 인증서가 있으면 인증서의 바이트로 계산한 값이 먼저 나옵니다.
    .settle = 같은 항목을 insertId로 Cloud Logging에서 가져와 비교하세요. 내보낸 파일과 다르면 파일이 변경된 것이고, 같으면 로그 중 하나가 서명된 것을 잘못 기록한 것입니다. 맞지 않는 증거의 토큰은 ID가 같은 다른 토큰이거나 위조된 것입니다.

explain-fingerprint-mismatch =
    .means = 한 기록에 두 개의 인증서가 있습니다. GKE 로그에서는 credentialId와 certificateFingerprint가 다르고, CA Service 로그에서는 지문과 인증서의 바이트가 다릅니다. 항상 끊김(break)입니다.
    .look-at = 메시지에 두 지문이 모두 있습니다. 각각 `credtrail trace`를 실행하여 어느 것이 사용되었고 어느 것을 CA Service가 생성했는지 확인하세요.
    .settle = 항목을 insertId로 Cloud Logging에서 가져와 내보낸 파일과 비교하세요. 같으면 인증서의 바이트로 계산한 지문을 신뢰하고, 다른 지문이 어디에서 왔는지 알아내세요.

explain-shared-digest =
    .means = 다른 사용자 인증 정보도 같은 서명을 자신의 것으로 기록합니다. 양쪽 모두 끊김(break)입니다. 인증서마다 일련번호가 다르고 토큰마다 jti가 다르므로 두 개의 다이제스트가 같을 수 없습니다. 기록 중 하나가 사실이 아닙니다.
    .look-at = `credtrail trace TBS=…`로 두 사용자 인증 정보와 서명을 확인하세요. KMS 기록이 발급 기록과 가까이 있는 쪽이 진짜일 가능성이 높습니다.
    .settle = 인증서나 토큰 자체를 구하세요. `credtrail trace FILE`이 다이제스트를 계산하여 어느 것이 서명되었는지 보여 줍니다. 나머지 하나를 해지하세요.

explain-resigned-digest =
    .means = 서로 다른 키 버전이 하나의 다이제스트에 서명했습니다. 항상 끊김(break)입니다. 같은 키 버전이 두 번 서명한 것은 재시도이며 발견 항목이 아닙니다.
    .look-at = 각 서명의 호출자와 키 버전을 확인하고, 어느 키가 클러스터나 그 CA에 속하는지 확인하세요.
    .settle = 두 번째 키의 소유자에게 서명한 이유를 물어보세요. 타당한 이유가 없다면 누군가 이 다이제스트로 내용이 같은 두 번째 사용자 인증 정보를 만든 것이며, 두 번째 키를 신뢰하는 모두가 이를 받아들입니다. 그 키를 더 이상 신뢰하지 마세요.

explain-out-of-order =
    .means = 기록의 시각이 불가능한 순서입니다. GKE 기록이 CA Service나 KMS 기록보다, 또는 CA Service 기록이 KMS 기록보다 시계 오차를 넘어 앞서거나, 기록 사이의 시간이 한 번의 발급에 걸리는 시간보다 깁니다. 또는 GKE가 발급하기 전이나 사용자 인증 정보를 반환한 요청 전에 사용되었습니다. 항상 끊김(break)입니다.
    .look-at = 발견 항목에 있는 두 기록의 시각을 확인하세요. 원시 감사 이벤트에서 사용된 것이라면 먼저 제어 영역의 시계를 확인하세요.
    .settle = 시계로 설명되지 않는다면, 발급 전의 사용은 같은 ID가 이전에도 있었거나 발급 기록이 다른 사용자 인증 정보의 것이라는 뜻입니다. 기록의 순서가 뒤바뀌거나 몇 시간씩 떨어져 있다면 그중 하나가 기록된 시각에 쓰이지 않았거나, 미리 서명한 것을 나중에 발급했다는 뜻입니다.

explain-used-after-expiry =
    .means = 사용자 인증 정보가 만료된 후에 API 서버가 마지막 사용을 받았습니다. 항상 끊김(break)입니다. 토큰에는 API 서버처럼 1분을 더 허용합니다. 만료 시각은 인증서에 대한 CA Service 기록이나, 로그에 남은 요청 본문으로 알 수 있습니다.
    .look-at = 누가 어느 클러스터를 통해 마지막으로 사용했고, 만료 후 얼마나 지났는지 확인하세요. API 서버는 만료된 사용자 인증 정보를 거부하며 로그에 이름을 남기지 않습니다.
    .settle = 그 시각의 제어 영역 시계를 확인하세요. 시계가 맞았다면 프런트 프록시 같은 다른 것이 ID를 썼거나, 발급 기록이 다른 사용자 인증 정보의 것입니다.

explain-used-before-valid =
    .means = 사용자 인증 정보가 유효해지기 전에 API 서버가 첫 사용을 받았습니다. 항상 끊김(break)입니다. 유효 기간의 시작은 인증서에 대한 CA Service 기록이나, 로그에 남은 요청 본문으로 알 수 있습니다.
    .look-at = 누가 어느 클러스터를 통해 처음 사용했고, 시작보다 얼마나 앞섰는지 확인하세요. 노드의 인증서는 시작 시각이 몇 분 앞당겨지므로 느린 시계만으로는 거의 생기지 않습니다.
    .settle = 그 시각의 제어 영역 시계를 확인하세요. 시계가 맞았다면 프런트 프록시 같은 다른 것이 ID를 썼거나, 발급 기록이 다른 사용자 인증 정보의 것입니다.

explain-malformed-credential-id =
    .means = API 서버의 로그에 있는 ID가 인증서의 ID도 토큰의 ID도 아닙니다. 찾아볼 발급이 없으므로 항상 공백(gap)입니다.
    .look-at = ID 자체와 사용한 사람을 확인하세요. 인증자는 X509SHA256=과 소문자 16진수 64자리, 또는 JTI=와 ID를 씁니다. 대문자나 공백을 포함하여 그 밖의 것은 모두 API 서버가 신뢰하는 프런트 프록시에서 온 것입니다.
    .settle = 어느 프런트 프록시인지, 누가 그런 헤더를 쓰게 할 수 있는지 알아내세요. 이 로그로는 사용자 인증 정보의 출처를 증명할 수 없습니다.

explain-refused-signature =
    .means = KMS가 이 사용자 인증 정보의 다이제스트에 서명하는 호출을 거부했습니다. 항상 참고(note)입니다. 그 호출로는 아무것도 서명되지 않았으므로 증명하는 것도 반증하는 것도 없습니다.
    .look-at = 호출자, 키 버전, 상태 코드를 확인하세요. 코드 7은 권한 없음, 코드 5는 없는 키 버전입니다.
    .settle = 이 사용자 인증 정보에 대해 해결할 것은 없습니다. 모르는 호출자의 호출이 많이 거부되었다면 공격일 수 있습니다.

explain-signature-invalid =
    .means = 인증서의 서명이 인증서에 있는 발급자의 키로 검증되지 않거나, 증거에 있는 토큰의 서명이 토큰에 있는 키로 검증되지 않습니다. 이는 끊김(break)입니다. 발급자의 이름이나 키 식별자를 가진 CA 인증서가 너무 많아서 일부 키만 시도했고, 그중 어느 것도 서명하지 않았으며, 키 식별자가 그 키들로 계산된 것이 아니라면 공백(gap)입니다. 발급자의 키를 모르거나 사용할 수 없는 경우와 이 프로그램이 모르는 알고리즘인 경우에는 발견 항목이 없습니다.
    .look-at = 발급자의 키가 어디에서 왔는지 확인하세요. CA Service 기록의 체인이거나, 증거에 있는 인증 기관의 인증서나 키 세트입니다. 위치에 파일 이름이 있습니다.
    .settle = 발급자의 인증서나 키 세트가 올바른지 확인하세요. 다른 클러스터에 이름이 같은 키가 있을 수 있습니다. 토큰이 온전히 복사되었는지도 확인하세요. 둘 다 올바르다면 이 바이트는 그 인증 기관이 서명한 것이 아니며, 기록이 변경되었거나 사용자 인증 정보가 위조된 것입니다. CA Service에서 이름으로 인증서를 가져와 비교하고, 이 때문에 신뢰된 것을 해지하세요.

explain-revoked-credential-used =
    .means = CA Service 호출이나 발급자의 인증서 해지 목록으로 인증서가 해지되었습니다. 해지 후 5분이 지나서 사용되었다면 끊김(break)이고, 로그에 이후의 사용이 없거나 효력이 일시 정지되었을 뿐이면 참고(note)입니다.
    .look-at = 해지 후 누가 어디에서 무엇을 위해 사용했는지 확인하세요. `credtrail trace`가 마지막 사용을 보여 줍니다. 해지 사유는 CA Service 로그나 해지 목록에 있습니다.
    .settle = API 서버는 인증서 해지 목록을 읽지 않으므로 인증서는 만료될 때까지 작동합니다. 사용자의 권한을 회수하거나 클러스터의 CA를 교체하세요. 해지 후에 소유자가 사용했는지 훔친 사람이 사용했는지 알아내세요.

explain-unexpected-key =
    .means = 이 사용자 인증 정보에 서명한 키가 정책이 그 시간에 지정한 키가 아닙니다. 정책에 지정된 키가 없으면 클러스터의 구성과 비교합니다.
    .look-at = KMS 기록의 키 버전, 서명 시각 전후의 UpdateCluster 항목, 키를 사용하거나 구성할 수 있었던 사람을 확인하세요.
    .settle = 올바른 키라면 정책에 추가하거나 그 키를 도입한 UpdateCluster 항목을 내보내세요. 그렇지 않으면 그 키가 서명한 모든 사용자 인증 정보를 위조된 것으로 취급하세요.

explain-unexpected-pool =
    .means = 이 인증서를 발급한 CA 풀이 정책이 그런 인증서에 지정한 풀이 아닙니다. 정책에 지정된 풀이 없으면 클러스터의 구성과 비교합니다.
    .look-at = CA Service 기록의 풀, 인증서를 발급한 GKE 메서드, 그 시각 전후의 UpdateCluster 항목을 확인하세요.
    .settle = 올바른 풀이라면 정책에 추가하거나 그 풀을 도입한 UpdateCluster 항목을 내보내세요. 그렇지 않으면 누가 인증서를 만들게 했는지 알아내고 인증서를 해지하세요.

explain-unexpected-principal =
    .means = 발급 기록에 있는 호출자가 정책이 이 로그와 클러스터에 예상하는 호출자가 아닙니다. 해롭지 않은 원인은 서명이 허용된 자체 파이프라인이거나, 프로젝트 번호를 알아내기에는 서명이 너무 적은 경우입니다. 정책이 kms 로그에 아무도 지정하지 않으면 서비스 에이전트가 호출해야 합니다. 토큰은 클러스터 프로젝트의 GKE 서비스 에이전트, 인증서는 풀 프로젝트의 CA Service 에이전트입니다. 프로젝트 번호는 정책의 [projects], 번호와 ID를 함께 보여 주는 KMS 및 CA Service 항목, 또는 프로젝트의 클러스터와 풀에 속하는 서명의 다수에서 얻습니다.
    .look-at = 기록의 주 구성원과, 호출을 허용한 키, 풀 또는 클러스터의 IAM 바인딩을 확인하세요.
    .settle = 올바른 호출자라면 정책에서 클러스터의 principals에 추가하거나 [projects]에 프로젝트 번호를 지정하세요. 그렇지 않으면 권한을 회수하고 그 호출자가 서명하거나 발급한 모든 것을 위조된 것으로 취급하세요.

explain-unexpected-lifetime =
    .means = 사용자 인증 정보의 유효 기간이 그 클러스터의 정책이 허용하는 것보다 깁니다.
    .look-at = 인증서의 notBefore와 notAfter 또는 TokenRequest의 만료 시각, 그리고 요청한 사람을 확인하세요.
    .settle = 유효 기간이 더 짧은 것을 다시 발급받거나, 더 긴 기간에 합의했다면 정책의 한도를 올리세요.

explain-unexpected-algorithm =
    .means = 그 클러스터의 정책이 허용하지 않는 알고리즘으로 서명되었거나, 인증서의 키가 정책이 요구하는 것보다 짧습니다.
    .look-at = KMS 키 버전의 알고리즘, 기록의 다이제스트, 인증서 자체를 확인하세요.
    .settle = 더 강한 키로 사용자 인증 정보를 다시 발급받거나, 합의했다면 정책에서 그 알고리즘을 허용하세요.

explain-unknown-cluster =
    .means = 정책에 클러스터 목록이 있지만 이 사용자 인증 정보는 목록에 없는 클러스터에 속합니다. 정책은 그런 클러스터에 아무것도 예상하지 않으므로 이 사용자 인증 정보를 정책과 비교할 수 없습니다.
    .look-at = 기록에 있는 클러스터, 만든 사람, 사용하는 키와 풀을 확인하세요.
    .settle = 클러스터를 정책에 추가하거나(`credtrail policy infer`로 첫 정책을 만들 수 있습니다), 목록에 없는 클러스터가 왜 이 키를 사용하는지 알아내세요.

explain-stale-log =
    .means = 로그의 끝이나 중간이 정책이 허용하는 것보다 오래 비어 있습니다. 24시간 넘게 미래인 항목은 Cloud Logging이 받아들이지 않으므로 계산하지 않습니다. 그 시간에 대해서는 아무것도 증명할 수 없습니다.
    .look-at = 이 로그를 전달하는 싱크나 내보내기와 그 필터, 서비스의 데이터 액세스 로깅이 아직 사용 설정되어 있는지 확인하세요.
    .settle = 그 구간을 다시 내보내고 읽히세요. 로그가 정말 비어 있었다면 정책의 [stale]에서 한도를 올리거나 --covers로 그 구간을 읽은 것으로 선언하세요.

explain-shared-identity =
    .means = 하나의 토큰 ID가 여러 사용자 이름으로 사용되었습니다. 토큰은 한 사용자에게 발급되므로 발급 기록이 있는 토큰을 가진 사용자는 이 중 많아야 한 명입니다. 누구인지는 로그로 알 수 없습니다.
    .look-at = 각 이름의 첫 사용과 마지막 사용, 그리고 어디에서 왔는지 확인하세요. 외부 ID 공급업체가 서비스 계정의 토큰과 같은 ID를 부여할 수 있고, API 서버가 신뢰하는 프런트 프록시는 어떤 ID와 이름이든 쓸 수 있습니다.
    .settle = 맞지 않는 이름의 인증자를 찾으세요. API 서버의 구조화된 인증 구성과, 프런트 프록시의 클라이언트 인증서를 가진 사람을 확인하세요. 둘 다 설명이 되지 않으면 그 이름의 사용을 위조된 것으로 취급하세요.

explain-shadow-identity =
    .means = 이 사용자 인증 정보의 발급은 증명되지 않았지만, 같은 사용자에게 발급이 증명된 다른 사용자 인증 정보가 있습니다. 이 발견 항목만으로는 이 사용자 인증 정보에 문제가 있다고 할 수 없습니다. 기존 노드나 서비스 계정의 위조된 사용자 인증 정보도 이렇게 보입니다.
    .look-at = 이 사용자 인증 정보의 다른 발견 항목을 확인하세요. 끊김과 함께 있으면 둘을 비교하여 누가 어디에서 무엇을 위해 사용했는지 확인하세요. 공백과 함께 있으면 보통 해롭지 않습니다. 로그가 시작되기 전에 발급되었거나 기록이 아직 도착하는 중입니다.
    .settle = 다른 발견 항목을 해결하면 이 항목도 없어집니다. 발급이 반증되었다면 이 사용자 인증 정보로 한 모든 것을 확인하세요(`credtrail trace --reach`). 소유자는 그 사용자의 모든 권한을 가지고 있었습니다.

explain-unissued-workload =
    .means = VM에서 워크로드의 인증서가 보였지만 CA Service에 생성 기록이 없습니다. 인증서의 시작부터 처음 보인 때까지, 기록이 있을 수 있는 모든 프로젝트의 CA Service 로그를 읽었다면 끊김(break)입니다. 그렇지 않으면 공백(gap)입니다.
    .look-at = 인증서의 발급자와 인증서가 나와야 할 풀을 `credtrail trace`로 확인하세요. Google Cloud 외부의 CA나 다른 프로젝트의 풀도 이렇게 보입니다.
    .settle = 공백이면 메시지에 있는 시간의, 풀 프로젝트의 CA Service 데이터 액세스 로그를 내보내세요. 풀을 모르면 정책의 [workload]에 지정하세요. 끊김이면 VM에서 인증서를 제거하고, 누가 두었는지 알아내고, 누가 CA의 키로 서명할 수 있는지 확인하세요.

explain-unexpected-issuer =
    .means = 워크로드의 인증서가 VM에 구성되었거나 정책의 [workload]에 지정된 풀이 아닌 다른 풀에서 발급되었습니다. CA가 속한 풀을 알려 주는 CA Service 기록이 없으면 공백(gap)입니다. 인증서에는 CA의 이름만 있고 풀은 없습니다.
    .look-at = CA Service 기록의 풀, 인증서에 있는 CA, 그리고 VM의 파트너 메타데이터나 ID 풀을 변경한 사람을 확인하세요.
    .settle = 공백이면 풀 프로젝트의 CA Service 로그가 있는 데이터베이스를 `--db`로 지정하세요. 끊김이면, 올바른 풀인 경우 구성을 수정하세요. 그렇지 않으면 누가 그 풀에서 인증서를 만들 수 있는지 알아내고, 이 인증서와 함께 온 것을 신뢰하지 마세요.

explain-untrusted-chain =
    .means = 관찰 시각에 워크로드의 인증서와 함께 있는 인증서들이 트러스트 도메인의 트러스트 앵커로 이어지는 체인을 이루지 않거나, 함께 있는 인증서 중 하나가 인증 기관의 것이 아닙니다. 다른 인증서에 서명할 수 있는 인증 기관의 인증서만 체인의 일부가 될 수 있습니다(SPIFFE X509-SVID 4절, 6절). 파일이 오래되어 상대방이 인증서를 거부하거나, 위조된 것입니다. 인증 기관에 여기에서 확인할 수 없는 URI 이름 제약이 있는 경우와, 트러스트 도메인의 번들이 두 개인데 그중 하나에만 앵커가 있는 경우는 공백(gap)입니다.
    .look-at = 체인과 신뢰 번들에 있는 인증서의 발급자, 키 식별자, 유효 기간을 확인하세요. CA를 교체한 직후에는 두 파일 중 하나가 더 오래된 것일 수 있습니다.
    .settle = 게스트 에이전트가 둘 다 새로 고치는 10분 후에 다시 확인하세요. 그대로라면 번들을 구성된 풀의 CA와 비교하세요(`gcloud privateca roots list`). 어느 CA로도 이어지지 않는 인증서는 이 트러스트 도메인용으로 발급된 것이 아닙니다.

explain-unexpected-identity =
    .means = 워크로드의 인증서에는 URI가 정확히 하나 있어야 하고, 그 URI는 트러스트 도메인 뒤에 경로가 있는 워크로드의 SPIFFE ID여야 합니다. SPIFFE 표준을 따르는 상대방은 그 밖의 것을 거부합니다(X509-SVID 2절, 5.2절). ID가 VM의 구성이나 메타데이터 서버가 제공하는 ID와 다른 경우와, 다른 워크로드의 인증서가 함께 있어서 어느 것이 이 VM의 것인지 알 수 없는 경우에도 이 발견 항목이 나옵니다.
    .look-at = 메시지에 있는 URI, CONFIGS.json의 workload-identity, 그리고 VM이 가질 수 있는 ID를 정하는 VM의 서비스 계정을 확인하세요.
    .settle = 인증서가 올바르다면 구성을 수정하세요. 그렇지 않으면 VM이 다른 워크로드의 ID를 가지고 있는 것입니다. 어떻게 그렇게 되었는지, 어느 VM이 사용하는지 알아내세요.

explain-unexpected-profile =
    .means = 워크로드의 인증서에 있는 키의 종류나 유효 기간이 VM의 구성과 다르거나, 상호 TLS(mTLS)에 필요한 디지털 서명, 서버, 클라이언트 용도를 허용하지 않거나, 워크로드의 인증서에 허용되지 않는 것을 허용합니다. 허용되지 않는 것은 인증 기관이 되는 것과, 인증서나 인증서 해지 목록에 서명하는 것입니다(SPIFFE X509-SVID 4.1절, 4.3절). SPIFFE 표준을 따르는 상대방은 그런 인증서를 거부합니다. 서명할 수 있는 인증서를 받아들이는 상대방이 있다면 그 소유자는 ID를 만들 수 있습니다.
    .look-at = CA 풀의 인증서 템플릿과 발급 정책, VM이나 ID 풀의 구성을 확인하세요.
    .settle = 구성이 최근에 변경되었다면 다음 순환에서 해결됩니다. 그렇지 않으면 다른 템플릿이나 다른 발급자가 이 인증서를 만든 것입니다. CA Service 기록을 확인하세요.

explain-expired-certificate =
    .means = VM에 있는 워크로드의 인증서가 관찰 시각에 만료되었거나 아직 유효하지 않습니다. 상대방이 거부합니다.
    .look-at = VM의 시계, 게스트 에이전트와 타이머(gce-workload-cert-refresh.timer), config_status의 내용을 확인하세요.
    .settle = 시계가 맞다면 인증서가 교체되지 않은 이유를 알아내세요. 에이전트가 실행되지 않거나, 풀이나 CA가 사용 중지되었거나, 권한(privateca.workloadCertificateRequester)이 회수되었을 수 있습니다.

explain-overdue-rotation =
    .means = VM에 있는 워크로드의 인증서가 아직 유효하지만 이미 교체되어야 했습니다. 순환은 유효 기간이 구성된 비율(50~80%)만큼 남았을 때 시작되고, 게스트 에이전트가 10분 안에 새 인증서를 가져옵니다. 구성이 없으면 가장 늦은 50%를 기준으로 합니다.
    .look-at = config_status의 내용, 에이전트의 타이머(gce-workload-cert-refresh.timer)가 실행되는지, CA Service 로그에 이 ID의 더 새로운 인증서가 있는지 확인하세요.
    .settle = 더 새로운 인증서가 발급되었다면 VM이 가져오지 않는 것입니다. 게스트 에이전트를 다시 시작하거나 메타데이터 서버를 다시 조회하세요. 발급되지 않았다면 이 인증서가 끝나기 전에 풀과 풀의 권한을 확인하세요.

explain-refused-configuration =
    .means = Compute Engine이 VM의 워크로드 아이덴티티 구성에 오류를 보고합니다. OK가 아닌 상태나 코드, 코드가 없는 메시지, partnerMetadataConfigsErrors나 그 이전 이름 또는 다른 오류 이름(config-status, config_status) 아래의 항목입니다. 흔한 원인은 구성의 오타나 CA 풀에 대한 권한 부족입니다. VM의 파일은 오류 이전의 것일 수 있고 갱신되지 않습니다. 인증서가 만료되면 VM은 ID를 잃습니다.
    .look-at = 메시지에 있는 CONFIGS.json의 속성(certificate-issuance-config, trust-config 또는 workload-identity)을 확인하세요.
    .settle = 값을 수정하고 VM을 업데이트하세요(gcloud beta compute instances update --partner-metadata-from-file). `credtrail workload verify --config CONFIGS.json`이 파일 구조의 문제를 알려 줍니다.

explain-unexpected-files =
    .means = 파일이 게스트 에이전트가 쓰는 모습과 다릅니다. 디렉터리는 모드 0755, 파일은 0644이고, 디렉터리 밖을 가리키는 심볼릭 링크가 없고, 인증서 옆에 비공개 키가 있어야 합니다. 소유자가 아닌 사용자가 쓸 수 있거나 링크가 다른 곳을 가리키면 끊김(break)입니다. 누군가 다른 인증서나 번들을 둘 수 있습니다. 그런 곳의 파일은 읽지 않으며, 이름만 다른 비공개 키 파일도 읽지 않고 끊김으로 판정합니다. 비공개 키가 없거나 여러 사용자 인증 정보 중 하나에 읽을 수 있는 인증서가 없으면 공백(gap)이고, 그 밖의 다른 모드는 참고(note)입니다.
    .look-at = 디렉터리와 파일의 소유자와 모드, 그리고 VM에서 그곳에 쓰는 다른 것을 확인하세요.
    .settle = 모드를 되돌리거나, 디렉터리를 삭제하고 게스트 에이전트가 다시 쓰게 하세요. 끊김이었다면 누군가 인증서와 번들을 바꾸었을 수 있습니다. 둘 다 메타데이터 서버와 비교할 때까지 신뢰하지 마세요(`credtrail workload verify metadata`).

explain-bundle-mismatch =
    .means = VM의 신뢰 번들이 워크로드의 인증서와 다른 트러스트 도메인의 것이거나, 인증서가 없거나, 인증 기관의 것이 아닌 인증서가 있습니다. 이는 끊김(break)이며, 워크로드 자체 인증서가 첫 번째에 있지 않은 경우도 끊김입니다. SPIFFE 라이브러리는 첫 번째 인증서를 워크로드의 인증서로 보고 그 자리에 있는 CA 인증서를 거부합니다. (SPIFFE 번들에서 트러스트 앵커는 인증 기관에 속하고 용도가 x509-svid인 키입니다.) 번들이 없거나 비공개 키가 없으면 공백(gap)입니다.
    .look-at = trust_bundles.json이나 trust-anchors 응답의 트러스트 도메인, CONFIGS.json의 trust-config를 확인하세요.
    .settle = ID 자체의 트러스트 도메인을 지정하도록 trust-config를 수정하고 VM을 업데이트하세요. 둘 다 올바르다면 10분 후에 다시 확인하세요. 두 파일의 시점이 다를 수 있습니다.

explain-outdated-agent =
    .means = VM의 직렬 포트 출력에 20231103.01보다 오래된 게스트 에이전트가 있거나 에이전트가 없습니다. 그런 에이전트는 사용자 인증 정보를 파일로 쓰지 않으므로 VM의 파일을 갱신하지 않습니다. 파일을 확인하지 않았으면 참고(note)입니다.
    .look-at = `gcloud compute instances get-serial-port-output VM | grep -E "GCE Agent Started|Google Guest Agent"`를 실행하세요. 여러 줄이면 마지막 줄이 기준입니다. 포트는 출력의 마지막 부분만 보관하므로 오래 실행된 VM에서는 줄이 없을 수 있습니다.
    .settle = 게스트 환경을 업데이트하거나, 에이전트를 다시 시작하고 출력을 다시 가져오세요.

explain-holder-mismatch =
    .means = 사용자 인증 정보가 발급된 이름과 다른 사용자 이름으로 사용되었습니다. API 서버는 사용자 이름을 사용자 인증 정보에서 얻습니다. 인증서에서는 일반 이름(CN), 토큰에서는 서비스 계정입니다. 그러므로 발급 기록과 사용 기록이 둘 다 사실일 수 없으며 끊김(break)입니다. 요청에 여러 ID가 있었다면 참고(note)입니다. 인증자는 여러 ID를 쓰지 않으므로 프런트 프록시가 이름과 ID를 쓴 것이고, 사용자 인증 정보에 반하는 증거가 아닙니다.
    .look-at = 먼저 API 서버가 신뢰하는 프런트 프록시를 확인하세요. `X-Remote-Extra-` 헤더를 쓰는 프록시는 한 사용자 인증 정보의 ID를 다른 사용자의 이름 옆에 쓸 수 있습니다. 그다음 맞지 않는 이름의 사용과 어디에서 왔는지 확인하세요.
    .settle = 프런트 프록시로 설명된다면, 프록시가 받은 사용자 인증 정보의 ID를 쓰거나 ID를 쓰지 않도록 구성하세요. 그렇지 않으면 위조된 사용자 인증 정보가 그 이름으로 사용되었다고 보고, 기록을 Cloud Logging의 원본과 비교하세요.

explain-purpose-mismatch =
    .means = 사용자 인증 정보가 그 키, 인증 기관 또는 GKE 메서드의 용도가 아닌 용도로 만들어지거나 사용되었습니다. etcd용으로 발급된 인증서가 API 서버에서 사용되었거나, 토큰이 인증 기관의 키로 또는 인증서가 토큰에 서명하는 키로 서명되었거나, 한 종류의 사용자 인증 정보를 위한 GKE 메서드가 다른 종류를 발급했습니다. 이는 끊김(break)입니다. 완전하지 않은 정책이나 시간을 알려 주지 않는 클러스터 설명만이 풀을 etcd용이라고 하면 공백(gap)입니다.
    .look-at = 클러스터가 사용하도록 지정된 것을 확인하세요. 실수로 두 용도에 구성된 키나 풀이 원인일 수 있습니다. 그다음 발견 항목에 있는 기록과 호출자를 확인하세요.
    .settle = 하나의 키나 풀이 두 용도에 쓰인다면 용도마다 따로 두고 순환하세요. 그렇지 않으면 누군가 키나 인증 기관을 다른 용도로 사용한 것입니다. 누가 호출할 수 있었는지 알아내고 사용자 인증 정보를 위조된 것으로 취급하세요.

explain-foreign-token =
    .means = 서비스 계정이 아닌 사용자 이름으로 토큰이 사용되었고, 클러스터의 어느 로그에도 발급 기록이 없습니다. 클러스터 자체 발급자는 서비스 계정의 토큰에만 서명하므로 외부 ID 공급업체가 발급한 것입니다. 로그는 이 토큰을 증명하지도 반증하지도 않으므로 항상 공백(gap)입니다.
    .look-at = 사용자 이름과 API 서버의 인증 구성에 있는 ID 공급업체를 확인하세요. 보통은 ID 공급업체로 로그인하는 사람들입니다.
    .settle = 공급업체의 자체 로그에서 `jti`로 토큰을 찾으세요. 신뢰하는 공급업체라면 이런 토큰의 발견 항목을 정책으로 숨길 수 있습니다. 구성된 공급업체가 없다면 누가 ID를 썼는지 알아내세요. 프런트 프록시가 쓸 수 있습니다.

explain-used-elsewhere =
    .means = GKE 기록에 따르면 한 클러스터용으로 발급된 사용자 인증 정보가 다른 클러스터에서 사용되었습니다. 발급 시각의, 사용한 클러스터의 GKE 로그를 읽었고 발급 기록이 없다면 끊김(break)입니다. 그 로그를 읽지 않았거나, 사용한 클러스터가 제어 영역 권한을 사용하는지 알 수 없으면 공백(gap)입니다. 삭제된 뒤 같은 이름으로 다시 생성된 클러스터는 다른 클러스터이므로, 첫 번째 클러스터의 토큰이 두 번째 클러스터에서 사용되면 끊김(break)입니다.
    .look-at = 먼저 두 클러스터를 확인하세요. 해롭지 않은 원인은 두 가지입니다. 원시 감사 로그를 잘못된 `--cluster`로 읽어서 클러스터가 잘못 지정되었거나, 두 클러스터의 API 서버가 같은 키나 CA 풀을 신뢰하여 서로의 사용자 인증 정보를 받아들이는 경우입니다. 후자는 고쳐야 합니다. 그다음 누가 어디에서 사용했는지 확인하세요.
    .settle = 공백이면 메시지에 있는 시간의, 사용한 클러스터의 GKE 로그를 내보내세요. 끊김이면 클러스터마다 자체 키와 풀을 두고, 사용한 클러스터에서 이 사용자 인증 정보로 무엇을 했는지 확인하세요.

# HTML 보고서: 부분의 이름
part-findings = 발견 항목
part-places = 위치
part-read = 읽은 범위
part-hours = 시간대
part-lineages = 계보
part-relatives = 요청 관계
part-details = 세부정보
part-policy = 정책
part-limits = 한계
page-skip = 판정으로 건너뛰기
page-parts = 보고서의 부분
page-end = 작성한 도구: { $tool }. 이 페이지는 아무것도 불러오거나 보내지 않습니다.

# HTML 보고서: 판정과 숫자
page-window = 기간:
page-to = ~
page-no-window = 기간: 읽은 것이 없어서 기간도 없습니다.
page-number-unclaimed = 주인 없는 서명
page-number-outside = 외부 ID 공급업체의 토큰
page-number-uses = 사용
page-number-read = 읽은 줄
page-number-relevant = 관련된 줄

# HTML 보고서: 발견 항목
page-findings = 발견 항목(심각한 순서)
page-no-finding = 발견 항목이 있는 계보가 없습니다.
page-groups = 발견 항목 그룹
page-further-groups = 나머지 발견 항목 그룹
page-more-groups = 외 그룹 { $count }개
page-groups-left = 그룹 { $count }개가 더 있지만 표시하지 않습니다. `credtrail scan --format csv` 명령어는 발견 항목마다 한 행을 씁니다.
page-on-logs = 로그의 발견 항목
page-without-authority = 제어 영역 권한을 사용하는지 알 수 없는 클러스터
page-without-authority-why = 이 클러스터들이 그때 발급한 것도, 사용자 관리 키가 있는 구성도 읽은 적이 없습니다. GKE는 다른 클러스터가 발급한 것을 기록하지 않습니다. 이 중에 제어 영역 권한을 사용하는 클러스터가 있다면 그 프로젝트의 gke 로그나 CreateCluster 항목을 내보내세요.
page-codes = 코드의 의미
page-finding = 발견 항목
page-lineages = 계보
page-where = 위치
page-first-and-last = 처음과 마지막
page-newest-one = 가장 최근 항목
page-suppressed = 숨김(suppressed)
page-elsewhere = 위에 표시되지 않은 다른 위치
page-nowhere = 위치를 알려 주는 기록이 없음

# HTML 보고서: 위치별 표
page-places = 사용자 인증 정보가 속한 곳
page-no-place = 위치를 알 수 있는 계보가 없습니다.
page-table-caption = { $name }(끊김이 많은 순서)
page-table-left = { $count }개가 더 있지만 표시하지 않습니다. `--format json` 옵션으로 더 볼 수 있습니다.
page-clusters = 클러스터
page-cluster = 클러스터
page-keys = 키 버전
page-key = 키 버전
page-pools = CA 풀
page-pool = CA 풀
page-namespaces = 네임스페이스
page-namespace = 네임스페이스
page-callers = Cloud KMS와 CA Service의 호출자
page-caller = 호출자
page-accounts = 서비스 계정
page-account = 서비스 계정
page-all-others = 나머지 전체
page-credentials = 사용자 인증 정보
page-unclaimed = 주인 없는 서명
page-uses = 사용

# HTML 보고서: 로그마다 읽은 범위
page-read = 로그마다 읽은 범위
page-nothing-read = 아무것도 읽지 않았습니다.
page-key-read = 읽음
page-hole = 빈 구간
page-key-hole = 빈 구간: 여러 기록이 동시에 빠져 있고 그 구간에는 기록이 하나도 없습니다
page-key-not-read = 읽지 않음
page-stretch-read = 읽은 구간 1개
page-stretches-read = 읽은 구간 { $count }개
page-one-hole = 빈 구간 1개
page-holes = 빈 구간 { $count }개
page-as-table = 같은 내용을 표로 보기
page-stretches = 읽은 구간과 빈 구간
page-stretches-caption = 읽은 구간과 그 안의 빈 구간
page-log = 로그
page-scope = 범위
page-what = 종류
page-from = 시작
page-until = 끝
page-stretches-left = 표에 없는 구간이 { $count }개 더 있습니다. `--format json` 옵션으로 모두 나열합니다.
page-logs-left = 로그 { $count }개가 더 있지만 표시하지 않습니다. `--format json` 옵션으로 모두 나열합니다.
page-log-not-read = 로그를 이 기간에 읽지 않았으므로 아무것도 보증할 수 없습니다. 내보내거나 `--without { $log }` 옵션을 사용하세요.

# HTML 보고서: 시간대
page-when = 시간대
page-bars = 이 보고서에 있는 계보를 막대 하나당 { $length } 단위로 나타냅니다. 사용자 인증 정보의 두 번째 이후 사용은 그림에 없습니다.
page-hour = 1시간
page-hours = { $count }시간
page-day = 1일
page-days = { $count }일
page-signatures = 서명
page-issuances = 발급
page-first-used = 처음 사용된 사용자 인증 정보
page-most = { $total }개, 한 번에 최대 { $most }개
page-bars-label = { $name }: { $from }부터 { $to }까지 { $total }개, 한 번에 최대 { $most }개
page-outside = { $count }개는 기간 밖에 있습니다.

# HTML 보고서: 모든 계보
page-all-lineages = 모든 계보: { $count }
page-no-lineage = 계보가 없습니다.
page-first-rows = 심각한 순서로 처음 { $count }개입니다.
page-lineages-caption = 계보(심각한 순서)
page-search = 검색
page-search-hint = 해시나 해시의 앞부분, JTI, 사용자 이름 또는 그 일부를 입력하세요.
page-verdict = 판정
page-key-or-pool = 키 또는 풀
page-subject = 사용자 인증 정보 또는 서명
page-findings-of = 발견 항목
page-place = 클러스터, 키 또는 풀
page-newest = 최근 시각
page-show-more = 더 보기
page-no-script = 검색과 필터에는 이 페이지의 스크립트가 필요합니다.
page-list-left = 심각하지 않은 계보 { $count }개는 { $indexed }개를 담은 목록에 없습니다. 해시나 JTI를 지정한 `credtrail trace` 명령어는 계보 하나를, `credtrail scan --format ndjson` 명령어는 모든 계보를 보여 줍니다.

# HTML 보고서: 계보의 세부정보
page-details = 세부정보: { $count }
page-details-hint = 발견 항목 그룹마다 가장 최근 계보와 그다음으로 심각한 계보를 최대 { $most }개까지 표시합니다. 테두리가 점선인 상자는 없는 기록을 나타냅니다.
page-on-paper = 인쇄할 때 펼쳐져 있던 계보만 인쇄됩니다.
page-details-left = 발견 항목이 있는 계보 { $count }개의 세부정보는 표시하지 않습니다. 해시나 JTI를 지정한 `credtrail trace` 명령어로 하나씩 볼 수 있습니다.
page-details-left-example = 발견 항목이 있는 계보 { $count }개의 세부정보는 표시하지 않습니다. 해시나 JTI를 지정한 `credtrail trace` 명령어로 하나씩 볼 수 있습니다. 예를 들어 `{ $example }` 명령어는 여기의 마지막 계보를 보여 줍니다.
page-rotations = 순환
page-chain = 서명부터 사용까지의 체인
page-on-vm = VM
page-observed = { $count }번 관찰됨
page-unused = 사용 없음(unused)
page-no-use = 읽은 사용 기록이 없습니다
page-missing = 로그를 읽었지만 그 기록이 없습니다
page-unread = 읽지 않은 곳에 기록이 있을 수 있습니다
page-unlinked = 서명된 다이제스트를 알려 주는 기록이 없습니다
page-used-first = kubernetes 첫 사용
page-used-last = kubernetes 마지막 사용
page-line = 줄
page-bytes-of = 바이트
page-bytes-from = { $offset }부터 { $length }바이트
page-key-of = 키
page-called-by = 호출자
page-node = 노드
page-valid-from = 유효 기간 시작
page-valid-to = 유효 기간 끝
page-issued-by = 발급자
page-and-more = 외 { $count }개
page-more-of-code = 외 { $code } { $count }개
page-see = 참조:
page-by = 호출자:
page-query = 로그 탐색기 쿼리
page-records-left = 기록 { $count }개가 더 있습니다. trace 명령어로 모두 볼 수 있습니다.
page-absent = { $state }: 이 쿼리로 그 기록을 찾을 수 있습니다
page-command = 기록별 내용과 요청자 보기:
page-command-hint = (`--ancestry` 옵션 사용)

# HTML 보고서: 요청 관계
page-relatives-of = { $subject }의 요청 관계
page-requesters = { $subject } 요청에 사용된 사용자 인증 정보
page-requester = 이 사용자 인증 정보로 요청되었습니다
page-picture-cut = `credtrail trace --{ $part }` 명령어로 더 볼 수 있습니다.
page-ancestry = 요청한 사용자 인증 정보
page-no-ancestry = 어떤 사용자 인증 정보로 요청되었는지 알 수 없습니다.
page-ancestry-how = 각 사용자 인증 정보는 선이 이어지는 사용자 인증 정보로 요청되었습니다.
page-ancestry-left = 상위 사용자 인증 정보 { $count }개는 그림에 없습니다.
page-drawn-elsewhere = 이 그림의 다른 곳에 있습니다
page-more-requests = 외 요청 { $count }개
page-unseen = 기록 없음(unseen)
page-reach = 이것으로 요청된 사용자 인증 정보
page-no-reach = 이것으로 요청된 것은 알려져 있지 않습니다.
page-reach-how = 각 사용자 인증 정보는 선이 시작되는 사용자 인증 정보로 요청되었습니다. 앞의 것을 가진 사람은 이것들도 가지고 있을 수 있습니다.
page-reach-left = { $count }개를 더 세었지만 그림에 없습니다.
page-reach-cut = 아래에 세지 않은 것이 더 있습니다.
page-in = 클러스터: { $cluster }
ancestry-holders = 발급 대상 및 사용자: { $names }
ancestry-issued = 발급 대상: { $names }
ancestry-used = 사용자: { $names }
ancestry-others = 외 사용자 { $count }명
ancestry-asked = 요청 시각 { $at }, 요청자 { $caller }
ancestry-handed-out = 전달 시각 { $at }
ancestry-handed-out-by = 전달 시각 { $at }, 전달자 { $caller }
ancestry-with = , 요청에 사용됨: { $credential }
ancestry-asked-with = , 요청 내용에 따르면 요청에 사용됨: { $credential }
ancestry-with-none = , 요청에 사용자 인증 정보가 없음
ancestry-with-no-id = , 요청에 사용된 사용자 인증 정보에 ID가 없음
ancestry-asked-and-handed-out = { $asked }; { $handed_out }
caller-unnamed = 이름 없는 호출자
caller-acting-as = { $user } 사용자를 가장한 { $caller }
ancestry-see = { $how }{ $with }, 참조: { $place }
ancestry-unseen = 이것을 지정한 요청 외에는 어느 로그에도 없습니다
ancestry-ends = 이것을 요청한 기록이 없습니다

# HTML 보고서: 정책
page-policy = 정책과 숨김 규칙
page-policy-hash = 정책: SHA-256
page-no-policy = 정책 없이 판정했습니다.
page-no-suppression = 숨긴 것이 없습니다.
page-suppressions = 숨김 규칙
page-suppression-subject = 대상
page-state = 상태
page-active = 사용 중(active)
page-expired = 만료됨(expired)
page-unmatched = 해당 항목 없음(unmatched)
page-covers = 숨긴 항목
page-owner = 담당자
page-expires = 만료일
page-reason = 이유
page-suppressions-left = 숨김 규칙 { $count }개가 더 있지만 표시하지 않습니다. 정책에 모두 있습니다.
page-flips = 다른 정책에서 바뀌는 판정: { $count }
page-flip-to = →

# HTML 보고서: 읽지 못한 것과 한계
page-rejected = 읽지 못한 것
page-no-rejected = 모든 줄과 입력을 읽었습니다.
page-rejected-caption = 읽지 못한 줄과 입력
page-why = 이유
page-bytes = 바이트
page-rejected-left = 줄 { $count }개가 더 있지만 표시하지 않습니다. `--format json` 옵션으로 모두 나열합니다.
page-limits = 완전한 체인이 증명하지 않는 것
limit-logs = 로그가 사실이라는 것.
limit-logs-why = 내보낸 그대로 믿습니다. 내보낸 파일을 바꿀 수 있는 사람은 판정도 바꿀 수 있습니다.
limit-content = 토큰의 경우 무엇에 서명했는지.
limit-content-why = Cloud KMS는 다이제스트, 키, 호출자, 시각을 기록하며 내용과 서명은 기록하지 않습니다.
limit-signature = 서명이 유효하다는 것.
limit-signature-why = 발급자의 키가 주어지지 않은 경우입니다.
limit-key = 올바른 키, 풀, 호출자가 사용되었다는 것.
limit-key-why = 클러스터의 구성에도 정책에도 지정되지 않은 경우입니다.
limit-owner = 정당한 소유자가 사용했다는 것.
limit-owner-why = 제대로 발급된 후 도난당한 사용자 인증 정보도 완전합니다.
limit-request = 요청이 정당했다는 것.
limit-request-why = 사용자 인증 정보를 받을 자격이 있었는지는 판정하지 않습니다.
limit-revocation = 아직 유효했다는 것.
limit-revocation-why = 해지는 읽은 것만 반영합니다.
limit-unnamed = 사용자 인증 정보 ID가 없는 사용에 대한 모든 것.
limit-unnamed-why = 클러스터에 쓰이는 것이 보이지 않은 키도 마찬가지입니다.
page-same-scan = 프로그램용 같은 스캔
page-same-scan-hash = 같은 스캔의 JSON 보고서(같은 명령어가 `--format json` 옵션으로 쓰는 바이트)의 SHA-256:

# HTML 보고서: 스크립트
script-copy = 복사
script-copied = 복사됨
script-selected = 선택됨
script-all = 전체
script-found = { $count }개 찾음, 심각한 순서로 { $shown }개 표시.
script-none = 찾은 것이 없습니다.
script-list = 목록
script-list-code = 이 위치에 { $code } 항목이 있는 계보 나열
script-unreadable = 이 브라우저에서는 나머지 목록을 읽을 수 없습니다.

# 두 스캔의 비교
change-from = 이전: { $scan }
change-to = 이후: { $scan }
change-more = … 외 { $count }개, --format json으로 모두 나열
change-counts = 새로 끊김 { $broken }, 새로 미증명 { $unproven }, 그 밖의 변경 { $changed }, 해결됨 { $resolved }, 보지 않음 { $away }
change-head = { $heading }{ $kind }, 이전: { $before }
change-why = 이유: { $why }
change-from-scan = 이전 스캔 { $number }
change-to-scan = 이후 스캔 { $number }
change-sentence = 새로 끊김 { $broken }, 새로 미증명 { $unproven }, 그 밖의 변경 { $changed }, 해결됨 { $resolved }.
change-broken = 새로 끊김(broken)
change-unproven = 새로 미증명(unproven)
change-changed = 그 밖의 변경(changed)
change-resolved = 해결됨(resolved)
change-not-looked-at = 보지 않음(not-looked-at)
change-no-worse = 나빠지지 않음
change-newly-unproven = 새로 미증명(unproven)
change-newly-broken = 새로 끊김(broken)
change-finding-in = { $log } 로그의 { $weight } { $code }
change-two-scans = 두 스캔
change-scan = 스캔
change-began = 시작 시각
change-window = 기간
change-elsewhere = 미해결 발견 항목이 있는 { $count }개를 더 보지 않았습니다. 이후 스캔의 기간 밖에 있습니다.
change-before = , 이전: { $before }
change-appeared = 나타남: { $finding }
change-disappeared = 사라짐: { $finding }
change-because = 이유: { $why }
change-left = { $count }개가 더 있지만 표시하지 않습니다. `credtrail diff --format json` 명령어로 모두 나열합니다.
change-changes = 변경 사항
change-none = 두 스캔의 보고 내용이 같습니다.
state-not-reported = 보고되지 않음(not-reported)
state-not-looked-at = 보지 않음(not-looked-at)
state-moot = 해당 없음(moot)
why-late-of = 시각이 { $at }인 기록이 늦게 도착했습니다
why-late = 기록이 늦게 도착했습니다
why-new-of = 시각이 { $at }인 기록이 그 후에 도착했습니다
why-new = 기록이 그 후에 도착했습니다
why-grew = 해당 시간을 더 많이 읽었습니다
why-shrank = 해당 시간을 더 적게 읽었습니다
why-settled = 더 도착할 기록이 없습니다
why-scope = 범위 밖의 로그가 달라졌습니다
why-policy = 정책이 변경되었습니다
why-tool = 다른 버전의 credtrail이 판정했습니다
why-others = 다른 항목의 기록이나 읽지 못한 줄이 그 후에 도착했습니다
why-unknown = 이유를 알 수 없습니다
scans-none = 기록된 스캔이 아직 없습니다
scan-line = 스캔 { $number } { $began }, { $window }: 완전(complete) { $complete }, 미증명(unproven) { $unproven }, 끊김(broken) { $broken }
scan-everything = 전체 기간
scan-from = { $from }부터
scan-until = { $to }까지

# 요청 관계와 영향 범위
heading-unseen = 기록 없음(unseen)
ancestry-none = 이것을 서명으로 갖는 사용자 인증 정보가 없어서 누가 요청했는지 알 수 없습니다
ancestry-more = … 외 상위 사용자 인증 정보 { $count }개
ancestry-elsewhere = 이 트리의 다른 곳에 있음
ancestry-not-followed = 더 따라가지 않음
joint-and = ,{" "}
reach-no-cluster = 알 수 없는 클러스터
reach-clusters = 클러스터: { $clusters }
reach-below = 하위 전체
reach-key = 서명한 키: { $key }
reach-pool = 발급한 CA 풀: { $pool }
reach-user = 발급 대상 또는 사용자: { $user }
reach-unseen = 요청에만 나타남

# serve의 페이지
part-overview = 개요
part-time = 시간순
part-scans = 스캔
page-skip-content = 본문으로 건너뛰기
page-database-parts = 데이터베이스의 부분
page-look-up = 조회
page-look-up-what = 해시, JTI, 일련번호, SPIFFE ID, 사용자, 키 버전, PEM 또는 JWT
page-or-file = 또는 파일
page-look-up-hint = 아무것이나 붙여넣거나 페이지에 파일을 끌어다 놓으세요. 토큰이나 인증서는 해시로 조회하며 저장하거나 로그에 남기지 않습니다.
page-shown-by = 표시한 도구: { $tool }. 이 서버는 읽기만 합니다.
page-by-last-scan = 마지막으로 기록된 스캔의 판정
page-no-scan-yet = 아직 기록된 스캔이 없습니다
page-last-scan = 스캔 { $number } 시작:
page-last-window = , 기간: { $window }.
page-changed-with-it = 이 스캔에서 바뀐 것
page-all-scans = 모든 스캔
page-no-scan-hint = 위에서 무엇이든 조회하세요. 모든 페이지는 새로 판정합니다. `credtrail scan` 명령어는 보고한 것을 기록하며, 그 스캔이 여기에 나열됩니다.
page-database = 데이터베이스:
page-scans = 기록된 스캔
page-no-scans = 기록된 스캔이 없습니다. `credtrail scan` 명령어는 보고한 것을 기록합니다.
page-scans-caption = 기록된 스캔(최근 순서)
page-scanned-by = 도구
page-changed-with = 스캔 { $number }에서 바뀐 것
page-first-scan = 첫 번째 스캔
page-earlier-scans = 이전 스캔
page-compare-two = 두 스캔 비교:
page-compare-from = 이전
page-compare-to = 이후
page-compare = 비교
page-scans-order = 이전 스캔({ $before })은 이후 스캔({ $after })보다 앞서야 합니다.
page-a-scan = 스캔 { $number }
page-a-scan-before = 스캔 { $number } 이전의 스캔
page-nodes = 노드
page-nodes-are-users = 노드는 별도의 사용자입니다:
page-nodes-link = 노드
page-leads-issued = 각 링크는 GKE가 그 클러스터용으로 발급한 사용자 인증 정보를 보여 줍니다.
page-leads-signed = 각 링크는 그 키가 서명한 것을 보여 줍니다.
page-leads-created = 각 링크는 그 풀이 생성한 인증서를 보여 줍니다.
page-leads-accounts = 각 링크는 그 네임스페이스의 서비스 계정을 보여 줍니다.
page-leads-used = 각 링크는 사용한 사용자 인증 정보를 보여 줍니다.
page-none-known = 알려진 것이 없습니다.
page-within = 네임스페이스:
page-next = 다음
page-list-of = 다음의 사용자 인증 정보와 서명:
page-list-used = 다음 사용자가 사용한 사용자 인증 정보:
page-list-called = 다음 이름의 인증서:
page-list-time = 시간순 기록
page-listed = 사용자 인증 정보와 서명
page-judged-now = 최근 순서, 지금 판정함
page-nothing-listed = 여기에 나열할 것이 없습니다.
page-listed-elsewhere = 기록은 다른 곳에서 이것의 사용자 인증 정보를 가리킵니다. 또는 이전 페이지가 마지막이었습니다.
page-before = 이 시각 이전(UTC)
page-show = 표시
page-earlier = 이전 항목
page-reach-label = 영향 범위
page-no-time = 시각이 아닙니다. { $example } 형식으로 쓰세요.
page-effective = 숨기지 않은 발견 항목만으로 판정:
page-lineages-left = 계보 { $count }개가 더 있지만 표시하지 않습니다. `credtrail trace` 명령어로 모두 볼 수 있습니다.
page-files-name-it = 파일 { $count }개에 있지만 로그에는 없습니다
page-several = 여러 개가 이렇게 시작합니다
page-begin-with = ID { $count }개의 시작:
page-give-more = 나머지를 보려면 더 길게 입력하세요.
page-looked-up = 조회한 ID:
page-token = 토큰
page-enter = 들어가기
page-not-unpacked = 주어진 것의 압축을 풀 수 없습니다.
page-this-credential = 이 인증서 또는 토큰
page-too-long = 이름으로는 너무 길고, 인증서도 토큰도 아닙니다.
page-no-form = 이 서버의 양식이 아닙니다.
page-form-cut = 양식을 끝까지 읽지 못했습니다.
page-credential-in-address = 이 주소에 인증서나 토큰이 들어 있습니다. 주소에 남지 않도록 검색창에 붙여넣으세요.
failure-no-page = 이런 페이지는 없습니다.
failure-no-page-advice = 위에서 검색하거나 첫 페이지에서 시작하세요. 이전 버전의 링크는 더 이상 없을 수 있습니다.
failure-unknown = 다음에 대해 알려진 것이 없습니다: { $what }.
failure-unknown-advice = 그 시간의 로그를 읽었는지 확인하세요(첫 페이지에서 무엇을 읽었는지 볼 수 있습니다). 해시, JTI, 일련번호는 어떤 표기로든 찾을 수 있고, 해시나 JTI는 앞의 4자부터 찾을 수 있습니다. 사용자 이름과 SPIFFE ID는 전체를 입력해야 합니다.
failure-unusable-advice = 인증서, 서명 요청, 인증서 해지 목록(PEM, DER, PKCS #7), 토큰, 또는 이를 담은 파일을 입력하세요. 해시, JTI, 일련번호, SPIFFE ID, 사용자, 키 버전도 입력할 수 있습니다.
failure-other-host = 이 서버의 이름이 아닙니다.
failure-other-host-advice = `credtrail serve` 명령어가 출력한 주소를 여세요. 프록시나 터널처럼 다른 이름으로 접속한다면 --host NAME 옵션으로 시작하세요.
failure-other-origin = 이 요청은 다른 사이트에서 왔습니다.
failure-other-origin-advice = `credtrail serve` 명령어가 출력한 주소를 열고 거기서 검색하세요.
failure-token-wanted = 이 서버에는 토큰이 필요합니다.
failure-token-wrong = 이 서버의 토큰이 아닙니다.
failure-token-advice = `credtrail serve --token-file` 옵션에 지정된 파일의 내용입니다. 프로그램은 Authorization: Bearer로 보냅니다.
failure-too-large = 인증서나 토큰으로는 너무 큽니다.
failure-too-large-advice = 최대 1 MiB까지 조회할 수 있습니다. 로그는 `credtrail ingest` 명령어로 읽습니다.
failure-busy = 대기 중인 조회가 너무 많습니다.
failure-busy-advice = 잠시 후 다시 시도하세요.
failure-too-slow = 답변에 시간이 너무 오래 걸립니다.
failure-too-slow-advice = 더 좁은 범위를 조회하거나, 시간 제한이 없는 `credtrail trace` 명령어를 사용하세요.
failure-database-advice = 데이터베이스가 있는지, 이 버전의 credtrail이 썼는지 확인하세요. `credtrail fsck` 명령어로 검사할 수 있습니다.
failure-broken = 조회가 도중에 끝났습니다.
failure-broken-advice = 다시 시도하세요. `credtrail trace` 명령어가 더 알려 줄 수 있습니다.

# 명령줄의 오류
usage-error = 오류: { $problem }
usage-as-value = 힌트: 값으로 전달하려면 '{ $instead }' 형식으로 쓰세요
usage-commands = [명령어: { $names }]
usage-conflict = '{ $argument }' 인수는 다음 인수와 함께 쓸 수 없습니다: '{ $others }'
usage-exists = 힌트: '{ $command }' 형식으로는 쓸 수 있습니다
usage-invalid-value = '{ $argument }'에 쓸 수 없는 값입니다: '{ $value }'
usage-more = 자세한 내용은 '--help'로 볼 수 있습니다.
usage-no-command = '{ $command }' 뒤에 명령어가 필요합니다
usage-no-equals = '{ $argument }'의 값 앞에 등호(=)가 필요합니다
usage-no-value = '{ $argument }'에 값이 필요합니다
usage-not-utf8 = UTF-8이 아닌 인수가 있습니다
usage-refused-value = '{ $argument }'에 쓸 수 없는 값입니다: '{ $value }'. { $why }
usage-required = 다음 필수 인수가 없습니다:
usage-similar = 힌트: 비슷한 이름이 있습니다: { $names }
usage-too-many-values = '{ $argument }'에 더 이상 값을 쓸 수 없습니다: '{ $value }'
usage-twice = '{ $argument }' 인수는 한 번만 쓸 수 있습니다
usage-unknown-argument = 알 수 없는 인수입니다: '{ $argument }'
usage-unknown-command = 알 수 없는 명령어입니다: '{ $command }'
usage-values = [가능한 값: { $names }]

# 오류. 다른 프로그램이나 운영체제의 말은 영어 그대로 뒤에 붙습니다.
error-feature-absent = { $what } 사용에는 `{ $name }` 기능이 필요하지만, 이 프로그램은 해당 기능 없이 빌드되었습니다. --no-default-features 없이 빌드하거나 --features { $name } 옵션으로 빌드하십시오
error-too-few-files = 열 수 있는 파일이 { $count }개보다 적습니다. `ulimit -n`으로 한도를 늘리세요
error-proxy = 이 머신에 대한 요청까지 보게 될 프록시가 설정되어 있습니다. NO_PROXY={ $hosts } 값을 설정하세요
error-no-random = 난수를 얻을 수 없습니다
error-no-temporary = { $path }에 임시 디렉터리를 만들 수 없습니다
error-standard-output = 표준 출력에 쓸 수 없습니다
error-unwritable = { $path }에 쓸 수 없습니다
error-unwritable-output = { $path }에 쓸 수 없습니다
error-cannot-write = 쓸 수 없습니다

# 명령줄의 값
error-no-time = { $text }: 시각이 아닙니다. 2026-11-21T08:00:00Z와 같은 RFC 3339 시각이나 날짜를 쓰세요
error-no-beginning = { $day }의 시작 시각이 없습니다: { $why }
error-no-time-zone = { $text }: 이런 시간대가 없습니다. Asia/Seoul과 같은 IANA 데이터베이스의 이름을 쓰세요
error-no-language = { $text }: 이런 언어가 없습니다. en 또는 ko를 쓰세요
error-no-log = { $text }: 이런 로그가 없습니다. kubernetes, gke, ca-service, kms 중 하나를 쓰세요
error-no-length = { $text }: 기간이 아닙니다. 90m, 24h, 7d처럼 쓰세요
error-long-length = { $text }: 기간이 2만 년보다 깁니다
error-no-positive-length = { $text }: 기간은 0보다 커야 합니다
error-covers-form = SOURCE=FROM..TO 형식으로 쓰세요. 예: kms=2026-11-01..2026-11-21
error-covers-order = 시작 { $from }의 시각이 끝 { $to }보다 늦습니다
error-empty-window = 기간의 끝 { $to }의 시각이 시작 { $from }보다 늦지 않습니다. --from, --to, --since를 확인하세요
error-scan-hash = 16진수 8~64자리를 쓰세요
error-lake-io = { $path } 파일을 읽거나 쓸 수 없습니다
error-lake-table = { $path } 테이블을 읽거나 쓸 수 없습니다
error-lake-damaged = { $path } 손상됨: { $what }
error-lake-version = { $path } 파일은 credtrail { $tool } 버전이 팩트 버전 { $version }(으)로 썼습니다. 한 레이크의 팩트는 모두 한 버전이 써야 합니다
error-lake-no-plan = { $path } 폴더에 계획이 없습니다. `credtrail facts --plan` 명령어가 계획을 씁니다
error-lake-planned = 그사이 다른 프로세스가 계획에 { $path } 파일을 추가했습니다. 다시 계획하세요
error-lake-missing = 계획된 분할 { $count }개에 팩트가 없습니다. 그중 하나: { $first }. 팩트가 없으면 공백이 손상처럼 보입니다
error-lake-no-buckets = { $object }: 이 빌드는 버킷을 읽지 않습니다
error-object-changed = { $object } 객체가 목록을 만들 때와 다릅니다
error-object-exists = { $object } 객체가 이미 있습니다
error-object-file = 파일을 읽을 수 없습니다
error-lake-changed = { $path } 파일이 계획할 때와 다릅니다
error-lake-not-empty = { $path } 폴더가 비어 있지 않습니다
error-lake-no-split = 계획의 분할이나 조각이 아닙니다
error-bucket-name = 버킷 이름이 아닙니다. 영문 소문자, 숫자, 하이픈, 밑줄, 점만 쓸 수 있습니다
error-project-number = 프로젝트 번호입니다. 프로젝트 ID를 쓰세요. `gcloud projects describe NUMBER --format='value(projectId)'` 명령어로 알 수 있습니다
error-project-id = 프로젝트 ID가 아닙니다. acme-prod 또는 example.com:acme-prod처럼 영문 소문자, 숫자, 하이픈을 쓰세요
error-not-a-digest = { $expected }바이트의 다이제스트를 16진수나 base64로 쓰세요. 받은 것: { $length }자({ $found })
error-no-url = URL이 아닙니다. https://와 API의 호스트를 쓰세요
error-url-not-alone = 사용자와 쿼리 없이 기본 URL만 쓰세요. 누가 호출하는지는 액세스 토큰이 알려 줍니다
error-url-plain = 액세스 토큰이 암호화되지 않은 채 네트워크로 전송됩니다. https://를 쓰세요
error-url-scheme = { $scheme }:// 형식으로는 API를 호출할 수 없습니다. https://를 쓰세요
error-no-such-file = 이런 파일이 없습니다: { $path }
error-no-directory = 디렉터리가 아닙니다: { $path }

# 데이터베이스의 오류
error-database = { $path } 데이터베이스를 사용할 수 없습니다
error-no-database = 데이터베이스 { $path }: 없습니다. 경로를 확인하거나 `credtrail ingest` 또는 `credtrail pull`로 만드세요
error-other-database = { $path } 파일은 credtrail의 데이터베이스가 아닙니다
error-empty-database = { $path } 데이터베이스가 아직 비어 있습니다. `credtrail ingest` 또는 `credtrail pull`로 채우세요
error-newer-database = { $path } 데이터베이스는 더 새로운 버전의 credtrail이 썼습니다(스키마 { $version }). 그 버전을 사용하세요
error-older-database = { $path } 데이터베이스는 이전 버전의 credtrail이 썼습니다. `credtrail ingest`를 실행하면 업데이트됩니다
error-unsettled-database = 쓸 수 없는 곳에서는 { $path } 데이터베이스를 읽을 수 없습니다. 아직 반영되지 않은 변경이 { $path }-wal 파일에 있습니다. 두 파일을 다른 곳에 복사하세요
error-changed-database = { $path } 데이터베이스를 잠금 없이 읽는 동안 다른 프로세스가 썼습니다. 다시 실행하세요
error-damaged-database = 데이터베이스에 credtrail이 쓰지 않는 값이 있습니다: { $what }
error-full-database = 데이터베이스에 한 종류의 행이 40억 개 있어 더 추가할 수 없습니다. 새 데이터베이스를 시작하세요
error-sqlite = { $why }
error-schema = 스키마를 업데이트할 수 없습니다: { $why }
error-sqlite-busy = 다른 프로세스가 쓰고 있고 제때 끝나지 않았습니다. 다시 실행하세요
error-sqlite-cannot-open = 열 수 없습니다. 디렉터리가 없거나, 이 사용자에게 파일을 읽거나 디렉터리에 쓸 권한이 없습니다
error-sqlite-damaged = 손상되었습니다. 손상된 곳은 `credtrail fsck`로 알 수 있습니다
error-sqlite-file-system = 데이터베이스를 읽거나 쓰는 동안 파일 시스템에 오류가 발생했습니다
error-sqlite-full = 디스크나 할당량이 가득 찼습니다
error-sqlite-memory = 메모리가 부족합니다
error-sqlite-other = SQLite 데이터베이스가 아닙니다
error-sqlite-read-only = 쓸 수 없습니다. 이 사용자에게 파일이나 디렉터리에 쓸 권한이 없습니다
error-cannot-record = { $path } 데이터베이스: 보고한 것을 기록할 수 없어 --new가 새로운 것을 알 수 없습니다
error-spool = 기록할 것을 보관할 수 없습니다
error-ambiguous = { $beginning } 값으로 시작하는 식별자가 { $count }개 있습니다. 그중 하나를 쓰세요: { $named }
error-no-scan = 기록된 스캔이 없습니다. 두 개가 필요합니다. `credtrail scan`은 실행할 때마다 기록됩니다
error-one-scan = 기록된 스캔이 하나뿐입니다. 두 개가 필요합니다. `credtrail scan`은 실행할 때마다 기록됩니다
error-scan-order = { $before }번 스캔이 { $after }번 스캔보다 먼저가 아닙니다. 이전 스캔을 먼저 쓰세요
error-scan-unknown = { $id }번 스캔은 기록되지 않았습니다. 기록된 스캔은 `credtrail diff --list`로 볼 수 있습니다
error-list-form = 스캔 목록의 형식은 text 또는 json입니다. 페이지는 두 스캔을 비교합니다

# 입력의 오류
error-unreadable = { $path } 파일을 읽을 수 없습니다
error-read-again = { $path } 파일을 다시 읽을 수 없습니다
error-no-logs = 다음 입력에 로그 항목이 없습니다: { $inputs }. 내보낸 감사 로그(LogEntry, BigQuery 또는 로그 애널리틱스의 행, audit.k8s.io 이벤트)나 증거(PEM, DER, PKCS #7, JWT, JWKS, kubeconfig, Secret, TokenRequest, JSON 형식의 CA Service 인증서)를 그대로 또는 gzip이나 zstd로 압축하여 주세요
error-unread-more = {" "}외 { $more }개
error-unread-one = 읽지 못한 입력: { $names }. 나머지는 모두 읽었습니다. { $what_now }
error-unread-several = 입력 { $number }개를 읽지 못했습니다: { $names }{ $more }. 나머지는 모두 읽었습니다. { $what_now }
error-unread-what-now = 그것을 읽을 때까지 없는 기록은 끊김이 아니라 공백입니다. 로그 항목이 없는 입력이면 --dismiss PATH를 쓰세요
error-object-gone = 객체가 더 이상 없습니다
error-line-moved = { $path } 파일이 없습니다
error-line-unreadable = { $path } 파일을 읽을 수 없습니다: { $source }
error-line-changed = { $path } 파일의 그 위치에 다른 줄이 있습니다
error-subject-unreadable = 읽을 수 없습니다: { $name }
error-subject-large = { $name }: 인증서나 토큰으로는 너무 큽니다. 로그는 `credtrail ingest`로 읽습니다
error-trace-expected = 인증서, 인증서 서명 요청, 인증서 해지 목록(PEM, DER, PKCS #7), 토큰, 또는 그것이 든 kubeconfig, Secret, TokenRequest를 주세요
error-trace-nothing = { $name }: 찾아볼 수 있는 것이 없습니다. { $expected }
error-trace-secret = { $name }: 비공개 키 외에는 아무것도 없으며, 비공개 키는 읽지 않았습니다. { $expected }
error-trace-unread = { $why }. { $expected }
error-trace-unsupported = { $name }: { $what }. { $expected }

# 버킷의 오류
error-bucket = { $bucket }: { $advice }: { $message }
error-empty-bucket = { $bucket }에 객체가 없습니다. 접두사는 gs://bucket/cloudaudit.googleapis.com/처럼 디렉터리가 끝나는 곳에서 끝나야 합니다
error-bucket-thread = 버킷을 읽을 스레드를 시작할 수 없습니다
error-bucket-form = 버킷 주소가 아닙니다. gs://acme-audit-logs/cloudaudit.googleapis.com/처럼 gs://, s3://, az://, https://, file:// 뒤에 버킷과 접두사를 쓰세요
error-bucket-secret = 버킷 주소에는 사용자 인증 정보를 쓸 수 없습니다. AZURE_STORAGE_SAS_TOKEN이나 AWS_SECRET_ACCESS_KEY 같은 환경 변수에 설정하세요
error-bucket-401 = 저장소가 호출자를 알 수 없습니다. { $login }
error-bucket-403 = 읽을 권한이 없습니다. 부여할 권한: { $role }
error-bucket-404 = 이런 버킷이나 객체가 없습니다. 이름을 확인하고, 이 사용자 인증 정보로 볼 수 있는지 확인하세요
error-bucket-later = 지금은 읽을 수 없습니다. 끝까지 읽은 것은 보관되므로 같은 명령어를 다시 실행하세요
error-bucket-no-list = { $missing }. 목록을 제공하지 못하는 서버(WebDAV 없음)에서는 파일 하나씩만 읽을 수 있습니다
error-bucket-no-login = 사용자 인증 정보가 없습니다. { $login }
error-bucket-login-amazon = AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION을 설정하세요. 공개 버킷에는 AWS_SKIP_SIGNATURE=true를 설정하세요
error-bucket-login-azure = AZURE_STORAGE_ACCOUNT_NAME과 AZURE_STORAGE_ACCOUNT_KEY, 또는 AZURE_STORAGE_SAS_TOKEN을 설정하세요
error-bucket-login-google = `gcloud auth application-default login`을 실행하거나 GOOGLE_APPLICATION_CREDENTIALS에 서비스 계정 키를 지정하세요. 공개 버킷에는 GOOGLE_SKIP_SIGNATURE=true를 설정하세요
error-bucket-login-other = 로그인하지 않고 읽을 수 있는지 확인하세요
error-bucket-role-amazon = 버킷의 s3:ListBucket과 객체의 s3:GetObject
error-bucket-role-azure = 컨테이너의 Storage Blob Data Reader 역할
error-bucket-role-google = 버킷의 roles/storage.objectViewer(storage.objects.list와 storage.objects.get)
error-bucket-role-other = 읽기 권한

# Logging API의 오류
no-token-in-the-clear = 사용자 인증 정보 파일의 { $member }에 http:// 주소가 있어서 보안 비밀이 암호화되지 않고 전송될 수 있습니다
no-token-in-time = 2분 안에 응답이 없습니다
no-token-anywhere = 애플리케이션 기본 사용자 인증 정보와 메타데이터 서버가 없습니다
error-api-no-token = 액세스 토큰을 얻을 수 없습니다: { $why }. `gcloud auth application-default login`으로 로그인하거나, GOOGLE_APPLICATION_CREDENTIALS에 키를 지정하거나, --access-token-file 또는 CREDTRAIL_ACCESS_TOKEN으로 토큰을 주세요
error-api-token-file = { $path }에 액세스 토큰이 없습니다: { $problem }
error-api-no-line = 한 줄로 된 액세스 토큰이 없습니다
error-api-401 = API가 액세스 토큰을 받아들이지 않습니다(401). { $advice }
error-api-renew-file = 토큰은 1시간 동안 유효합니다. `gcloud auth print-access-token`으로 새 토큰을 파일에 쓰고 다시 가져오세요. 중단된 곳부터 계속됩니다
error-api-renew-login = `gcloud auth application-default login`으로 다시 로그인하거나, 서비스 계정과 그 키가 아직 있는지 확인하세요
error-api-renew-token = 토큰은 1시간 동안 유효합니다. `gcloud auth print-access-token`으로 새 토큰을 받아 다시 가져오세요. 중단된 곳부터 계속됩니다. 애플리케이션 기본 사용자 인증 정보의 토큰은 자동으로 갱신됩니다
error-api-403 = { $target }의 { $source } 로그를 읽을 권한이 없습니다(403: { $message }). { $role }
error-api-hidden = { $target }의 { $source } 로그에서 항목이 하나도 오지 않았고, 호출자에게 그곳의 데이터 액세스 로그를 읽을 권한이 없어({ $message }) 숨겨졌을 수 있습니다. { $role }
error-api-role = roles/{ $role } 역할이 필요합니다{ $why }. 표시된 것이 프로젝트 ID이면 다음 명령어로 부여할 수 있습니다: `gcloud projects add-iam-policy-binding { $project } --role=roles/{ $role } --member=WHO`
error-api-role-data-access = (데이터 액세스 로그이므로)
error-api-role-reads = (데이터 액세스에 속하는 읽기 호출에는 logging.privateLogViewer)
error-api-unusable = { $target }에 요청할 수 없습니다(403: { $message }). { $advice }
error-api-disabled = API를 사용 설정하세요: `gcloud services enable logging.googleapis.com --project={ $project }`
error-api-quota-project = 호출에 사용할 수 있는 프로젝트를 지정하세요: `gcloud auth application-default set-quota-project P` 또는 GOOGLE_CLOUD_QUOTA_PROJECT
error-api-scope = 다른 서비스용 토큰입니다. https://www.googleapis.com/auth/logging.read 또는 cloud-platform 범위가 필요합니다
error-api-404 = { $target } 프로젝트가 없습니다(404: { $message }). `gcloud projects list`에 나오는 프로젝트 ID를 쓰세요
error-api-400 = API가 { $target }에 대한 쿼리를 거부합니다(400: { $message }). 프로젝트 ID가 맞는지 확인하세요
error-api-page = API가 자체 페이지 토큰을 더 이상 받아들이지 않습니다: { $message }. 다시 가져오세요
error-api-429 = 호출이 너무 많습니다(429: { $message }). 다른 사용자도 이 프로젝트의 로그를 읽고 있습니다. 나중에 다시 가져오거나, 정책의 [pull]에서 calls-per-minute을 60보다 낮게 설정하세요
error-api-down = API에 오류가 발생했습니다({ $status }: { $message }). 나중에 다시 가져오세요. 중단된 곳부터 계속됩니다
error-api-unreachable = { $endpoint }에 연결할 수 없습니다: { $because }. 네트워크가 작동하는지, --endpoint가 맞는지 확인하세요
error-api-cut = 응답이 중간에 끊겼습니다: { $because }. 다시 가져오세요. 중단된 곳부터 계속됩니다
error-api-too-large = { $endpoint }의 응답을 읽을 수 없습니다: { $problem }. Logging API가 맞는지 확인하세요
error-api-endless = API가 { $target }의 감사 설정 변경을 끝없이 보냅니다. 나중에 다시 가져오세요
error-api-strange = { $endpoint }의 응답은 Logging API의 응답이 아닙니다({ $problem }). --endpoint가 /v2를 뺀 기본 URL인지 확인하세요
error-api-order = API가 순서에 맞지 않게 응답하여({ $before } 다음에 { $now }) 어디까지 응답했는지 알 수 없습니다. --endpoint가 Logging API인지 확인하세요
error-api-stuck = API가 { $at } 시점의 페이지 토큰에서 더 나아가지 않습니다. 다시 가져오세요
error-api-idle = 여러 페이지가 이어지는 동안 { $at } 이후의 항목이 하나도 오지 않았습니다. 다시 가져오세요. 그곳부터 계속됩니다
error-archive = --save: { $path }에서 읽거나 쓸 수 없습니다

# 로그 가져오기
error-no-pull = { $flag } 옵션은 가져올 곳을 지정합니다. --pull도 함께 쓰세요
error-pull-project = 프로젝트를 알 수 없습니다. 클러스터의 프로젝트를 --project로, 또는 정책의 [pull]에 project = "…" 형식으로 지정하세요
error-pull-nothing = 가져올 것이 없습니다. 모든 로그가 범위 밖입니다
error-pull-window = 가져올 것이 없습니다. --from { $from }의 시각이 { $to }보다 앞서지 않습니다
error-pull-token = { $variable }에 액세스 토큰이 없습니다. `gcloud auth print-access-token`으로 출력할 수 있습니다
error-pull-token-text = { $variable }에 액세스 토큰이 없습니다
error-pull-failed = 로그 { $all }개 중 { $count }개를 가져오지 못했습니다. 이유는 위에 있습니다: { $names }
error-pull-log = { $log }
pull-log = { $target }의 { $source } 로그
pull-failed = { $log }: { $fault }
pull-of-log = { $log }: { $text }
pull-again = { $fault }. { $seconds }초 후에 다시 시도합니다
pull-before = { $log }: { $from }까지 이미 가져왔습니다
pull-done = { $log }: { $from }부터 { $to }까지, 항목 { $entries }개, 관련 { $relevant }개, 이미 아는 것 { $known }개, 거부 { $rejected }개
pull-first = 로그 { $all }개 중 { $new }개는 가져온 적이 없습니다. { $days } 전인 { $from }부터 가져옵니다. 다른 곳에서 시작하려면 --from을 쓰세요
pull-kept = { $log }: 알려진 보관 기간은 { $kept }이므로 { $oldest } 이전에 대해서는 없다는 것을 증명하지 못합니다. 더 정확한 값은 정책의 [retention]에 쓰세요
pull-hidden = 데이터 액세스 항목이 하나도 오지 않았고, { $target }의 _Default 버킷에 있는 _AllLogs 뷰가 응답하지 않아 호출자가 볼 수 있는지 알 수 없습니다. 이 기간은 아무것도 증명하지 않으며, 다음에 가져올 때 다시 요청합니다. `gcloud logging buckets list --project={ $project }`로 로그가 보관된 곳을 확인하고 내보낸 로그를 `credtrail ingest`로 읽거나, roles/logging.privateLogViewer가 있는 사용자로 키가 사용된 기간을 가져오세요
pull-never = 항목이 하나도 없었습니다. { $target } 프로젝트가 클러스터의 프로젝트인지, 클러스터가 제어 영역 권한을 사용하는지 확인하세요
pull-never-data-access = 항목이 하나도 없었습니다. 이 프로젝트의 키나 CA 풀이 사용되었다면 데이터 액세스 감사 로그가 꺼져 있는 것입니다. { $target }에서 { $service } 서비스의 { $log_types } 로그를 사용 설정하세요: https://console.cloud.google.com/iam-admin/audit?project={ $project }. 기록되지 않은 것은 나중에 얻을 수 없습니다. 그렇지 않다면 키와 풀은 다른 프로젝트에 있으므로 --key-project를 쓰세요. 항목이 올 때까지 이 로그는 아무것도 증명하지 않습니다.
pull-reads-hidden = 읽기 호출의 항목이 하나도 오지 않았고 호출자에게 읽기 호출을 볼 권한이 없어({ $message }), 읽기만 한 사용자 인증 정보는 사용되지 않은 것처럼 보입니다. 볼 수 있는 권한을 부여하세요: `gcloud projects add-iam-policy-binding { $project } --role=roles/logging.privateLogViewer --member=WHO`
pull-switched-off = { $log }: 데이터 액세스 설정이 전체 또는 일부 구성원에 대해 꺼졌습니다. 꺼진 시각: { $since }. 다시 켜진 시각: { $until }({ $target }의 SetIamPolicy). 그 사이의 시간은 아무것도 증명되지 않습니다
pull-off-before = 그 이전
pull-off-since = { $off }
pull-off-still = 없음
pull-on-again = { $on }
pull-fault-busy = 호출이 너무 많습니다(429)
pull-fault-down = API에 오류가 발생했습니다({ $status })
pull-fault-unreachable = { $endpoint }에 연결할 수 없습니다
pull-fault-cut = 응답이 중간에 끊겼습니다

# Cloud KMS의 오류
error-kms-refused = Cloud KMS가 거부했습니다({ $status }: { $message }). { $advice }
error-kms-401 = `gcloud auth print-access-token`으로 새 액세스 토큰을 받거나 다시 로그인하세요
error-kms-403 = 키에 대한 roles/cloudkms.signerVerifier 역할이 필요합니다
error-kms-404 = 키 버전의 전체 이름이 맞는지 확인하세요
error-kms-disabled = 키 버전이 사용 설정되어 있고 용도가 ASYMMETRIC_SIGN인지 확인하세요
error-kms-down = Cloud KMS에 오류가 발생했습니다({ $status }: { $message }). 나중에 다시 실행하세요
error-kms-unreachable = Cloud KMS에 연결할 수 없습니다: { $why }
error-kms-damaged = Cloud KMS의 응답이 손상되었습니다: { $why }
error-kms-algorithm = 이 키의 알고리즘은 { $name }입니다. 보고서에는 EC_SIGN_P256_SHA256과 EC_SIGN_ED25519로 서명할 수 있습니다
error-kms-key = Cloud KMS의 공개 키를 사용할 수 없습니다
error-kms-too-long = { $bytes }바이트는 최대 64KiB인 EC_SIGN_ED25519 키로 서명하기에 너무 큽니다. EC_SIGN_P256_SHA256 키를 사용하세요
error-kms-key-name = { $name } 키를 사용할 수 없습니다

# 키와 서명의 오류
error-private-key = { $path } 비공개 키를 사용할 수 없습니다
error-public-key = { $path } 공개 키를 사용할 수 없습니다
error-key-not-pem = PEM 형식(RFC 7468)의 키가 없습니다
error-key-label = "{ $expected }"여야 하지만 "{ $found }"입니다{ $advice }
error-key-encrypted = . `openssl pkcs8 -in KEY`로 복호화하세요
error-key-pkcs8 = . `openssl pkcs8 -topk8 -nocrypt -in KEY`로 변환하세요
error-key-private = . 비공개 키의 공개 키는 `openssl pkey -in KEY -pubout`으로 출력할 수 있습니다
error-key-public = . 공개 키로는 서명할 수 없습니다
error-key-kind = Ed25519 키도 ECDSA P-256 키도 아닙니다
error-key-damaged = 키가 손상되었습니다
error-key-cannot-sign = 이 키로 서명할 수 없습니다
error-key-mode = 다른 사용자가 읽거나 바꿀 수 있습니다(모드 { $mode }). `chmod 600`을 실행하세요
error-envelope-malformed = credtrail의 서명된 진술이 아니거나 변경되었습니다
error-envelope-payload = 서명된 것이 다른 종류입니다
error-envelope-untrusted = 주어진 키가 아닌 { $key } 키로 서명되었습니다
error-envelope-forged = 서명이 이 내용에 대한 { $key } 키의 서명이 아닙니다
error-chain-statement = 서명되었지만 credtrail의 보고서가 아닙니다
error-chain-first = 이전 보고서가 없다고 되어 있지만, 앞에 { $met }번 스캔의 서명된 보고서가 있습니다
error-chain-unlinked = { $scan }번 스캔의 서명된 보고서(SHA-256 { $hash }) 다음이라고 되어 있지만, 바로 앞에 있는 것은 { $met }번 스캔의 서명된 보고서입니다
error-sign-form = 서명은 JSON 보고서에 대한 것입니다. --signed-report로 쓸 곳을 지정하거나 --format json을 쓰세요
error-sign-one-file = 보고서와 서명을 같은 곳에 쓸 수 없습니다: { $which }. --output 또는 --signature로 다른 파일을 지정하세요
error-sign-overtaken = 그동안 이 데이터베이스의 다른 스캔이 보고서에 계속 서명했습니다. 나중에 다시 실행하세요
error-sign-standard = 표준 출력
error-sign-twice = 보고서가 JSON이고 그 자체에 서명하므로 --signed-report를 빼세요
error-sign-written = 서명을 이미 썼습니다
error-unsigned = 보고서는 썼지만 서명하지 못했습니다
error-unsigned-unread = 보고서를 읽는 프로그램이 끝나서 서명하지 않았습니다
error-bundle-no-directory = { $path }: 디렉터리가 아닙니다. 묶음에는 전용 디렉터리가 필요합니다
error-bundle-not-empty = { $path }: 비어 있지 않습니다. 묶음에는 전용 디렉터리가 필요합니다
error-bundle-of-several = 묶음은 사용자 인증 정보 하나에 대한 것인데 { $count }개를 찾았습니다: { $names }
error-reach-form = 도달 범위는 text 또는 json으로 출력할 수 있습니다
error-ancestry-form = 요청 경로는 text 또는 json으로 출력할 수 있습니다

# 정책의 오류
error-policy-file = { $path } 정책을 읽을 수 없습니다
error-policy-place = { $line }번째 줄, { $column }번째 열: { $problem }
error-policy-many = { $path }: 오류가 { $count }개 있고 더 있을 수 있습니다
error-policy-several = { $path }: 오류가 { $count }개 있습니다
error-policy-none = --policy-key에는 서명된 정책이 필요하지만 정책이 없습니다
error-policy-signature = { $path } 정책이 --policy-key의 키로 서명되어 있지 않습니다
error-policy-unsigned = { $path } 정책이 서명되어 있지 않습니다. { $signature } 파일이 없습니다. `credtrail policy sign`으로 쓰세요
error-in-policy = { $path }:{ $line }:{ $column }: { $problem }
policy-problem-project-number = 프로젝트 번호입니다. 프로젝트 ID를 쓰세요. `gcloud projects describe NUMBER --format='value(projectId)'` 명령어로 알 수 있습니다
policy-problem-project-id = 프로젝트 ID가 아닙니다. acme-prod 또는 example.com:acme-prod처럼 영문 소문자, 숫자, 하이픈을 쓰세요
policy-problem-projects = projects: { $text }: 프로젝트 번호가 아닙니다. { $expected } 형식으로 쓰세요
policy-problem-cluster-name = { $text }: 클러스터 이름이 아닙니다. { $expected } 형식으로 쓰세요
policy-problem-pool-name = { $text }: CA 풀 이름이 아닙니다. { $expected } 형식으로 쓰세요
policy-problem-key-name = { $text }: 키 버전 이름이 아닙니다. { $expected } 형식으로 쓰세요
policy-problem-algorithm = { $text }: 서명 알고리즘이 아닙니다. 다음 중 하나를 쓰세요: { $expected }
policy-problem-code = { $text }: 이런 발견 항목이 없습니다. 다음 중 하나를 쓰세요: { $expected }
policy-problem-public-key = 공개 키가 아닙니다. `gcloud kms keys versions get-public-key`가 출력하는 PEM을 쓰세요
policy-problem-expired = 정책의 마지막 날 { $day } 날짜가 지났습니다. 정책을 검토하고 더 늦은 날짜를 쓰세요
policy-problem-day = { $text }: 날짜가 아닙니다. 2027-01-31처럼 쓰세요
policy-problem-empty = 비워 둘 수 없습니다
policy-problem-too-far = { $count }일보다 먼 날짜는 쓸 수 없습니다. 가장 늦은 날짜: { $day }
policy-problem-cluster-twice = { $name } 클러스터가 두 번 있습니다
policy-problem-unverified-key = { $name } 키는 토큰에 서명하지만 검증 키 목록에 없습니다
policy-problem-pool-of-both = { $name } 풀은 클러스터용인데 [workload]에도 있습니다
policy-problem-no-fields = { $field }: 알 수 없는 필드입니다. 여기에는 필드가 없습니다
policy-problem-unknown-of = { $field }: 알 수 없는 필드입니다. 다음 중 하나를 쓰세요: { $expected }
policy-problem-unknown = { $field }: 알 수 없는 필드입니다. 쓸 수 있는 것: { $expected }
policy-problem-missing = { $field } 필드가 없습니다
policy-problem-twice = 같은 키가 두 번 있습니다
policy-problem-twice-field = { $field } 필드가 두 번 있습니다
policy-problem-type = 값의 유형이 잘못되었습니다. 있는 것: { $found }, 필요한 것: { $expected }
policy-problem-value = 값이 잘못되었습니다. 있는 것: { $found }, 필요한 것: { $expected }
policy-problem-no-value = 키에 값이 없습니다. 필요한 것: { $expected }
policy-problem-unquoted = 문자열은 따옴표로 묶어야 합니다. 필요한 것: { $expected }
policy-problem-empty-key = 따옴표 없는 키는 비워 둘 수 없습니다. 쓸 수 있는 것: { $expected }
policy-problem-open-array = 배열이 닫히지 않았습니다. 필요한 것: { $expected }
policy-problem-open-table = 테이블 이름이 닫히지 않았습니다. 필요한 것: { $expected }
policy-problem-basic-string = 큰따옴표 문자열이 잘못되었습니다. 필요한 것: { $expected }
policy-problem-literal-string = 작은따옴표 문자열이 잘못되었습니다. 필요한 것: { $expected }
policy-problem-boolean = 불리언 값이 잘못되었습니다. 필요한 것: { $expected }
policy-problem-date = 날짜가 잘못되었습니다. 필요한 것: { $expected }
policy-problem-literal = 작은따옴표 문자열
policy-problem-a-sequence = 배열
policy-problem-sequence = 배열
policy-problem-a-map = 테이블
policy-problem-map = 테이블
policy-problem-table = { $name } 테이블
policy-problem-a-boolean = true 또는 false
policy-problem-a-date = 따옴표 없는 TOML 날짜
policy-problem-positive = 1 이상의 정수
policy-problem-key = 키 버전 이름, 또는 name, from, until이 있는 테이블
policy-problem-characters = 영문자, 숫자, `-`, `_`
policy-problem-string = 문자열 { $text }
policy-problem-integer = 정수 { $text }
policy-problem-float = 소수 { $text }
policy-problem-of-boolean = 불리언 { $text }
policy-sound = { $path }: 올바릅니다. { $clusters }, { $suppressions }, sha256 { $hash }
policy-clusters = 클러스터 { $count }개
policy-one-cluster = 클러스터 1개
policy-suppressions = 숨김 규칙 { $count }개
policy-one-suppression = 숨김 규칙 1개
notice-policy = 판정에 사용한 정책: { $path }

# 키 세트로 토큰 검증하기
error-jwks-no-token = --jwks는 토큰을 검증합니다. 토큰이 든 파일이나, 표준 입력을 뜻하는 -를 주세요
error-jwks-unreadable = { $place }: 읽을 수 없습니다. 키 세트(JWKS) 파일이나 URL을 주세요
error-jwks-no-set = { $place }: 키 세트가 아닙니다. 클러스터의 /openid/v1/jwks에서 받는, "keys"가 있는 JSON을 주세요
error-jwks-empty = { $place }: 토큰을 검증할 수 있는 공개 키가 없습니다. 클러스터의 /openid/v1/jwks가 맞는지 확인하세요
error-jwks-no-url = --jwks: URL이 아닙니다. https://…/openid/v1/jwks 형식으로 쓰세요
error-jwks-plain = --jwks: 보호되지 않은 연결로 받은 키는 아무것도 증명하지 않습니다. https://를 쓰거나, 이 머신(kubectl proxy)이면 http://를 쓰세요
error-jwks-by-hand = `kubectl get --raw /openid/v1/jwks > jwks.json`으로 받아서 --jwks jwks.json을 쓰세요
error-jwks-unreached = { $place }에 연결할 수 없습니다. { $by_hand }
error-jwks-forbidden = { $place }: 키를 누구에게나 제공하지는 않습니다({ $answer }). { $by_hand }. 또는 system:service-account-issuer-discovery를 system:unauthenticated에 바인딩하세요
error-jwks-redirected = { $place }의 응답: { $answer }. 응답이 가리키는 주소를 쓰세요. 또는 { $by_hand }
error-jwks-refused = { $place }의 응답: { $answer }. 경로가 /openid/v1/jwks인지 확인하세요. 또는 { $by_hand }
error-jwks-large = { $place }의 응답이 1MiB보다 큽니다. 키 세트가 아닙니다
error-jwks-late = { $place }: 제때 응답하지 않습니다. { $by_hand }
jwks-holds = 서명이 검증되었습니다. { $place }의 { $key } 키로 만든 서명입니다. { $matched }
jwks-fails = 서명이 검증되지 않았습니다. { $place }의 { $key } 키로 만든 서명이 아니며, 위조되었거나 손상된 토큰입니다
jwks-no-such-key = 서명을 검증하지 못했습니다. 토큰은 { $named } 키를 지정하지만 { $place }에 이 키가 없습니다. 순환으로 사라진 키이거나, 다른 클러스터의 키 세트입니다
jwks-other-key = 서명을 검증하지 못했습니다. 토큰은 { $named } 키를 지정하지만 { $place }에 이 키가 없습니다. 이 키 세트의 { $other } 키로 만든 서명이지만 API 서버는 이름으로만 키를 고릅니다. 토큰을 발급한 클러스터의 키 세트인지 확인하세요
jwks-cannot = 서명을 검증할 수 없습니다: { $why }. 토큰에 문제가 있다는 뜻은 아닙니다
jwks-none = 서명을 검증하지 못했습니다. 토큰은 키를 지정하지 않고, { $place }의 어느 키로도 만든 서명이 아닙니다. 토큰을 발급한 클러스터의 키 세트인지 확인하세요
jwks-unsigned = 서명을 검증하지 못했습니다. 주어진 토큰에 서명이 없습니다. 토큰의 세 부분을 모두 주세요
jwks-of-token = { $token }: { $text }
jwks-token-without-id = ID가 없는 토큰
jwks-key-of-policy = 정책에 따르면 { $version } 버전입니다
jwks-no-policy = 정책에 [public-keys]가 있으면 키 버전과 맞춰 볼 수 있습니다
jwks-other-policy = 정책의 [public-keys]에 없는 키입니다

# VM의 오류
error-vm-place = { $place }: { $problem }
error-vm-elsewhere = { $what }. 거기에서는 아무것도 읽지 않았습니다(unexpected-files)
error-vm-no-certificate = { $place }: 인증서가 없습니다
error-vm-refused = { $place }: 인증서가 없습니다. Compute Engine이 VM의 구성에서 보고한 오류: { $refusals }
error-vm-answer = { $url }의 응답 { $status }: { $explanation }
error-vm-unreachable = { $url }: { $problem }. Compute Engine의 VM인지 확인하세요. 다른 메타데이터 서버는 GCE_METADATA_HOST로 지정합니다
error-vm-403 = 서버가 전달된 요청이나 Metadata-Flavor가 없는 요청을 거부합니다
error-vm-404 = 이 VM은 관리형 워크로드 아이덴티티를 지원하지 않거나 그렇게 구성되지 않았습니다. enable-workload-certificate=true와 파트너 메타데이터(CONFIGS.json)를 설정하거나 --identity로 VM을 만드세요
error-vm-412 = 이 VM에는 관리형 워크로드 아이덴티티가 구성된 적이 없습니다. 파트너 메타데이터(CONFIGS.json)를 설정하거나 --identity로 VM을 만드세요
error-vm-down = 메타데이터 서버에 오류가 발생했습니다
error-vm-said = { $means } ({ $reply })
error-vm-cut = 응답이 중간에 끊겼습니다
error-vm-late = { $seconds }초 안에 응답하지 않았습니다
error-vm-not-asked = 요청할 수 없습니다: { $why }
error-vm-not-reached = 연결할 수 없습니다
error-vm-large-answer = 1MiB보다 큽니다. 사용자 인증 정보가 아닙니다
error-vm-too-large = 1MiB보다 큽니다. 사용자 인증 정보가 아닙니다
error-vm-no-answer = 메타데이터 서버의 응답이 아닙니다: { $why }
error-vm-no-bundle = trust_domains마다 SPIFFE 번들이 있어야 합니다: { $why }
error-vm-no-directory = certificates.pem이 있는 디렉터리나 메타데이터 서버의 응답을 주세요
error-vm-no-file = 파일이 아닙니다
error-vm-pem = 메타데이터 서버의 응답이 아니라 PEM 파일입니다. 파일이 있는 디렉터리를 지정하세요
error-vm-replaced = 그동안 다른 파일로 바뀌었습니다. 다시 실행하세요
error-vm-host = --host: 슬래시가 없는 VM 이름을 쓰세요
error-serial-output = { $path } 직렬 포트 출력을 읽을 수 없습니다
error-configuration = { $place } 구성을 읽을 수 없습니다
error-configuration-encoding = { $place } 구성이 UTF-8도 UTF-16도 아닙니다
error-configuration-unsound = { $place }: 올바른 구성이 아닙니다: { $problems }
error-seen-unreadable = 관찰한 인증서를 읽을 수 없습니다

# 서버와 알림의 오류
error-serve-no-token = { $address } 주소는 다른 머신에서 접속할 수 있으므로 토큰이 필요합니다: `openssl rand -hex 32 > token`을 실행하고 --token-file token을 쓰세요
error-serve-listen = { $address }에서 연결을 기다릴 수 없습니다
error-token-file = { $path } 토큰 파일을 사용할 수 없습니다
error-token-large = { $path } 토큰 파일: 토큰으로는 너무 큽니다
error-token-short = 토큰이 24자보다 짧습니다. `openssl rand -hex 32`로 만드세요
error-token-characters = 토큰에 영문자, 숫자, -._~+/= 이외의 문자가 있습니다
error-not-notified = { $address }에 알리지 못했습니다. 빠진 내용은 다음 스캔이 알립니다
error-notify-address = --notify: 웹훅의 주소 https://…를 쓰세요
error-notify-empty = 웹훅의 보안 비밀이 비어 있습니다
error-notify-gone = . 주소가 완전하고 아직 유효한지 확인하세요
error-notify-moved = . 응답이 가리키는 주소를 쓰세요
error-notify-plain = --notify: 이 주소로는 암호화되지 않은 채 네트워크로 전송됩니다. https://를 쓰거나, 이 머신이면 http://를 쓰세요
error-notify-refused = 응답: { $status }{ $advice }
error-notify-routing-key = --notify-format pagerduty: 라우팅 키가 든 파일을 --notify-secret으로 지정하거나 { $variable } 변수를 설정하세요
error-notify-scheme = --notify: https:// 주소가 아닙니다
error-notify-secret = --notify-secret: { $path } 파일을 읽을 수 없습니다
error-notify-unrecorded = 이 스캔이 기록되지 않아 바뀐 것을 알 수 없습니다

# 표준 오류에 알리는 것
given-on-input = 표준 입력으로 받은 것
given-written-out = 이 토큰 또는 인증서
notice-unknown = 아는 것이 없습니다: { $what }{ $named }{ $hint }
notice-short-beginning = {" "}(식별자의 앞부분은 4자 이상이어야 합니다)
notice-left-out = 묶음에서 제외됨: { $receipt }: { $reason }
notice-not-encrypted = 연결이 암호화되지 않습니다. 이 포트 앞에 인증서가 있는 프록시를 두세요
notice-private-key = { $name }: 비공개 키가 있어 읽지 않았습니다(줄 { $lines }). 비공개 키는 증거에 두지 마세요
notice-private-key-saved = { $places }: 비공개 키가 있어 읽지 않았습니다. 응답을 저장할 때 privateKeyPem을 빼세요
notice-dismissed = { $name }: { $form }. 무시하도록 지정되어 건너뜀
notice-not-read = { $name }: 읽지 않았습니다({ $form }). 그 안의 내용을 다른 형식으로 읽힌 다음 이 파일을 무시하도록 지정하세요. 그때까지 없는 기록은 끊김이 아니라 공백이고, scan과 replay는 0으로 끝날 때 3으로 끝납니다. 로그 항목이 없거나 모두 다른 곳에서 읽은 파일이면 `ingest --dismiss PATH`를 쓰세요
notice-object = { $name }: 객체 { $number }개, 이전에 읽은 것 { $known }개
notice-objects = { $name }: 객체 { $number }개, 이전에 읽은 것 { $known }개
notice-recorded = { $scan }번 스캔으로 기록됨, { $hash }
notice-recorded-beside = { $scan }번 스캔이 기록되었지만 아직 데이터베이스 옆의 로그에만 있습니다
notice-unrecorded = 이 스캔은 기록되지 않았습니다
notice-signals = 신호를 받으면 임시 파일이 남을 수 있습니다
notice-thread-failed = 위에 나온 대로 스레드가 실패하여 계속할 수 없습니다
listing-log = { $form }, 항목 { $read }개, 관련 { $relevant }개, 거부 { $rejected }개
listing-evidence = 증거
listing-evidence-file = { $form }, 거부 { $rejected }개
listing-known = 이전에 읽음
listing-known-as = { $before } 이름으로 이전에 읽음
listing-foreign = 건너뜀
listing-passed-over = { $form }, 건너뜀
listing-no-log = 로그가 아님, 건너뜀
listing-not-read = { $form }, 읽지 않음
listing-other-forms = 다른 형식
listing-more = 그 외 { $count }개(-v를 쓰면 이름이 나옵니다):
listing-kind = {"  "}{ $kind }: { $files }{ $entries }{ $rejected }
listing-file = 파일 1개
listing-files = 파일 { $count }개
listing-entries = , 항목 { $entries }개, 관련 { $relevant }개
listing-rejected = , 거부 { $rejected }개

# 서명된 보고서의 검증
signed-sound = 정상  { $file }: { $began }의 { $number }번 스캔, 키 { $key }
signed-same = {"  "}{ $report }: 서명된 그 보고서입니다
signed-missing = {"  "}{ $report }: 여기에 없어 확인하지 않았습니다
signed-replaced = {"  "}{ $report }: 나중 스캔의 보고서이므로 확인하지 않았습니다
signed-broken = 끊김 { $file }: { $problem }
signed-first = 첫 번째 보고서는 { $scan }번 스캔의 서명된 보고서 다음이지만, 그 보고서는 주어지지 않았습니다.
signed-none = 이 보고서에 대한 서명이 없습니다
signed-other = 옆에 있는 { $report } 파일은 서명된 그 보고서가 아닙니다

# 순환 이력
rotation = 순환
rotation-of = { $head }: { $identity }
rotation-on = {"  "}{ $host }에서
rotation-unseen = {"  "}어느 VM에서도 보이지 않음
rotation-seen = 관찰: { $when }
rotation-good = 유효 기간: { $from }부터 { $to }까지
rotation-good-for = 유효 기간: { $from }부터 { $to }까지, { $span }
rotation-unknown-time = 알 수 없는 시각
rotation-ended = 오래됨(STALE): 유효 기간이 끝나고 { $by } 후에 관찰됨
rotation-succeeded = 오래됨(STALE): 다음 인증서가 나오고 { $by } 후에 관찰됨
rotation-gap = 공백(GAP): 다음 인증서까지 { $by }
rotation-overlap = 다음 인증서와 { $by } 겹침

# 데이터베이스에 영어로 저장된 것: 읽지 못한 이유
stored-cut-text = 잘린 JSON: 문자열 안에서 줄이 끝납니다
stored-cut-input = 잘린 JSON: { $inside } 안에서 입력이 끝납니다
stored-cut-object = 잘린 JSON: 객체 안에서 텍스트가 끝납니다
stored-not-json = JSON이 아님: 줄의 첫 글자 { $found }, 필요한 것: { $expected }
stored-broken-json = 깨진 JSON: 발견한 것 { $found }, 필요한 것: { $expected }
stored-no-record = 기록이 아님: 요소의 첫 글자 { $found }, 필요한 것: { $expected }
stored-too-long = 기록이 16MiB보다 깁니다
stored-too-deep = 기록이 10,240단계보다 깊이 중첩되어 있습니다
stored-not-utf8 = { $byte }번째 바이트에서 UTF-8이 아닙니다
stored-no-escape = { $byte }번째 바이트에서 JSON이 아닙니다. 문자열에 이런 이스케이프는 없습니다
stored-not-json-at = { $byte }번째 바이트에서 JSON이 아닙니다
stored-array = 객체가 아니라 배열입니다
stored-unusable = { $byte }번째 바이트에서 사용할 수 없는 JSON입니다. 키가 중복되거나 너무 깊이 중첩되어 있습니다
stored-not-base64 = message.data: 로그 항목의 base64가 아닙니다
stored-no-entry = 로그 항목이 아닌 객체입니다. protoPayload, protopayload_auditlog, proto_payload.audit_log 또는 audit.k8s.io 이벤트가 있어야 합니다
stored-not-decoded = protoPayload가 디코딩되지 않아 서비스와 메서드가 없습니다. Cloud Logging이 내보내는 AuditLog 필드가 있어야 합니다
stored-envelopes = 봉투가 { $count }개보다 많이 겹쳐 있습니다
stored-omitted = 이 로그에서 읽지 못한 줄 { $count }개 더. 하나씩 보관하지 않고 세기만 했으며, 첫 번째 줄이 여기입니다
stored-nothing-read = 이 입력에서 아무것도 읽지 못했습니다: { $why }. 읽히거나, 로그 항목이 없다면 `ingest --dismiss PATH`를 실행하세요
stored-then-dismiss = { $why }. 그 안의 내용을 다른 형식으로 읽힌 다음 이 파일을 무시하도록 지정하세요
stored-ahead = 진행 중이거나 중단된 읽기에서 아직 읽지 않은 입력입니다
stored-cut-pem = 잘린 PEM: { $label } 블록의 끝이 없습니다
stored-expected-base64 = base64가 아닙니다
stored-cut-base64 = 잘리거나 손상된 base64입니다
stored-other-base64 = 인증서나 토큰이 아닌 base64입니다
stored-no-key-set = JSON 웹 키 세트가 아닙니다
stored-unusable-keys = 키 세트에 사용할 수 없는 키가 있습니다: { $keys }
stored-behind-der = DER 객체 뒤에 DER이 아닌 것이 있습니다
stored-der-unreadable = 읽을 수 없는 { $kind }(DER)
stored-digest = { $lengths }바이트의 16진수나 base64가 아닙니다. 받은 것: { $length }자({ $found })
stored-id = X509SHA256=<16진수 64자리>나 JTI=<ID>가 아닙니다: { $found }
stored-missing = { $field }: 값이 없습니다. 필요한 것: { $expected }
stored-expected-pem = PEM 인증서가 아닙니다
stored-expected-base64-pem = PEM 인증서의 base64가 아닙니다
stored-expected-object = 객체가 아닙니다
stored-expected-code = 코드가 있는 객체가 아닙니다
stored-database = 데이터베이스입니다. --db로 지정하세요
stored-beside-database = SQLite가 데이터베이스 옆에 두는 파일
stored-page = HTML 또는 XML 페이지
stored-zip = ZIP 보관 파일. 압축을 푸세요
stored-zip-parts = 여러 부분으로 나뉜 ZIP 보관 파일. 합친 다음 압축을 푸세요
stored-archive = { $kind } 보관 파일. 압축을 푸세요
stored-packed-twice = { $program } 프로그램으로 두 번 압축됨. 한 번 푸세요
stored-packed = { $program } 프로그램으로 압축됨. 압축을 푸세요
stored-table = Parquet 테이블. JSON으로 내보내세요
stored-avro = Avro 테이블. JSON으로 내보내세요
stored-utf32 = UTF-32 텍스트. 변환하세요: iconv -f UTF-32 -t UTF-8
stored-field = { $field }: { $problem }
stored-a-string = 문자열
stored-an-object = 객체
stored-an-array = 배열
stored-a-value = 값
stored-a-key = 키
stored-a-bracket = 닫는 괄호
stored-byte = 바이트 0x{ $hex }
stored-a-certificate = 인증서
stored-a-request = 인증서 서명 요청
stored-a-list = 인증서 해지 목록
stored-a-public-key = 공개 키
stored-a-private-key = 비공개 키
stored-certificate-name = 인증서 이름
stored-version-name = 키 버전 이름
stored-request-id = 요청 ID
stored-hex = 16진수 { $count }자리
stored-or = { $one } 또는 { $other }

# 데이터베이스에 영어로 저장된 것: 파일의 형식
stored-form-event-in-payload = jsonPayload의 audit.k8s.io 이벤트(읽지 않음)
stored-form-bigquery = BigQuery 행
stored-form-analytics = 로그 애널리틱스 행
stored-form-event = audit.k8s.io 이벤트
stored-form-page = entries.list 페이지
stored-form-message = Pub/Sub 메시지
stored-form-cluster = 클러스터 설명
stored-form-object = Kubernetes 객체
stored-form-nothing = 로그 항목 없음
stored-form-unreadable = 읽을 수 있는 것 없음
stored-form-of-cluster = { $cluster } 클러스터의 { $form }
stored-form-with = { $form }({ $contents })
stored-form-certificate = 인증서 1개
stored-form-certificates = 인증서 { $count }개
stored-form-request = 인증서 서명 요청 1개
stored-form-requests = 인증서 서명 요청 { $count }개
stored-form-list = 인증서 해지 목록 1개
stored-form-lists = 인증서 해지 목록 { $count }개
stored-form-token = 토큰 1개
stored-form-tokens = 토큰 { $count }개
stored-form-key = 공개 키 1개
stored-form-keys = 공개 키 { $count }개
stored-gzip-trailer = gzip(뒤에 gzip이 아닌 { $count }바이트가 있어 읽지 않음)
# doctor
doctor-ancestry = { $scope } 위에 있는 폴더와 조직(감사 설정, 싱크, 거부 정책이 있을 수 있음)
doctor-authority = { $cluster }: 제어 영역 권한 사용 중
doctor-bucket = { $bucket }의 보존 기간
doctor-cluster-absent = { $scope }에서 클러스터 { $cluster } 찾지 못함
doctor-clusters = { $scope }에 있는 클러스터
doctor-default-sink = { $scope }의 _Default 싱크가 로그 { $logs } 항목을 보내며, 이를 걸러 낼 수 있는 제외 필터가 없습니다
doctor-default-sink-narrowed = { $scope }의 _Default 싱크 필터 때문에 로그 { $logs } 항목의 전부 또는 일부가 걸러질 수 있어 `pull` 명령어가 받지 못할 수 있습니다: { $filter }
doctor-denied = { $scope }의 거부 정책 { $policy }: 역할과 관계없이 { $principals }의 { $permissions } 권한을 거부합니다
doctor-denied-but = { $scope }의 거부 정책 { $policy }: 역할과 관계없이 { $principals }의 { $permissions } 권한을 거부합니다. 예외: { $excepted }
doctor-deny-policies = { $scope }의 거부 정책
doctor-doubted = 그 기록은 { $log }에서 읽지 못한 줄일 수 있습니다({ $place })
doctor-excluded = { $scope }의 싱크 { $sink }에 있는 제외 필터 { $exclusion } 때문에 로그 { $logs } 항목이 걸러집니다: { $filter }
doctor-excluded-in-part = { $scope }의 싱크 { $sink }에 있는 제외 필터 { $exclusion } 때문에 로그 { $logs } 항목 일부가 걸러질 수 있습니다: { $filter }
doctor-exempted = { $scope }의 { $log } 로그: { $members }의 호출은 기록되지 않습니다({ $service }의 { $log_type }에서 제외됨)
doctor-gone = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았고, 그렇게 오래된 항목은 더 이상 보관되지 않습니다. 제때 내보낸 파일로만 해결할 수 있습니다
doctor-heading-audit-settings = 로그가 켜져 있고 모두에게 적용됩니까?
doctor-heading-clusters = GKE가 클러스터의 발급을 기록합니까?
doctor-heading-logs = 로그에 항목이 있습니까?
doctor-heading-retention = 얼마 동안 보관됩니까?
doctor-heading-roles = 호출자가 로그를 읽을 수 있습니까?
doctor-heading-sinks = 싱크가 로그를 보냅니까?
doctor-heading-unproven = 계보가 왜 증명되지 않았습니까?
doctor-hole = { $log }를 내보낸 파일에 빈 구간이 있습니다. 그 구간을 다시 내보내세요
doctor-intercepted = { $above }의 싱크 { $sink }: { $scope }의 로그 { $logs } 항목의 전부 또는 일부를 가로채어 { $destination }에 보냅니다. { $scope }의 싱크 중 _Required 외에는 이를 받지 못합니다
doctor-keys-elsewhere = { $cluster }의 키나 CA 풀이 { $projects }에 있지만 --key-project로 지정되지 않아 그 로그를 확인하지 않았습니다
doctor-log = { $scope }의 { $log } 로그에서 가장 새로운 항목
doctor-log-bucket = { $bucket }의 항목 보관 기간: { $days }일
doctor-log-bucket-short = { $bucket }의 항목 보관 기간이 { $days }일뿐입니다
doctor-log-empty = { $scope }의 { $log } 로그에 항목이 없습니다. 감사 설정이 꺼져 있었거나, 키와 CA 풀이 쓰이지 않았거나, 다른 프로젝트에 있습니다(--key-project)
doctor-log-empty-gke = { $scope }의 { $log } 로그에 항목이 없습니다. 그곳에 제어 영역 권한을 사용하는 클러스터가 없거나, 클러스터가 다른 프로젝트에 있습니다(--project)
doctor-log-empty-kubernetes = { $scope }의 { $log } 로그에 사용자 인증 정보를 나타내는 항목이 없습니다. 클러스터가 1.31.1-gke.1846000보다 오래되었거나 다른 프로젝트에 있습니다(--project)
doctor-log-new = { $scope }의 { $log } 로그: 가장 새로운 항목의 시각 { $at }({ $age } 전), 도착까지 걸린 시간 { $lag }
doctor-log-old = { $scope }의 { $log } 로그: 가장 새로운 항목의 시각 { $at }({ $age } 전), 도착까지 걸린 시간 { $lag }. 그 뒤로 작동한 것이 있습니까?
doctor-more = … 외 { $count }개
doctor-never-observed = { $log }를 가져왔지만 항목이 하나도 없었습니다. 로그가 꺼져 있었거나 호출자에게 로그를 볼 권한이 없을 수 있습니다
doctor-no-authority = { $cluster }: 제어 영역 권한을 사용하지 않습니다(설정되지 않음: { $lacking }). GKE는 이 클러스터의 발급을 기록하지 않습니다. 클러스터를 만들 때만 선택할 수 있습니다
doctor-no-cluster = { $scope }에 클러스터가 없습니다. 클러스터가 다른 프로젝트에 있습니까(--project)?
doctor-no-default-sink = { $scope }에 로그 { $logs } 항목을 Logging API에 전달하는 _Default 싱크가 없어서 `pull` 명령어가 아무것도 찾지 못합니다. 다른 싱크가 보내는 것을 읽거나 싱크를 다시 만드세요
doctor-no-export = 로그 { $logs } 항목을 다른 곳에 보관하는 싱크가 { $scope }에 없습니다. Cloud Logging이 삭제하기 전에 `pull` 명령어로 읽어야 합니다
doctor-no-permission = 호출자에게 { $scope }의 { $permission } 권한이 없습니다. 필요한 역할: { $role }
doctor-no-retention = { $bucket }에 보존 정책이 없습니다. 그곳의 객체를 삭제할 수 있는 사람은 로그를 없앨 수 있습니다
doctor-none-unproven = 계보 { $all }개 중 증명되지 않은 것 없음, 끊김: { $broken }개
doctor-not-asked = 알 수 없음: { $what }. { $reason }
doctor-opening-fine = 답 { $all }개 중 { $all }개에서 빠진 것이 없습니다.
doctor-opening-missing = 답 { $all }개 중 { $missing }개에서 빠진 것이 있습니다. 답 아래의 명령어로 고칠 수 있습니다.
doctor-opening-missing-and-not-known = 답 { $all }개 중 { $missing }개에서 빠진 것이 있습니다. 답 아래의 명령어로 고칠 수 있습니다. { $unknown }개는 답을 얻지 못했습니다.
doctor-opening-not-known = 답 { $all }개 중 { $unknown }개를 얻지 못했습니다. 나머지에서는 빠진 것이 없습니다.
doctor-other-gap = 발견 항목 { $code }. 뜻은 `credtrail explain { $code }` 명령어로 볼 수 있습니다
doctor-pending = { $log }의 기록이 아직 도착하는 중일 수 있습니다. 나중에 다시 스캔하세요
doctor-permission = 호출자에게 { $scope }의 { $permission } 권한이 있습니다
doctor-permissions = { $scope }에서 호출자가 할 수 있는 일
doctor-policy = { $scope }의 감사 설정
doctor-refused = 알 수 없음: { $what }. { $reason }. 필요한 역할: { $role }
doctor-retention-locked = { $bucket }의 객체 보관 기간: { $days }일. 아무도 줄일 수 없습니다
doctor-retention-open = { $bucket }의 객체 보관 기간: { $days }일. 보존 기간이 잠겨 있지 않아 관리자가 줄일 수 있습니다. 잠금은 되돌릴 수 없습니다
doctor-retention-short = { $bucket }의 객체 보관 기간이 { $days }일뿐입니다
doctor-setting-off = { $scope }의 { $log } 로그: { $service }의 { $log_type } 설정이 이 프로젝트와 그 위에서 모두 꺼져 있습니다
doctor-setting-on = { $scope }의 { $log } 로그: { $service }의 { $log_type } 설정이 켜져 있습니다. 설정한 곳: { $on }
doctor-setting-unknown = { $scope }의 { $log } 로그: { $service }의 { $log_type } 설정이 켜져 있는지 알 수 없습니다. 일부 감사 설정을 읽지 못했고, 읽은 설정({ $read })에서는 켜져 있지 않습니다
doctor-sink = { $scope }의 싱크 { $sink }: 로그 { $logs } 항목의 대상 위치 { $destination }
doctor-sink-disabled = { $scope }의 싱크 { $sink }: 사용 중지됨. 로그 { $logs } 항목을 보내지 않습니다
doctor-sinks = { $scope }의 싱크가 보내는 것
doctor-some-log = 로그
doctor-state-fine = 정상
doctor-state-missing = 빠짐
doctor-state-not-known = 알 수 없음
doctor-state-note = 참고
doctor-switched-off = { $log }가 한동안 꺼져 있었거나 호출자의 호출을 기록하지 않았습니다. 기록되지 않은 것은 얻을 수 없습니다
doctor-unissued = { $cluster }: 그 시각에 제어 영역 권한을 사용했는지 알 수 없습니다
doctor-unnamed = 서명의 다이제스트를 알려 줄 { $log }의 기록도 없어서 다이제스트를 알 수 없습니다
doctor-unproven = 증명되지 않은 계보 { $unproven }개 중 { $count }개({ $share }%): { $why }
doctor-unread = { $from }부터 { $to }까지의 { $log }가 모두 읽히지는 않았습니다
doctor-unread-input = 그 기록은 아무것도 읽지 못한 { $input } 입력에 있을 수 있습니다
doctor-unread-some-time = 그 시간의 { $log }가 모두 읽히지는 않았습니다
doctor-version = { $cluster }의 버전: { $version }
doctor-version-old = { $cluster }의 버전: { $version }. GKE는 { $first }부터 발급을 기록합니다
doctor-version-unknown = { $cluster }의 버전을 비교할 수 없습니다: { $version }
doctor-zones = GKE가 { $zones }에 대해 답하지 않았습니다. 그곳의 클러스터는 알 수 없으니 나중에 다시 확인하세요

# 데이터베이스의 검증
fsck-sound = 정상
fsck-wrong = 오류
fsck-more = … 외 { $count }개
fsck-unchecked = 찾아보지 못한 출처: { $receipts }개
fsck-file = { $name }: { $why }. 출처 { $receipts }개
fsck-missing = 파일이 없습니다
fsck-object = 버킷의 객체이며 사본이 없습니다
fsck-pulled = Logging API에서 가져왔고 저장하지 않았습니다
fsck-replaced = 같은 이름의 다른 파일이 있습니다
fsck-unreadable = 읽을 수 없습니다: { $error }
fsck-damaged = 압축을 풀 수 없습니다: { $error }
fsck-no-range = 줄 번호만 있고 바이트 범위가 없는 출처입니다
fsck-not-compared = 파일과 비교하지 않은 테이블: { $tables }
fsck-no-hash = { $last }번까지의 스캔에는 해시가 없습니다. 스캔에 해시가 생기기 전에 기록되었으므로 다음 스캔 전에 변경되었을 수 있습니다
fsck-scan = { $scan }번 스캔
fsck-pages = 페이지
fsck-schema = 테이블과 색인
fsck-tables = 테이블
fsck-identifiers = 식별자
fsck-entries = 항목
fsck-receipts = 출처
fsck-uses = 사용
fsck-stretches = 구간
fsck-scans = 스캔
fsck-rows = 행

# 데이터베이스의 검증: 잘못된 것. 표와 열의 이름은 영어 그대로 둡니다.
fsck-problem-reference = { $row } 행이 지정한 { $parent } 행이 없습니다
fsck-problem-signed = 스캔 { $scan }의 서명된 보고서가 그 앞의 보고서에 이어지지 않습니다
fsck-problem-length = 파일 크기는 { $bytes }바이트인데 페이지 크기는 { $size }바이트입니다
fsck-problem-cut = 파일이 { $page }번째 페이지 뒤에서 끝납니다
fsck-problem-stretch = { $kept }: { $first } ~ { $last } 구간이 올바르지 않거나 다른 구간과 겹칩니다
fsck-problem-code = { $of } { $id }: credtrail이 쓰지 않는 { $code } 값이 있습니다
fsck-problem-kept-hash = 해시가 { $kept }인 스캔이 더 이상 없습니다
fsck-problem-scan-removed = 스캔 { $scan } 행이 삭제되었습니다
fsck-problem-scans-removed = 스캔 { $first } ~ { $last } 행이 삭제되었습니다
fsck-problem-no-hash = 앞의 스캔에는 해시가 있지만 스캔 { $scan }에는 없습니다
fsck-problem-follows-nothing = 스캔 { $scan } 앞에 있어야 할 스캔이 없습니다
fsck-problem-follows-not = 스캔 { $scan }의 기록이 스캔 { $before }에 이어지지 않습니다
fsck-problem-met-others = 스캔 { $before }까지의 기록이 스캔 { $scan } 때 있던 기록과 다릅니다
fsck-problem-scan-altered = 스캔 { $scan }의 내용이 기록될 때와 다릅니다
fsck-problem-scan-unreadable = 스캔 { $scan }에 스캔이 기록하지 않는 내용이 있습니다
fsck-problem-report-unreadable = 스캔 { $scan }에 credtrail이 보고하지 않는 내용이 있습니다
fsck-problem-report-twice = 스캔 { $scan }에서 보고한 대상에 다른 보고가 이미 있었습니다
fsck-problem-entry-order = 항목 { $id }의 파일이 그 앞 항목의 파일보다 먼저 읽은 파일입니다
fsck-problem-entry-type = 항목 { $id }에 유형이나 길이가 다른 값이 있습니다
fsck-problem-entry = 항목 { $id }: { $cause }
fsck-problem-entry-altered = 항목 { $id }, { $place }: 기록될 때와 내용이 다릅니다
fsck-problem-sum = { $credential }의 합계가 맞지 않습니다. { $what }
fsck-problem-no-sum = { $credential }의 사용 중에 합계에 없는 것이 있습니다
fsck-problem-packing = 시간 칸 { $bucket }의 사용 기록이 credtrail의 저장 형식과 다릅니다
fsck-problem-sum-count = 사용 횟수가 실제와 다릅니다
fsck-problem-sum-moment = 첫 사용이나 마지막 사용의 시각이 실제와 다릅니다
fsck-problem-sum-line = 첫 사용이나 마지막 사용의 줄로 지정한 곳에 그런 사용이 없습니다
fsck-problem-index = 식별자 { $all }개 중 { $indexed }개만 값 색인에 있습니다
fsck-problem-index-waits = 파일을 읽은 뒤로 식별자 { $count }개가 색인을 기다립니다
fsck-problem-identifier = 식별자 { $id }: 사용자 인증 정보도 다이제스트도 아닙니다
fsck-problem-index-value = 식별자 { $id }의 값이 값 색인과 다릅니다
fsck-problem-outside = { $of } { $id }: 위치 정보가 파일 범위를 벗어납니다. { $name }:{ $line }
fsck-problem-removed = { $of }: { $missing }개 행이 삭제되었거나 번호가 바뀌었습니다
fsck-problem-file = 파일 { $id }, { $name }: 해시나 개수가 올바를 수 없습니다
fsck-problem-no-part = 다음이 없습니다: { $part }
fsck-problem-strange-part = credtrail이 만들지 않는 것이 있습니다: { $part }
fsck-problem-no-migration = 마이그레이션 { $version }의 기록이 없습니다
fsck-problem-other-migration = 마이그레이션 { $version }의 내용이 다릅니다
fsck-problem-unreadable = 끝까지 읽을 수 없습니다: { $cause }
fsck-problem-cell = { $column } 값 { $here }, 파일로는 { $there }
fsck-problem-differs = { $which }: { $differ }
fsck-problem-surplus = 파일에는 이런 행이 없습니다: { $which }
fsck-problem-lacking = 파일에는 있지만 데이터베이스에는 없는 행입니다: { $which }
fsck-problem-of-table = { $table }: { $what }
fsck-problem-lacks = { $name }:{ $line }: 데이터베이스에 없습니다: { $what }
fsck-problem-line = { $name }, 바이트 { $offset }: { $wrong } ({ $fact })
fsck-problem-content = { $name } 파일의 바이트가 읽었을 때와 다릅니다
fsck-problem-by-line = { $name }:{ $line }: 그 줄에 해당 기록이 없습니다 ({ $fact })
fsck-problem-unpack = { $name } 파일의 압축을 풀 수 없습니다: { $error }
fsck-lacks-entry = 항목, { $event }
fsck-lacks-use = { $credential }의 사용
fsck-lacks-setting = { $scope }의 감사 설정 변경
fsck-lacks-configuration = { $cluster } 클러스터의 구성
fsck-fact-entry = 항목 { $id }
fsck-fact-use = { $credential }의 사용
fsck-fact-unreadable = 읽지 못한 줄 { $id }
fsck-fact-evidence = 증거 { $id }
fsck-fact-configuration = 구성 { $id }
fsck-fact-setting = 감사 설정 { $id }
fsck-line-hash = 그 줄의 해시가 다릅니다
fsck-line-content = 그 줄의 내용이 다릅니다
fsck-line-time = 그 줄의 시각이 다릅니다
fsck-line-holder = 그 줄의 보유자가 다릅니다
fsck-line-use = 그 줄은 그 시각의 사용이 아닙니다
fsck-line-cut = 파일이 줄의 끝보다 먼저 끝납니다

# 묶음에서 빠진 줄
bundle-opaque = 이 줄에서 보안 비밀을 찾아 가릴 수 없습니다. --raw를 사용하면 그대로 복사합니다

# doctor: 답을 얻지 못한 호출. API의 말은 영어 그대로 둡니다.
call-unauthorized = { $host }에서 액세스 토큰을 받아들이지 않습니다(401: { $message }). `gcloud auth print-access-token`으로 새 토큰을 받거나 다시 로그인하세요
call-forbidden = 거부되었습니다(403: { $message })
call-disabled = { $host } API가 사용 설정되어 있지 않습니다(403: { $message })
call-not-found = 찾을 수 없습니다(404: { $message })
call-refused = 거부되었습니다({ $status }: { $message })
call-down = { $host } 호출에 실패했습니다({ $status }: { $message })
call-unreachable = { $host }에 연결할 수 없습니다: { $because }
call-cut = { $host }의 응답이 중간에 끊겼습니다: { $because }
call-strange = { $host }의 응답을 읽을 수 없습니다: { $problem }

# filters: 붙여넣을 텍스트의 주석
filters-explorer = 로그 탐색기: 로그마다 필터 하나. 먼저 로그의 프로젝트를 선택하세요
filters-read = 지금 있는 항목을 `credtrail ingest`로 읽을 파일로 내보내기. --freshness는 얼마나 거슬러 올라갈지 정합니다. 데이터 액세스 로그의 보관 기간은 30일입니다
filters-sinks = 앞으로 기록될 항목을 `credtrail ingest gs://BUCKET/`로 읽을 버킷으로 보내기: 프로젝트마다 싱크 하나와 쓰기 권한
filters-settings = 감사 설정: 필요해지기 전에 각 프로젝트의 IAM 정책에 추가하세요. 기록되지 않은 것은 나중에 얻을 수 없습니다. 호출을 기록해야 하는 주 구성원을 exemptedMembers에 두지 마세요
filters-roles = 읽기 권한: 데이터 액세스 로그에는 비공개 로그 뷰어 역할이 필요합니다
filters-without-kubernetes = 쓰기 호출은 항상 기록됩니다. 이 설정이 없으면 읽기만 하는 호출이 기록되지 않으므로, 읽기에만 쓰인 사용자 인증 정보가 쓰이지 않은 것처럼 보입니다.
filters-without-ca-service = DATA_WRITE가 없으면 인증서 생성이 기록되지 않습니다. 자체 CA를 실행하는 Google 가이드는 ADMIN_READ만 요구하지만, 서비스의 감사 로그 페이지에는 CreateCertificate가 DATA_WRITE에 있습니다. 둘 다 설정하면 빠지는 것이 없습니다.
filters-without-kms = 이 설정이 없으면 서명이 기록되지 않습니다.

# policy infer: 정책 파일의 주석
infer-observed = credtrail이 관찰한 내용이며 올바르다는 뜻이 아닙니다. 사용하기 전에 모든 줄을 검토하세요.
infer-passed-over = 완전하지 않아서 추론에 쓰지 않은 체인: { $count }개
infer-nothing = 전체 이름이 있는 클러스터의 완전한 체인을 관찰하지 못했습니다.
