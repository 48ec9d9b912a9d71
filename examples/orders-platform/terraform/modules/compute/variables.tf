variable "vpc_id" {
  type = string
}

variable "log_kms_key_arn" {
  type = string
}
