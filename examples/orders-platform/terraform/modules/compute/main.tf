# Phase 4: where the services will run. Nothing runs yet: the services are deployed, at zero, by the release
# pipeline, and scaled up by hand in the data-plane phase "Cutover".

resource "aws_ecs_cluster" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_log_group" "services" {
  name              = "/orders/services"
  retention_in_days = 90
  kms_key_id        = var.log_kms_key_arn
}

data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_task" {
  name               = "orders-api-task"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

data "aws_iam_policy_document" "api_task" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:secretsmanager:*:*:secret:orders/*"]
  }
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"]
    resources = ["arn:aws:dynamodb:*:*:table/orders-*"]
  }
}

resource "aws_iam_role_policy" "api_task" {
  name   = "orders-data"
  role   = aws_iam_role.api_task.id
  policy = data.aws_iam_policy_document.api_task.json
}

resource "aws_security_group" "edge" {
  name        = "orders-edge"
  description = "HTTPS from anywhere to the load balancer"
  vpc_id      = var.vpc_id

  ingress {
    description = "HTTPS"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecr_repository" "api" {
  name                 = "orders/api"
  image_tag_mutability = "IMMUTABLE"
}
