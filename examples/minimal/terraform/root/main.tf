# One file, one module: the smallest root that a run directory can carry. Credentials and endpoints come from
# the environment. No backend block: the state stays in this folder.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["222222222222"]
  s3_use_path_style   = var.s3_use_path_style
}

variable "s3_use_path_style" {
  description = "Address buckets by path. Only for endpoints on an IP address or localhost, never for AWS."
  type        = bool
  default     = false
}

module "globals" {
  source = "../modules/globals"
}
