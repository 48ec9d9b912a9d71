# No credentials and no endpoints here. Both come from the environment of the process that runs terraform:
# AWS_PROFILE names the target account's profile, AWS_ENDPOINT_URL an endpoint other than AWS's own.
provider "aws" {
  region = var.region

  # The classic mistake is to apply with the source account's credentials. The provider then stops here.
  allowed_account_ids = [var.target_account_id]

  s3_use_path_style = var.s3_use_path_style

  default_tags {
    tags = {
      migration = "orders-2026-10"
      platform  = "orders"
    }
  }
}
