# Phase 2: empty buckets. The replication destinations (orders-documents-222222222222 and
# orders-uploads-222222222222) are not here: they were created with the replication, weeks before.

locals {
  buckets = {
    ddb_transfer = aws_s3_bucket.ddb_transfer.id
    reports      = aws_s3_bucket.reports.id
  }
}

# The source account's table exports land here and the target account imports them from here.
resource "aws_s3_bucket" "ddb_transfer" {
  bucket = "orders-ddb-transfer-222222222222"
}

resource "aws_s3_bucket" "reports" {
  bucket = "orders-reports-222222222222"
}

resource "aws_s3_bucket_public_access_block" "all" {
  for_each                = local.buckets
  bucket                  = each.value
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# The bucket owner owns what the other account writes, else the import could not read it.
resource "aws_s3_bucket_ownership_controls" "ddb_transfer" {
  bucket = aws_s3_bucket.ddb_transfer.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "reports" {
  bucket = aws_s3_bucket.reports.id
  versioning_configuration {
    status = "Enabled"
  }
}

data "aws_iam_policy_document" "ddb_transfer" {
  statement {
    sid       = "SourceAccountWritesExports"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"]
    resources = ["${aws_s3_bucket.ddb_transfer.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.source_account_id}:root"]
    }
  }
}

resource "aws_s3_bucket_policy" "ddb_transfer" {
  bucket     = aws_s3_bucket.ddb_transfer.id
  policy     = data.aws_iam_policy_document.ddb_transfer.json
  depends_on = [aws_s3_bucket_public_access_block.all]
}
