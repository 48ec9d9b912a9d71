# Phase 3: what the restored databases are put into. The databases themselves come from snapshots and the
# tables from imports (an import creates its table), so neither is declared here.

resource "aws_db_subnet_group" "orders" {
  name       = "orders-data"
  subnet_ids = var.subnet_ids
}

# Both groups start at their family's defaults, as they are in the source account. They exist because a
# restore that names no group gets default.*, which can never be changed afterwards.
resource "aws_db_parameter_group" "orders_db" {
  name        = "orders-db-postgres15"
  family      = "postgres15"
  description = "orders-db, as in the source account"
}

resource "aws_rds_cluster_parameter_group" "orders_reporting" {
  name        = "orders-reporting-aurora-postgresql15"
  family      = "aurora-postgresql15"
  description = "orders-reporting, as in the source account"
}

resource "aws_security_group" "databases" {
  name        = "orders-databases"
  description = "PostgreSQL from inside the orders VPC"
  vpc_id      = var.vpc_id

  ingress {
    description = "PostgreSQL"
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = [var.app_cidr_block]
  }
}
