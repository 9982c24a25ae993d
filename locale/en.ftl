# The English texts, made of the source: do not edit. CREDTRAIL_WRITE_LOCALE=1 writes the file again.

absence-doubted = it may be a line of { $log } that could not be read, the first at { $place }
absence-gone = { $log } was not read for all of { $from } to { $to }, and keeps nothing for so long; only an export made in time can settle it
absence-hole = the export of the { $log } log of { $scopes } has a hole from { $from } to { $to }: several records are missing at once, and none stands there; export that again, or look whether its Data Access setting was off
absence-never-observed = { $log } was pulled for that time and held no entry before or then; it may have been off (its Data Access setting; for gke, control plane authority), or the caller may not see it
absence-pending = { $log } may still be arriving; scan again later
absence-proven = { $log } was read for that time
absence-unissued = { $cluster } is not known to be under control plane authority: nothing that it issued was read, and GKE records nothing of other clusters
absence-unissued-since = { $cluster } is known to be under control plane authority from { $since } on, and GKE records nothing of what was issued before; export its CreateCluster or UpdateCluster entry if that is earlier
absence-unread = { $log } was not read for all of { $from } to { $to }; export that to settle it
absence-unread-input = it may be a line of { $log } that stands in { $input }, of which nothing was read: { $settle }
bundle-mismatch-domain = the trust bundle is of { $bundle_domains }, and not of the certificate's trust domain { $trust_domain }
bundle-mismatch-empty = the trust bundle in { $bundles } holds no certificate that is a trust anchor
bundle-mismatch-no-key = no private key came along with the certificate
bundle-mismatch-none = there is no trust bundle beside it, so that nothing tells what it should lead to{ $why }
bundle-mismatch-order = the workload's own certificate is not the first, as TLS sends them
bundle-mismatch-other = a certificate
bundle-mismatch-own = the workload's own certificate
bundle-mismatch-stranger = the trust bundle in { $bundles } holds { $what }, which { $fault }
bundle-mismatch-unnamed = (it names none)
bundle-mismatch-why = : { $why }
digest-mismatch = { $field } { $digest }, but { $said }
digest-mismatch-evidence = a token among the evidence has this id, but its digest { $digest } was not signed for it as far as the logs tell: it is another token, or forged; with the cluster's JWKS its signature can be verified
digest-mismatch-others = { $words }
digest-mismatch-token = the given token has this id, but its digest is { $digest }; { $other_digests } was signed: it is another token, or forged
duration-hours = { $hours }h
duration-minutes = { $minutes }m
duration-seconds = { $seconds }s
expected-names = { $expected }
expected-none = none for that time
expected-number = ; one of them names its project by the number and the other by the id, which may be the same: [projects] of the policy settles that
expected-since = ; a description does not tell since when: export the UpdateCluster entries to settle it
expired-certificate-expired = it expired { $ago } before { $at }, at { $to }
expired-certificate-not-yet = it is valid { $to_come } after { $at } only, from { $from } on
fingerprint-mismatch-ca-service = cert_fingerprint.sha256_hash is { $credential }, but the certificate's bytes give { $other }
fingerprint-mismatch-gke = credentialId is { $credential }, but certificateFingerprint is { $other }
foreign-token = its user is no service account, and the cluster's own issuer signs for nobody else: the token of an outside identity provider, for which nothing here can vouch
holder-mismatch-certificate = { $whose }, but used by { $users }; the API server knows the holder of a certificate by its common name alone
holder-mismatch-front-proxy = { $told }; a front proxy wrote that, with several ids at once
holder-mismatch-issued = issued to { $holders }
holder-mismatch-nameless = its certificate has no common name{ $uris }
holder-mismatch-no-account = it is the token of a service account, but was used by { $users }; the API server calls the holder of such a token system:serviceaccount:NAMESPACE:NAME
holder-mismatch-several = handed out to { $holders }: a token has one holder
holder-mismatch-token = handed out to { $holders }, but used by { $users }
holder-mismatch-uris = {" "}and is of { $holders }
joint-comma = ,{" "}
joint-comma-and = , and{" "}
joint-or = {" "}or{" "}
key-usage-clients = clients (extendedKeyUsage clientAuth)
key-usage-servers = servers (extendedKeyUsage serverAuth)
key-usage-signatures = digital signatures (keyUsage)
key-usage-unparsable = anything: it cannot be parsed
list-others = { $count } others
log = the { $log } log
log-by-number = {" "}(by its number: [projects] of the policy tells its id)
log-of-key = the { $log } log of the project that holds the key (no configuration names the key, and no signature of it was met; Data Access DATA_READ must be on)
log-of-pool = the { $log } log of the pool's project (no configuration names the pool, and no creation was met; Data Access DATA_WRITE must be on)
log-of-scopes = the { $log } log of { $scopes }
log-of-scopes-named = the { $log } log of { $scopes }{ $hint }
malformed-credential-id = { $told }: a front proxy's word, of which nothing can be proved
malformed-credential-id-neither = neither X509SHA256=<64 hex> nor JTI=<id>
malformed-credential-id-resembles = resembles { $meant }, but no API server spells it so
missing-record = { $what }; { $advice }
missing-record-ca-service = no record that CA Service created it
missing-record-candidates = ; candidates are the unclaimed signatures { $named }
missing-record-gke = no record that GKE issued it
missing-record-kms = no record that a key signed { $digests }
missing-record-names-none = the { $log } record names no digest
missing-record-no-namer = the { $log } record that would name its digest is not there
missing-record-out-of-scope = the { $log } log, which would name its digest, was declared out of scope
missing-record-unlinked = its signature cannot be told apart: { $why }{ $candidates }
out-of-order = the { $earlier } record comes { $by } before the { $later } record that must precede it
out-of-order-spread = the { $later } record comes { $by } after the { $earlier } record; those of one issuance lie at most { $limit } apart
out-of-order-used-before-record = used { $by } before the { $later } record of its issuance
out-of-order-used-before-request = used { $by } before the request that was answered with it
outdated-agent = the guest agent is { $version }; files on disk need { $least } or later
outdated-agent-none = the output of the serial port has no line "GCE Agent Started" or "Google Guest Agent (version …)": nothing tells that the guest agent runs
outdated-agent-unknown = the guest agent started without telling its version; files on disk need { $least } or later
overdue-rotation = its rotation was due { $ago } before { $at }, with { $window } % of its life left; it ends at { $to }
purpose-mismatch-certificates = certificates for an authority
purpose-mismatch-etcd-method = issued for etcd, with { $method }, but used at the API server, which knows no clients by such certificates
purpose-mismatch-etcd-pool = { $pool } certified it, which { $told_by } names for etcd of { $cluster }, but it was used at the API server{ $advice }
purpose-mismatch-key = the key { $key } signs { $does }, but { $what }
purpose-mismatch-method = GKE issued it with { $method }, which issues no { $kind }s
purpose-mismatch-signed-certificate = a certificate was signed with it
purpose-mismatch-signed-token = a token was signed with it
purpose-mismatch-tokens = tokens
refused-configuration = Compute Engine does not accept the VM's configuration: { $what }
refused-signature = a call of { $caller } to sign it with { $key } was refused with status code { $status_code }
resigned-digest = { $digest } was signed by different keys: { $keys }
revoked-by-list = a revocation list of its issuer
revoked-credential-on-hold = put on hold at { $revoked_at } by { $revoked_by }, and used after that
revoked-credential-unused = revoked at { $revoked_at } by { $revoked_by }; no use after that was met
revoked-credential-used = used { $after } after it was revoked at { $revoked_at } by { $revoked_by }
settle-unread-input = read it, or say `ingest --dismiss PATH` if it holds no log entries
shadow-identity = { $user } also came with { $credential }, whose issuance is complete
shared-digest = { $digest } was signed for { $others } as well
shared-identity = came with { $count } user names: { $users }; a token is issued to one user, and nothing tells to which of them
signature-invalid-above = the signature on an authority above it
signature-invalid-authority = above it stands the authority { $authority }, whose certificate does not verify under the key of its issuer ({ $issuer })
signature-invalid-certificate = its signature does not verify under the key of its issuer ({ $issuer }): these bytes were not signed by that CA
signature-invalid-evidence = the token with this id among the evidence names the key { $key }, which did not make its signature: it is forged or damaged
signature-invalid-own = its signature
signature-invalid-token = the given token with this id names the key { $key } of the key set, which did not make its signature: it is forged or damaged
signature-invalid-undecided = { $what } could not be verified: so many CA certificates state the name of its issuer ({ $issuer }) that not all of their keys were tried, and none of those tried made it
stale-log-future = all entries of the { $log } log of { $scopes } lie in the future
stale-log-never = nothing of the { $log } log was ever read
stale-log-old = the newest entry of the { $log } log of { $scopes } is of { $at }, { $length } ago; at most { $limit } are allowed
stale-log-silent = the { $log } log of { $scopes } is silent from { $from } to { $to }, for { $length }; at most { $limit } are allowed
svid-is-authority = is an authority's (basicConstraints cA)
svid-no-authority = is no authority's (basicConstraints cA)
svid-signs-certificates = may sign certificates (keyUsage keyCertSign)
svid-signs-lists = may sign revocation lists (keyUsage cRLSign)
svid-signs-none = may not sign certificates (keyUsage keyCertSign)
svid-unparsable = cannot be parsed
switched-off = { $began }{ $ended }{ $above }; what it did not record cannot be had: ask who changed the setting, and why
switched-off-above = ; { $project } may belong to { $parent }
switched-off-before = { $log } was off at that time
switched-off-by-unnamed = somebody whom the entry does not name
switched-off-change = at { $changed_at } by { $changed_by } (SetIamPolicy of { $changed_in }, { $changed_entry })
switched-off-ended = , until { $how } at { $changed_back_at } by { $changed_back_by } (SetIamPolicy of { $changed_back_in }, { $changed_back_entry })
switched-off-exempted = { $log } does not record calls of { $who } ({ $log_type }), who was exempted { $by }
switched-off-exempted-before = { $log } did not record calls of { $who }, who was exempted
switched-off-group = { $member }, to which the caller may belong
switched-off-member = { $member }
switched-off-never-ended = , and no later entry takes that back
switched-off-removed = { $log } was switched off ({ $log_type }) { $by }
switched-off-switched-on = it was switched on
switched-off-taken-back = that was taken back
switched-off-unreadable = the audit setting of { $log } was changed { $by }, nobody can tell how
told-by-policy = the policy
unclaimed-certificate = created from { $pools } ({ $whose }), but GKE did not issue it and nobody used it; { $advice }
unclaimed-certificate-not-serving = a pool that is not known to serve a cluster
unclaimed-certificate-serving = a pool that serves a cluster
unclaimed-signature = signed with the issuing key { $signers }, and no { $claimer } record claims it: { $evidence }{ $told }
unclaimed-signature-by-ca = it may be a revocation list or the CA's own certificate
unclaimed-signature-hint = { $hint }; { $advice }
unclaimed-signature-minted = { $minted }; { $told }
unclaimed-signature-minted-outside = a token minted outside the cluster would look like this
unclaimed-signature-not-to-call = only the service agent of { $service_name }, { $expected_caller }, is to call this key, or whom the policy of the cluster lists under principals.kms
unclaimed-signature-of-credential = it is the signature of the { $what } { $credential } among the evidence;{" "}
unclaimed-signature-of-item = it is the signature of the { $what } among the evidence;{" "}
unclaimed-signature-open-key = what names such a key as an issuing one has the number of its project, which may be this one: [projects] of the policy settles that
unclaimed-signature-signer = { $key } by { $caller }
unclaimed-signature-signers = { $signers }
unclaimed-signature-stranger = nothing claims it, and its key was not seen to sign for a cluster or a CA pool
unclaimed-signature-unknown-project = the caller is the service agent of GKE in the project with the number { $project_number }, of which no gke log was read as far as is known; read the one of that project, whose id the policy can tell under [projects]
unclaimed-signature-unnamed = somebody the log does not name
unclaimed-signature-untold = the log tells neither digest nor data of it, so that nothing can claim it
unexpected-algorithm = { $problem } the policy of { $cluster } allows
unexpected-algorithm-hash = signed with { $hash }, which is in no algorithm that
unexpected-algorithm-key = holds an { $key_family } key of { $key_bits } bits, fewer than the { $least_bits } that
unexpected-algorithm-signature = signed with { $algorithm }, which is not one of the algorithms that
unexpected-files-a-workload = a workload
unexpected-files-identities = { $identities }
unexpected-files-is-key = { $path } is another name of the private key's file, and was not read
unexpected-files-link = { $path } is a symbolic link out of the place, to { $target }
unexpected-files-mode = { $path } has mode { $mode }; the guest agent gives it { $usual_mode }
unexpected-files-no-certificate = { $path } holds no certificate of { $whose } that can be read, so that it is not judged
unexpected-files-no-key = there is no private key at { $path }
unexpected-files-writable = { $path } has mode { $mode }: others than its owner may write to it
unexpected-identity-beside = beside it lies a certificate of { $others }: nobody can tell which of the two this VM has
unexpected-identity-configured = it is of { $identities }, but { $told_by } names { $expected }
unexpected-identity-given = it is of { $identities }, but was given out as that of { $expected }
unexpected-identity-listed = { $identities }
unexpected-identity-malformed = { $problem }
unexpected-identity-no-path = { $identities } names a trust domain and no workload: it has no path
unexpected-identity-none = none
unexpected-identity-number = it must have exactly one URI among its names, and has { $listed }
unexpected-issuer = issued by { $pools }, but { $told_by } names { $listed }{ $advice }
unexpected-issuer-unknown = nothing tells which pool issued it, where { $told_by } names { $listed }: a certificate names its CA alone, and no record of CA Service was met that names the pool
unexpected-key = { $key } { $what } { $cluster }, but { $told_by } names { $listed }{ $advice }
unexpected-key-accepted = signed a token used at
unexpected-key-signed = signed for
unexpected-key-token = by the kms log { $key } signed it, but the signature of the given token was made by { $other_key }, whose public key is not the one that the policy has for that version
unexpected-lifetime = good for { $life }; the policy of { $cluster } allows { $limit }
unexpected-pool = { $pool } certified for { $cluster }, but { $told_by } names { $listed }{ $advice }
unexpected-principal-for-cluster = {" "}for { $cluster }
unexpected-principal-for-pool = {" "}for { $pool }
unexpected-principal-stranger = signed by { $caller }, but the service agent of { $service_name }, { $expected_caller }, was to call the key{ $whose }; a policy can list others under principals.kms of the cluster
unexpected-principal-unlisted = { $event } by { $caller }, whom the policy of { $cluster } does not list for the { $log } log
unexpected-profile-fault = it { $fault }, and no workload's certificate may
unexpected-profile-key = it holds an { $key_family } key of { $key_bits } bits, but { $told_by } names { $expected_key }
unexpected-profile-lacking = it does not allow { $purpose }, which mutual TLS needs
unexpected-profile-life = it is good for { $life }, but { $told_by } names { $expected_life }
unexpected-profile-unknown-key = it holds a key of an unknown kind, but { $told_by } names { $expected_key }
unissued-credential = { $seen }, but never issued: { $advice }{ $doubt }
unissued-credential-doubt = ; the request does not tell its signer, so that another one than the cluster's may have made it
unissued-credential-handed-out = handed out
unissued-credential-no-record = { $log } has no record of it; { $advice }
unissued-credential-out-of-scope = { $seen }; the logs that would tell of its issuance were declared out of scope
unissued-credential-used = used
unissued-workload = seen on { $hosts }, but CA Service has no record of it; { $advice }
unknown-cluster = it belongs to { $cluster }, which the policy does not list
untrusted-chain = { $what } trust anchor in { $bundles } at { $at }: { $why }
untrusted-chain-anchor-ended = the trust anchor that it leads to was not valid then
untrusted-chain-beside = beside it lies a certificate at { $place } that { $fault }
untrusted-chain-constrained = an authority at hand constrains URIs, which cannot be checked here
untrusted-chain-differing = it leads to a trust anchor, but to none in { $bundles } at { $at }: the trust bundles of its trust domain differ
untrusted-chain-error = { $meaning } ({ $error })
untrusted-chain-expired = a certificate on the way has expired
untrusted-chain-invalid = the way up is not valid
untrusted-chain-is-authority = it is an authority's certificate and no workload's
untrusted-chain-name = an authority on the way may not certify this name
untrusted-chain-no-authority = what it leads to there is no authority's certificate
untrusted-chain-none = it leads to no
untrusted-chain-not-yet = a certificate on the way is not valid yet
untrusted-chain-open = nothing shows that it leads to a
untrusted-chain-path-length = an authority on the way may not have others below it
untrusted-chain-signature = a signature on the way is not the issuer's
untrusted-chain-unknown-issuer = no certificate at hand is its issuer's
untrusted-chain-use = an authority on the way may not certify for this use
used-after-expiry = used { $after } after it had expired at { $to }
used-before-valid = used { $before } before it was valid, from { $from }
used-elsewhere = issued for { $issued_for }, but used in { $cluster }: { $advice }

explain-missing-record =
    .means = Some records of a credential's issuance are there, but the record in this log is missing. Harmless causes, each a gap: the log was not read for that time or in the project where the record stands; the log was off, or did not record calls of this caller; a line or a whole input could not be read, such as a ZIP archive or a CSV beside the logs; the record may still be on its way; or no record names the digest by which a signature is found. It is a break where the log was read for that time, also that of the project to which the keys had moved by then. An exempted group explains nothing between two recorded calls of the same agent.
    .look-at = The message names the log, its project and the time. Was its audit setting on then, is a caller exempted from it, and was the export filtered?
    .settle = For a gap, export what the message names, ingest it and scan again. A break that no audit setting and no filter explains means that somebody got a credential past this log, or removed a record: revoke it, and look at who used it.

explain-unissued-credential =
    .means = A credential was used or handed out, and no log knows of its issuance. It is a break where GKE's log, or for a certificate CA Service's, was read for all of the time in which it can have been issued. Otherwise it is a gap. It is also a gap where a certificate appeared only in a request and the log does not tell its signer.
    .look-at = Who used it, and in which cluster: `credtrail trace` tells. Two harmless cases look the same: a token that lives longer than a day and was not marked as stale, and a certificate that was issued before the cluster had its own CAs.
    .settle = For a gap, export back to the time in the message; for a certificate of which only uses are known, this is one year. With the certificate or token in a file, `credtrail trace FILE` also looks for its digest among the signatures. Where no harmless explanation holds, it was made outside the cluster with the cluster's keys, or by a CA that the API server should not trust.

explain-unclaimed-signature =
    .means = An issuing key made a signature that belongs to no token and no certificate in the logs. Harmless causes, both gaps: a CA's key also signs revocation lists and the CA's own certificate; and a key may serve a cluster of another project whose GKE log was not read. It is a break for any version of a key that signs tokens where GKE's log was read: a token that was made outside the cluster looks like this. It is also a break, whatever was read, where the caller is neither the service agent nor listed in the policy, and where a key for tokens signed data that the log does not show.
    .look-at = The caller and the key. Tokens are signed by the cluster's GKE service agent, certificates by the CA Service agent of the pool's project, and nobody else should call these keys.
    .settle = For a gap, export the log that the message names; for a CA's key, compare the time with when the CA was made and when it publishes revocation lists. Where another caller is allowed to sign, list it under principals.kms of the cluster in the policy. Otherwise take the permission to use the key away from that caller, and rotate the key.

explain-unclaimed-certificate =
    .means = CA Service created a certificate that GKE did not issue and nobody used. It is a break where its pool is known to serve a cluster, by what was seen or by the policy, and GKE's log was read for that time. Else it is a gap: a pool may serve clusters of several projects, and where the GKE service agent of another project called, that project's log would tell.
    .look-at = The caller in the CA Service record and the names in the certificate: `credtrail trace` shows both. Whoever may create certificates from a cluster's pool can make one for any user.
    .settle = For a gap, export GKE's log of the project that the message names, for that time. The message gives the project number where the project id is not known; [projects] in the policy can tell it. For a break, revoke the certificate and take the grant away from whoever created it.

explain-digest-mismatch =
    .means = Records of one credential disagree on what was signed: they name different digests, or the bytes of a certificate give another digest than the log of that certificate. It is a break. A token among the evidence that has the credential's id but another digest is a note: it is another token, or a forged one, and says nothing against the records; a token is compared by the hash function that the records name, whatever algorithm its header names. Records with digests of different hash functions do not contradict each other.
    .look-at = The message names each field with its value. What was worked out from the certificate's own bytes comes first, where they were logged.
    .settle = Fetch the same entries from Cloud Logging by their insertId and compare. If they differ from the export, the export was altered; if they do not, a log is wrong about what was signed. A token among the evidence that does not fit is another one with the same id, or forged.

explain-fingerprint-mismatch =
    .means = One record names two certificates. In GKE's log credentialId and certificateFingerprint differ, or in CA Service's log the fingerprint and the certificate's bytes. It is always a break.
    .look-at = The message names both fingerprints. Run `credtrail trace` on each of them: which one was used, and which one did CA Service create?
    .settle = Fetch the entry from Cloud Logging by its insertId and compare it with the export. If they are the same, trust the fingerprint that the certificate's own bytes give, and find out where the other one comes from.

explain-shared-digest =
    .means = Another credential claims the same signature. It is a break on both of them. Each certificate has its own serial number and each token has its own jti, so that two of them never have the same digest. One of the records is not true.
    .look-at = `credtrail trace TBS=…` shows both credentials and the signature. The one whose KMS record lies next to its issuance is more likely the real one.
    .settle = Get the certificate or token itself: `credtrail trace FILE` computes its digest and shows which credential was signed. Revoke the other one.

explain-resigned-digest =
    .means = Different key versions signed one digest. It is always a break. The same key version signing it twice is a retry and no finding.
    .look-at = The caller and the key version of each signature, and which of the keys belongs to the cluster or its CA.
    .settle = Ask the owner of the second key why it signed. Unless there is a good reason, somebody used the digest to make a second credential with the same content, which everybody accepts who trusts the second key. Stop trusting that key.

explain-out-of-order =
    .means = The times of the records are not possible: GKE's record comes before the record of CA Service or KMS, or CA Service's record before that of KMS, by more than clocks may differ; or the time between the records is longer than one issuance takes. Or the credential was used before GKE issued it, or before the request that returned it. It is always a break.
    .look-at = The times of the two records that the finding names. For a use in a raw audit event, check the clock of the control plane first.
    .settle = Where clocks do not explain it, a use before issuance means that the same id existed before, or that the record of the issuance belongs to another credential. Records in a wrong order, or hours apart, mean that one of them was not written when it says, or that something was signed beforehand and issued later.

explain-used-after-expiry =
    .means = The API server received the last use after the credential had expired. It is always a break. For a token, one minute more is allowed, as the API server does. The expiry is known from CA Service's record of a certificate, or from a logged body of the request for it.
    .look-at = Who used it last, through which cluster, and how long after the expiry. An API server refuses an expired credential without naming it in its log.
    .settle = Check the clock of the control plane at that time. Where it was right, the id was written by something else, such as a front proxy, or the record of the issuance belongs to another credential.

explain-used-before-valid =
    .means = The API server received the first use before the credential was valid. It is always a break. The beginning of its validity is known from CA Service's record of a certificate, or from a logged body of the request for it.
    .look-at = Who used it first, through which cluster, and how long before the beginning. Certificates of nodes are backdated by some minutes, so that a slow clock alone rarely causes this.
    .settle = Check the clock of the control plane at that time. Where it was right, the id was written by something else, such as a front proxy, or the record of the issuance belongs to another credential.

explain-malformed-credential-id =
    .means = The API server's log names an id that is neither the id of a certificate nor that of a token. It is always a gap: there is no issuance to look for.
    .look-at = The id itself and who used it. An authenticator writes X509SHA256= with 64 lower-case hex digits or JTI= with an id. Anything else, upper-case digits and blanks too, comes from a front proxy that the API server trusts.
    .settle = Find out which front proxy it is, and who can make it write such headers. Nothing in these logs can prove where the credential came from.

explain-refused-signature =
    .means = KMS refused a call to sign a digest of this credential. It is always a note: nothing was signed by that call, so that it proves nothing and disproves nothing.
    .look-at = The caller, the key version and the status code. Code 7 is a missing permission, code 5 a key version that is not there.
    .settle = Nothing needs settling for this credential. Many refused calls by a caller that you do not know may be an attack.

explain-signature-invalid =
    .means = The signature on a certificate does not verify under the key of the issuer that it names, or the signature on a token among the evidence does not verify under the key that the token names. It is a break. It is a gap where too many CA certificates have the issuer's name or key identifier: only some of their keys were tried, none of those made the signature, and the key identifier was computed from none of them. There is no finding where the issuer's key is not known or cannot be used, or where this program does not know the algorithm.
    .look-at = Where the issuer's key comes from: the chain in CA Service's record, or an authority's certificate or key set among the evidence. The receipts name the file.
    .settle = Make sure that the certificate or key set of the issuer is the right one: another cluster may have a key of the same name. Make sure that the token was copied completely. If both are right, these bytes were not signed by that authority: the record was altered or the credential is forged. Fetch the certificate from CA Service by its name and compare; revoke what is trusted because of it.

explain-revoked-credential-used =
    .means = A certificate was revoked, by a call to CA Service or by a revocation list of its issuer. It is a break where it was used more than five minutes after that, and a note where no later use is in the logs, or where the certificate was only put on hold.
    .look-at = Who used it after the revocation, from where and for what: `credtrail trace` shows the last use. The reason for the revocation stands in CA Service's log or in the list.
    .settle = The API server reads no revocation lists, so that the certificate works until it expires. Take the permissions away from its user, or replace the cluster's CA. Find out whether the holder or a thief used the certificate after the revocation.

explain-unexpected-key =
    .means = The key that signed this credential is not one of the keys that the policy names for that time; where the policy names none, the configuration of the cluster counts.
    .look-at = The key version in the KMS record, the UpdateCluster entries around the time of signing, and who was able to use or to configure the key.
    .settle = If the key is right, write it into the policy or export the UpdateCluster entry that introduced it. If it is not, treat every credential that it signed as forged.

explain-unexpected-pool =
    .means = A CA pool issued this certificate, and it is not the pool that the policy names for such a certificate; where the policy names none, the configuration of the cluster counts.
    .look-at = The pool in the CA Service record, the GKE method that issued the certificate, and the UpdateCluster entries around that time.
    .settle = If the pool is right, write it into the policy or export the UpdateCluster entry that introduced it. If it is not, find out who had the certificate made, and revoke it.

explain-unexpected-principal =
    .means = A record of the issuance names a caller whom the policy does not list for this log and cluster. Harmless causes: a pipeline of your own that is allowed to sign, or too few signatures to learn the project number from. Where the policy lists nobody for the kms log, a service agent must have called: for tokens the GKE service agent of the cluster's project, for certificates the CA Service agent of the pool's project. The project number comes from the policy ([projects]), or from most of the signatures that the clusters and pools of the project claim.
    .look-at = The principal of the record, and the IAM bindings on the key, the pool or the cluster that let it call.
    .settle = If the caller is right, add it to the principals of the cluster in the policy, or write the number of the project under [projects]. If the caller is not right, take its permission away and treat everything that it signed or issued as forged.

explain-unexpected-lifetime =
    .means = The credential is good for longer than the policy allows in its cluster.
    .look-at = notBefore and notAfter of the certificate, or the expiry in the TokenRequest, and who asked for it.
    .settle = Have it issued anew with a shorter life, or raise the limit in the policy if the longer life was agreed upon.

explain-unexpected-algorithm =
    .means = The signature was made with an algorithm that the policy does not allow in this cluster, or the certificate holds a key shorter than it asks for.
    .look-at = The algorithm of the KMS key version, the digest in its record, and the certificate itself.
    .settle = Have the credential issued anew with a stronger key, or allow the algorithm in the policy if it was agreed upon.

explain-unknown-cluster =
    .means = The policy lists the clusters, and this credential belongs to a cluster that is not in the list. The policy expects nothing of such a cluster, so that nothing about the credential can be checked against it.
    .look-at = The cluster in the records, who created it, and which keys and pools it uses.
    .settle = Add the cluster to the policy (`credtrail policy infer` writes a first version), or find out why a cluster that nobody listed uses these keys.

explain-stale-log =
    .means = A log has said nothing for longer than the policy allows, at its end or in between. Entries that lie more than 24 hours in the future do not count: Cloud Logging accepts none of these. Nothing can be proved about that time.
    .look-at = The sink or export that delivers this log, its filter, and whether Data Access logging is still switched on for the service.
    .settle = Export the stretch again and ingest it. If the log was really silent, raise the limit under [stale] in the policy, or declare the stretch read with --covers.

explain-shared-identity =
    .means = One token id was used under several user names. A token is issued to one user, so that at most one of these users has the token whose issuance is recorded. The logs do not tell which one.
    .look-at = The first and the last use under each name, and where they came from. An outside identity provider may give out an id that a service account's token has; a front proxy that the API server trusts can write any id and any name.
    .settle = Find the authenticator of the name that does not fit: the structured authentication configuration of the API server, and whoever holds a client certificate for the front proxy. If neither explains it, treat the uses under that name as forged.

explain-shadow-identity =
    .means = The issuance of this credential is not proved, but its user also has a credential whose issuance is proved. This finding alone says nothing against the credential. A forged credential of an existing node or service account looks like this, too.
    .look-at = The other findings of this credential. Beside a break, compare the two: who used each of them, from where, and for what. Beside a gap the usual cause is harmless: this one was issued before the logs begin, or its records are still on their way.
    .settle = Settle the other findings; this one goes away with them. Where the issuance is disproved, look at everything that was done with this credential (`credtrail trace --reach`): its holder had all permissions of the user.

explain-unissued-workload =
    .means = A workload's certificate was seen on a VM, and CA Service has no record that it created it. It is a break where CA Service's log was read from the beginning of the certificate to its first sighting, in every project that can hold the record. Else it is a gap.
    .look-at = The issuer in the certificate and the pool that it should come from: `credtrail trace` shows both. A CA outside Google Cloud, or a pool of another project, also looks like this.
    .settle = For a gap, export CA Service's Data Access log of the pool's project for the time in the message; where the pool is not known, list it under [workload] in the policy. For a break, take the certificate off the VM, find out who put it there, and look at who can sign with the CA's key.

explain-unexpected-issuer =
    .means = A workload's certificate was issued by another pool than the one that is configured for the VM, or listed under [workload] in the policy. It is a gap where no record of CA Service tells which pool the CA belongs to: a certificate names its CA, but not the pool.
    .look-at = The pool in CA Service's record, the CA that the certificate names, and who changed the VM's partner metadata or the pool of identities.
    .settle = For a gap, give `--db` a database with CA Service's log of the pool's project. For a break, correct the configuration if the pool is right; if it is not, find out who may create certificates in that pool and trust nothing that came with this one.

explain-untrusted-chain =
    .means = At the time of looking, the workload's certificate and the certificates beside it form no chain to a trust anchor of its trust domain, or one of the certificates beside it does not belong to an authority. Only the certificate of an authority, which may sign others, can be part of the chain (SPIFFE X509-SVID, sections 4 and 6). Either a file is out of date, and peers will refuse the certificate, or it is forged. It is a gap where an authority has name constraints on URIs, which cannot be checked here, and where two bundles of the trust domain were given and only one of them holds the anchor.
    .look-at = Certificates of the chain and of the trust bundle: their issuers, key identifiers and lifetimes. Right after a CA was replaced, one of the two files may be older than the other.
    .settle = Look again after ten minutes, in which the guest agent refreshes both. If it stays, compare the bundle with the CAs of the configured pool (`gcloud privateca roots list`); a certificate that none of them leads to was not issued for this trust domain.

explain-unexpected-identity =
    .means = The workload's certificate must name exactly one URI, and this URI must be the SPIFFE ID of a workload: a trust domain with a path behind it. Peers that follow the SPIFFE standard refuse anything else (X509-SVID, sections 2 and 5.2). This finding also means that the ID differs from the one in the configuration of the VM or from the one that the metadata server gives, or that the certificate of another workload lies beside it, so that nobody can tell which of the two belongs to the VM.
    .look-at = The URIs that the message names, workload-identity in CONFIGS.json, and the VM's service account: it decides which identities the VM may have.
    .settle = Correct the configuration if the certificate is right. If it is not, the VM holds the identity of another workload: find out how it came there, and which VMs use it.

explain-unexpected-profile =
    .means = The workload's certificate holds a key of another kind, or lives for longer or shorter, than the VM is configured for; or it does not allow what mutual TLS needs: digital signatures, for servers and for clients; or it allows what no workload's certificate may (SPIFFE X509-SVID, sections 4.1 and 4.3): to be an authority, to sign certificates or revocation lists. Peers that follow the SPIFFE standard refuse such a certificate. If a peer accepts a certificate that may sign others, its holder can create identities.
    .look-at = The certificate template and issuance policy of the CA pool, and the configuration of the VM or of the pool of identities.
    .settle = Where the configuration was changed lately, the next rotation settles it. Else another template or another issuer made this certificate: look at CA Service's record of it.

explain-expired-certificate =
    .means = The workload's certificate on the VM has expired, or is not valid yet, at the time of looking. Peers refuse it.
    .look-at = The clock of the VM, the guest agent and its timer (gce-workload-cert-refresh.timer), and what config_status says.
    .settle = Where the clock is right, find out why the certificate was not replaced: an agent that does not run, a pool or CA that is disabled, or a right that was taken away (privateca.workloadCertificateRequester).

explain-overdue-rotation =
    .means = The workload's certificate on the VM is still good, but should have been replaced by now: rotation begins when a configured part of its life is left, 50 to 80 percent, and the guest agent fetches the new one within ten minutes. Without a configuration the latest, 50 percent, counts.
    .look-at = What config_status says, whether the agent's timer runs (gce-workload-cert-refresh.timer), and CA Service's log: does it have a newer certificate of this identity?
    .settle = Where a newer certificate was issued, the VM does not fetch it: restart the guest agent, or query the metadata server again. Where none was issued, look at the pool and the rights on it before this certificate ends.

explain-refused-configuration =
    .means = Compute Engine reports an error in the configuration of the VM's workload identity: a status or code other than OK, a message without a code, or an entry under partnerMetadataConfigsErrors, one of its older names, or another name of an error (config-status, config_status). The usual causes are a typing error in the configuration, or a missing permission on the CA pool. The files on the VM may be older than the error and will not be renewed: the VM loses its identity when the certificate expires.
    .look-at = The attribute that the message names, in CONFIGS.json: certificate-issuance-config, trust-config or workload-identity.
    .settle = Correct the value and update the VM (gcloud beta compute instances update --partner-metadata-from-file). `credtrail workload verify --config CONFIGS.json` tells what is wrong with the file's structure.

explain-unexpected-files =
    .means = The files are not as the guest agent writes them: the directory with mode 0755, the files with 0644, no symbolic link out of the place, the private key beside the certificate. It is a break where others than the owner may write, or where a link leads elsewhere: somebody could put another certificate or bundle there. Files in such a place are not read; a file that is the private key's file under another name is not read either, and is also a break. It is a gap where there is no private key, and where one of several credentials has no certificate that can be read; any other mode is a note.
    .look-at = Owner and mode of the directory and its files, and what else on the VM writes there.
    .settle = Restore the modes, or remove the directory and let the guest agent write it again. After a break, somebody may have replaced the certificate and the bundle: do not trust them until you have compared both with the metadata server (`credtrail workload verify metadata`).

explain-bundle-mismatch =
    .means = The trust bundle on the VM belongs to another trust domain than the workload's certificate, or holds no certificate, or holds a certificate that does not belong to an authority. This is a break. (In a SPIFFE bundle, a trust anchor is a key with use x509-svid that belongs to an authority.) It is a gap where there is no bundle, or no private key. It is a note where the certificates are not in the order in which TLS sends them, with the workload's own certificate first.
    .look-at = The trust domains in trust_bundles.json or in the answer of trust-anchors, and trust-config in CONFIGS.json.
    .settle = Correct trust-config so that it names the identity's own trust domain, and update the VM. Where both are right, look again after ten minutes: the two may be of different times.

explain-outdated-agent =
    .means = The output of the VM's serial port shows a guest agent older than 20231103.01, or none at all. Such an agent does not write credentials to files, so that it does not renew the files on the VM. It is a note where the files were not checked.
    .look-at = `gcloud compute instances get-serial-port-output VM | grep -E "GCE Agent Started|Google Guest Agent"`; of several lines the last counts. The port keeps only the last part of the output: on a VM that has run for a long time the line may be gone.
    .settle = Update the guest environment, or restart the agent and take the output again.

explain-holder-mismatch =
    .means = A credential was used under another user name than the name for which it was issued. The API server takes the user name from the credential: from the common name of a certificate, or from the service account in a token. So the records of the issuance and the records of the use cannot both be true: it is a break. It is a note where the request named several ids: no authenticator writes several ids, so that a front proxy wrote the name and the ids, which says nothing against the credential.
    .look-at = The front proxies that the API server trusts, first: one that writes `X-Remote-Extra-` headers can put the id of one credential beside the name of another user. Then the uses under the name that does not fit, and where they came from.
    .settle = Where a front proxy explains it, configure the proxy so that it writes the id of the credential that it received, or no id. Otherwise assume that a forged credential was used under that name, and compare the records with their originals in Cloud Logging.

explain-purpose-mismatch =
    .means = A credential was made or used for a purpose for which its key, its authority or the GKE method is not meant. A certificate that was issued for etcd was used at the API server; a token was signed with the key of a certificate authority, or a certificate with a key that signs tokens; or GKE's method for one kind of credential issued the other. It is a break. It is a gap where only an incomplete policy, or a description of the cluster, which tells no time, says that the pool is for etcd.
    .look-at = What the clusters are told to use: a key or a pool that was configured, by mistake, for two purposes explains it. Then the record that the finding names, and its caller.
    .settle = Where one key or pool serves two purposes, give each its own and rotate. Otherwise somebody used a key or an authority for another purpose than its own: find out who was able to call it, and treat the credential as forged.

explain-foreign-token =
    .means = A token came with a user name that is no service account's, and no log of the cluster knows of its issuance. The cluster's own issuer signs tokens only for service accounts, so that an outside identity provider issued this one. The logs neither prove this token nor speak against it: it is always a gap.
    .look-at = The user names, and the identity providers in the authentication configuration of the API server. People who log in with one are the usual cause.
    .settle = Look for the token in the provider's own log, by its `jti`. Where the provider is one that you trust, the findings on such tokens can be suppressed by the policy. Where no provider is configured, find out who wrote the id: a front proxy can.

explain-used-elsewhere =
    .means = GKE's records show that a credential was issued for one cluster, and it was used in another cluster. It is a break where GKE's log of the using cluster was read at the time of the issuance, and has no record of it. It is a gap where that log was not read, or where the using cluster is not known to be under control plane authority.
    .look-at = The two clusters, first. There are two harmless causes: a raw audit log was read with the wrong `--cluster`, so that the wrong cluster is named; or the API servers of both clusters trust the same keys or CA pools and accept each other's credentials, which should be corrected. Then look at who used the credential, and from where.
    .settle = For a gap, export GKE's log of the using cluster for the time in the message. For a break, give each cluster keys and pools of its own, and look at what was done in the using cluster with this credential.
