# Phase 1: one VPC over two zones. Public subnets carry the load balancer, data subnets the databases.

locals {
  zones = ["${var.region}a", "${var.region}b"]
}

resource "aws_vpc" "orders" {
  cidr_block = "10.42.0.0/16"
  tags       = { Name = "orders" }
}

resource "aws_subnet" "public" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.orders.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.orders.cidr_block, 8, count.index)
  tags              = { Name = "orders-public-${count.index}" }
}

resource "aws_subnet" "data" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.orders.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.orders.cidr_block, 8, count.index + 20)
  tags              = { Name = "orders-data-${count.index}" }
}

resource "aws_internet_gateway" "orders" {
  vpc_id = aws_vpc.orders.id
  tags   = { Name = "orders" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.orders.id
  tags   = { Name = "orders-public" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.orders.id
  }
}

resource "aws_route_table_association" "public" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}
