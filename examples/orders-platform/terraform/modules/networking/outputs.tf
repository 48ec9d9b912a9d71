output "vpc_id" {
  value = aws_vpc.orders.id
}

output "vpc_cidr_block" {
  value = aws_vpc.orders.cidr_block
}

output "data_subnet_ids" {
  value = aws_subnet.data[*].id
}
