terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # No backend block: the example keeps its state in this folder, so that it runs with nothing set up.
  # A real migration keeps its state in a bucket of the target account. Add, for instance,
  #   backend "s3" { bucket = "orders-terraform-state-222222222222", key = "orders-2026-10.tfstate", ... }
  # No .terraform.lock.hcl either: it would hold the provider's checksum for one operating system only and
  # make `init` fail on every other. `terraform providers lock -platform=...` writes a complete one.
}
