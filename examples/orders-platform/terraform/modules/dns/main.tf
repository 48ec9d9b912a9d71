# Phase 5: what the public name will need in this account. The public zone orders.example.com is not here: it
# moved to the target account with its delegation, weeks before, and still answers with the source account's
# addresses until the data-plane phase "Cutover" swaps the record.

# Stays "pending validation" until the domains team has put its CNAME into the zone.
resource "aws_acm_certificate" "api" {
  domain_name       = "api.orders.example.com"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_health_check" "api" {
  fqdn              = "api.orders.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/healthz"
  failure_threshold = 3
  request_interval  = 30
  tags              = { Name = "orders-api" }
}
