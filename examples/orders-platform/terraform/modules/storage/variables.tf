variable "source_account_id" {
  type = string
}
