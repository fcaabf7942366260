# What `docker buildx bake` builds when it is asked for nothing in particular.
group "default" {
  targets = ["harbour", "harbour-test"]
}

target "harbour" {
  tags = ["harbour"]
}

target "harbour-test" {
  target = "test"
  output = ["type=cacheonly"]
}
