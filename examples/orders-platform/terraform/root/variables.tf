variable "region" {
  description = "Region of the target account's resources."
  type        = string
  default     = "us-east-1"
}

variable "target_account_id" {
  description = "The account that everything here is created in."
  type        = string
  default     = "222222222222"
}

variable "source_account_id" {
  description = "The account that the orders platform leaves; it may write its exports into one bucket."
  type        = string
  default     = "111111111111"
}

variable "s3_use_path_style" {
  description = "Address buckets by path. Only for endpoints on an IP address or localhost, never for AWS."
  type        = bool
  default     = false
}
