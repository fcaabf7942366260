module drydock/healthcheck

go 1.27
