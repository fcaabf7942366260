# What `docker buildx bake` builds when it is asked for nothing in particular.
group "default" {
  targets = ["harbour"]
}

target "harbour" {
  tags = ["harbour"]
}
