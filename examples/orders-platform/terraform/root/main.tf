# One module per phase of the control-plane checklist, applied one at a time with -target=module.<name>.
# Each refers only to modules of earlier phases.

module "globals" {
  source            = "../modules/globals"
  target_account_id = var.target_account_id
}

module "networking" {
  source = "../modules/networking"
  region = var.region
}

module "storage" {
  source            = "../modules/storage"
  source_account_id = var.source_account_id
}

module "database" {
  source         = "../modules/database"
  vpc_id         = module.networking.vpc_id
  subnet_ids     = module.networking.data_subnet_ids
  app_cidr_block = module.networking.vpc_cidr_block
}

module "compute" {
  source          = "../modules/compute"
  vpc_id          = module.networking.vpc_id
  log_kms_key_arn = module.globals.data_key_arn
}

module "dns" {
  source = "../modules/dns"
}
