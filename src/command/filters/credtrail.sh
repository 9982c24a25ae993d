name=${NAME:-credtrail}
region=${REGION:?where the bucket and the job are, for example us-central1}
bucket_project=${BUCKET_PROJECT:-$project}
retention_days=${RETENTION_DAYS:-400}
# A lock cannot be undone: nobody can shorten the retention or delete the bucket before its objects are that old.
lock_retention=${LOCK_RETENTION:?yes or no}
image=${IMAGE:?the image of credtrail, best by its digest}
schedule=${SCHEDULE:-17 * * * *}
# An NFS share (Filestore) for the database. SQLite cannot lie in a mounted bucket.
database_server=${DATABASE_SERVER:?the address of the NFS share}
database_path=${DATABASE_PATH:-/credtrail}
network=${NETWORK:-default}
subnetwork=${SUBNETWORK:-default}

reader="$name@$project.iam.gserviceaccount.com"
scheduler="$name-scheduler@$project.iam.gserviceaccount.com"
case $project in
  *:*) # a project of a domain: example.com:acme becomes acme.example.com
    reader="$name@${project#*:}.${project%%:*}.iam.gserviceaccount.com"
    scheduler="$name-scheduler@${project#*:}.${project%%:*}.iam.gserviceaccount.com" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in gcloud jq; do
  command -v "$tool" > /dev/null || { echo "$tool is missing" >&2; exit 2; }
done

# Adds log types of a service to the IAM policy of a project, and keeps all else in it. The etag makes the API refuse the policy where
# somebody changed it meanwhile; then it is read again.
audit_setting() {
  local of=$1 service=$2 try
  shift 2
  for try in 1 2 3 4 5; do
    gcloud projects get-iam-policy "$of" --format=json > "$work/policy.json"
    jq -e '.etag | strings | length > 0' "$work/policy.json" > /dev/null || {
      echo "$of: the policy has no etag, so that it is left as it is" >&2
      return 1
    }
    jq --arg service "$service" '
      ($ARGS.positional) as $types
      | .auditConfigs = (.auditConfigs // [])
      | if any(.auditConfigs[]; .service == $service) then . else .auditConfigs += [{service: $service, auditLogConfigs: []}] end
      | .auditConfigs |= map(
          if .service == $service then
            .auditLogConfigs = (.auditLogConfigs // []) + [$types[] as $type
              | select(any((.auditLogConfigs // [])[]; .logType == $type) | not)
              | {logType: $type}]
          else . end)
    ' --args "$@" < "$work/policy.json" > "$work/wanted.json"
    if jq -e --slurpfile wanted "$work/wanted.json" '. == $wanted[0]' "$work/policy.json" > /dev/null; then
      return 0
    fi
    if gcloud projects set-iam-policy "$of" "$work/wanted.json" --quiet > /dev/null; then
      return 0
    fi
    echo "$of: the policy was not set (try $try); it is read again" >&2
    sleep $((try * 2))
  done
  return 1
}

log_bucket() {
  if ! gcloud storage buckets describe "gs://$bucket" > /dev/null 2>&1; then
    gcloud storage buckets create "gs://$bucket" --project="$bucket_project" --location="$region" \
      --uniform-bucket-level-access --public-access-prevention --retention-period="${retention_days}d"
  elif [ -z "$(gcloud storage buckets describe "gs://$bucket" --format='value(retention_policy.retentionPeriod)')" ]; then
    gcloud storage buckets update "gs://$bucket" --retention-period="${retention_days}d"
  fi
  if [ "$lock_retention" = yes ]; then
    gcloud storage buckets update "gs://$bucket" --lock-retention-period --quiet
  fi
}

# One sink a project, and leave for it to write.
sink() {
  local of=$1 filter=$2 verb=create writer
  if gcloud logging sinks describe "$name" --project="$of" > /dev/null 2>&1; then
    verb=update
  fi
  gcloud logging sinks "$verb" "$name" "storage.googleapis.com/$bucket" --project="$of" --log-filter="$filter"
  writer=$(gcloud logging sinks describe "$name" --project="$of" --format='value(writerIdentity)')
  gcloud storage buckets add-iam-policy-binding "gs://$bucket" --role=roles/storage.objectCreator --member="$writer"
}

account() {
  local email=$1 shown=$2
  gcloud iam service-accounts describe "$email" --project="$project" > /dev/null 2>&1 ||
    gcloud iam service-accounts create "${email%%@*}" --project="$project" --display-name="$shown"
}

reader_account() {
  account "$reader" 'Reads audit logs for credtrail'
  gcloud storage buckets add-iam-policy-binding "gs://$bucket" --role=roles/storage.objectViewer --member="serviceAccount:$reader"
}

# Leave to read: Data Access logs need the private viewer.
reader() {
  gcloud projects add-iam-policy-binding "$1" --role=roles/logging.privateLogViewer --member="serviceAccount:$reader" \
    --condition=None > /dev/null
}

# The scan. The database has one writer, and a break is no reason to try again: status 1 and 3 are results.
scan_job() {
  local arguments="scan,--pull,--project=$project" verb=create
  arguments+=$(printf ',--key-project=%s' "${key_projects[@]}")
  arguments+=",--db=/var/lib/credtrail/credtrail.db,--since=24h,--new"
  gcloud services enable run.googleapis.com cloudscheduler.googleapis.com --project="$project"
  gcloud run jobs deploy "$name" --project="$project" --region="$region" --image="$image" --args="$arguments" \
    --service-account="$reader" --tasks=1 --parallelism=1 --max-retries=0 --task-timeout=3000s --cpu=1 --memory=2Gi \
    --add-volume="name=state,type=nfs,location=$database_server:$database_path" \
    --add-volume-mount=volume=state,mount-path=/var/lib/credtrail \
    --network="$network" --subnet="$subnetwork" --vpc-egress=private-ranges-only
  account "$scheduler" 'Starts the scan of credtrail'
  gcloud run jobs add-iam-policy-binding "$name" --project="$project" --region="$region" --role=roles/run.invoker \
    --member="serviceAccount:$scheduler"
  if gcloud scheduler jobs describe "$name" --project="$project" --location="$region" > /dev/null 2>&1; then
    verb=update
  fi
  gcloud scheduler jobs "$verb" http "$name" --project="$project" --location="$region" --schedule="$schedule" --time-zone=Etc/UTC \
    --http-method=POST --oauth-service-account-email="$scheduler" \
    --uri="https://run.googleapis.com/v2/projects/$project/locations/$region/jobs/$name:run"
}
