variable "target_account_id" {
  type = string
}
