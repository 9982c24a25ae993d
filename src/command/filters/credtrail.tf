terraform {
  required_version = ">= 1.5"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0"
    }
  }
}

variable "name" {
  description = "The name of the sinks, of the job and of the account that it runs as"
  type        = string
  default     = "credtrail"
}

variable "region" {
  description = "Where the bucket and the job are, for example us-central1"
  type        = string
}

variable "bucket_project" {
  description = "The project of the bucket; the clusters' own where none is named"
  type        = string
  default     = null
}

variable "retention_days" {
  description = "How long the bucket keeps each object"
  type        = number
  default     = 400
}

variable "retention_locked" {
  description = "Whether the retention is locked. A lock cannot be undone: nobody can shorten the retention or delete the bucket before its objects are that old"
  type        = bool
}

variable "kubernetes_reads" {
  description = "Whether calls of the Kubernetes API that only read are logged. They are by far the most entries; without them a credential that only reads looks unused"
  type        = bool
  default     = false
}

variable "image" {
  description = "The image of credtrail, best by its digest"
  type        = string
}

variable "schedule" {
  description = "When the job runs, in the syntax of cron, in UTC"
  type        = string
  default     = "17 * * * *"
}

variable "database_server" {
  description = "The address of the NFS share (Filestore) that holds the database. SQLite cannot lie in a mounted bucket"
  type        = string
}

variable "database_path" {
  description = "The path of the NFS share"
  type        = string
  default     = "/credtrail"
}

variable "network" {
  description = "The network by which the job reaches the share"
  type        = string
  default     = "default"
}

variable "subnetwork" {
  description = "The subnetwork of that network in the region"
  type        = string
  default     = "default"
}

# Audit settings. This resource is authoritative for its service in its project: it replaces the log types and the exempted members
# that stand there. Where another configuration manages the same service, add the log types there, and remove them here. What was
# not logged cannot be had later.
resource "google_project_iam_audit_config" "log" {
  for_each = {
    for name, it in local.audit_settings : name => it
    if var.kubernetes_reads || it.service != "container.googleapis.com"
  }
  project = each.value.project
  service = each.value.service

  dynamic "audit_log_config" {
    for_each = each.value.log_types
    content {
      log_type = audit_log_config.value
    }
  }
}

# The bucket, in which nothing can be altered, or removed before its time.
resource "google_storage_bucket" "logs" {
  name                        = var.bucket
  project                     = coalesce(var.bucket_project, local.project)
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  retention_policy {
    retention_period = var.retention_days * 86400
    is_locked        = var.retention_locked
  }

  lifecycle {
    prevent_destroy = true
  }
}

# One sink a project, and leave for it to write.
resource "google_logging_project_sink" "log" {
  for_each               = local.filters
  name                   = var.name
  project                = each.key
  description            = "The audit logs that credtrail reads"
  destination            = "storage.googleapis.com/${google_storage_bucket.logs.name}"
  filter                 = each.value
  unique_writer_identity = true
}

resource "google_storage_bucket_iam_member" "writer" {
  for_each = google_logging_project_sink.log
  bucket   = google_storage_bucket.logs.name
  role     = "roles/storage.objectCreator"
  member   = each.value.writer_identity
}

# Leave to read: Data Access logs need the private viewer.
resource "google_service_account" "reader" {
  project      = local.project
  account_id   = var.name
  display_name = "Reads audit logs for credtrail"
}

resource "google_project_iam_member" "reader" {
  for_each = local.filters
  project  = each.key
  role     = "roles/logging.privateLogViewer"
  member   = google_service_account.reader.member
}

resource "google_storage_bucket_iam_member" "reader" {
  bucket = google_storage_bucket.logs.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.reader.member
}

# The scan. The database has one writer, and a break is no reason to try again: status 1 and 3 are results.
resource "google_project_service" "job" {
  for_each           = toset(["run.googleapis.com", "cloudscheduler.googleapis.com"])
  project            = local.project
  service            = each.value
  disable_on_destroy = false
}

resource "google_cloud_run_v2_job" "scan" {
  name       = var.name
  project    = local.project
  location   = var.region
  depends_on = [google_project_service.job, google_project_iam_member.reader]

  template {
    parallelism = 1
    task_count  = 1

    template {
      service_account       = google_service_account.reader.email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      max_retries           = 0
      timeout               = "3000s"

      containers {
        image = var.image
        args = concat(
          ["scan", "--pull", "--project=${local.project}"],
          [for it in local.key_projects : "--key-project=${it}"],
          ["--db=/var/lib/credtrail/credtrail.db", "--since=24h", "--new"],
        )

        resources {
          limits = {
            cpu    = "1"
            memory = "2Gi"
          }
        }

        volume_mounts {
          name       = "state"
          mount_path = "/var/lib/credtrail"
        }
      }

      volumes {
        name = "state"
        nfs {
          server = var.database_server
          path   = var.database_path
        }
      }

      vpc_access {
        egress = "PRIVATE_RANGES_ONLY"
        network_interfaces {
          network    = var.network
          subnetwork = var.subnetwork
        }
      }
    }
  }
}

resource "google_service_account" "scheduler" {
  project      = local.project
  account_id   = "${var.name}-scheduler"
  display_name = "Starts the scan of credtrail"
}

resource "google_cloud_run_v2_job_iam_member" "scheduler" {
  project  = google_cloud_run_v2_job.scan.project
  location = google_cloud_run_v2_job.scan.location
  name     = google_cloud_run_v2_job.scan.name
  role     = "roles/run.invoker"
  member   = google_service_account.scheduler.member
}

resource "google_cloud_scheduler_job" "scan" {
  name       = var.name
  project    = local.project
  region     = var.region
  schedule   = var.schedule
  time_zone  = "Etc/UTC"
  depends_on = [google_project_service.job, google_cloud_run_v2_job_iam_member.scheduler]

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.scan.id}:run"

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }
}
