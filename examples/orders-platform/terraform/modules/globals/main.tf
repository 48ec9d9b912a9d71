# Phase 0: what every other module and the data plane refer to by name.

data "aws_iam_policy_document" "data_key" {
  statement {
    sid       = "AccountAdministersItsKey"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.target_account_id}:root"]
    }
  }
  statement {
    sid       = "LogsEncrypt"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
  }
}

# Snapshots shared by the source account are copied under this key before they are restored.
resource "aws_kms_key" "data" {
  description             = "Orders platform: databases, snapshots, secrets, logs"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.data_key.json
}

resource "aws_kms_alias" "data" {
  name          = "alias/orders-data"
  target_key_id = aws_kms_key.data.key_id
}

# Empty containers: the values are put in the data-plane phase "Application Data", never by Terraform,
# because a value that Terraform knows is a value that its state file holds in clear.
resource "aws_secretsmanager_secret" "database" {
  name                    = "orders/database"
  description             = "Connection of the orders services to orders-db"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret" "payment_gateway" {
  name                    = "orders/payment-gateway"
  description             = "API key of the payment gateway"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = 7
}
