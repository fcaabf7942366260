# The image graph of Drydock: every image, what it is made of, and nothing else.
#
#   docker buildx bake -f docker/bake.hcl                 build the service images
#   docker buildx bake -f docker/bake.hcl test            run every service's unit tests
#   docker buildx bake -f docker/bake.hcl validate        lint every Dockerfile
#   docker buildx bake -f docker/bake.hcl compare         build the services in other ways too
#
# A toolchain is an image like any other. "target:maven" in `contexts` makes `FROM drydock/maven`
# in a Dockerfile mean the image of the target `maven` of this same build, so nothing has to be
# pushed, pulled or tagged in between.

variable "TAG" {
  default     = "local"
  description = "Tag of the images that this build names"
}

variable "REVISION" {
  default     = ""
  description = "Commit the images are built from, kept as an OCI label"
}

group "default" {
  targets = ["image-of-the-day", "access-log", "image-gallery", "apod"]
}

group "test" {
  targets = ["image-of-the-day-test", "access-log-test", "image-gallery-test", "apod-test", "healthcheck-test", "proxy-test"]
}

# What `drydock compare` holds together: of each service, the ways to build it. A target is named after
# its service and the way; the service's own name is our way. Another way is a target and its name here.
group "compare" {
  targets = [
    "image-gallery-single-stage", "image-gallery-multi-stage", "image-gallery",
    "access-log-single-stage", "access-log-multi-stage", "access-log",
    "image-of-the-day-single-stage", "image-of-the-day-multi-stage", "image-of-the-day", "image-of-the-day-fast",
  ]
}

group "validate" {
  targets = ["validate-dockerfiles"]
}

target "validate-dockerfiles" {
  description = "Checks a Dockerfile with BuildKit's own rules, without building it"
  name        = "${item}-validate"
  matrix = {
    item = [
      "root", "maven", "openjdk", "node", "golang", "runtime", "healthcheck", "browser", "proxy", "tracer",
      "image-of-the-day", "access-log", "image-gallery", "apod",
      "image-of-the-day-single-stage", "image-of-the-day-multi-stage",
      "access-log-single-stage", "access-log-multi-stage",
      "image-gallery-single-stage", "image-gallery-multi-stage",
    ]
  }
  inherits = [item]
  call     = "check"
  output   = []
}

# What is only built with, not run: kept in the build cache, never loaded into the image store.
target "_toolchain" {
  output = ["type=cacheonly"]
}

# What is run. No attestations: the same source gives the same digest.
target "_final" {
  output = ["type=docker"]
  attest = ["type=provenance,disabled=true", "type=sbom,disabled=true"]
  labels = {
    "org.opencontainers.image.revision" = REVISION
    "org.opencontainers.image.version"  = "0.1.0"
  }
}

# What is run only for its exit code: a service's own unit tests.
target "_test" {
  target = "test"
  output = ["type=cacheonly"]
  labels = {}
}

# --- Shared images -----------------------------------------------------------------------------

target "root" {
  description = "Debian with the host's extra certificate authorities: where every builder starts"
  context     = "docker/root"
  inherits    = ["_toolchain"]
  contexts = {
    # A folder of *.crt files. Builders trust them; no final image holds them.
    host-ca = "docker/root/ca"
  }
}

target "maven" {
  description = "JDK 25 and Maven, to build Java"
  context     = "docker/maven"
  inherits    = ["_toolchain"]
  contexts    = { "drydock/root" = "target:root" }
}

target "openjdk" {
  description = "A plain Java runtime on the runtime image, to run a jar on"
  context     = "docker/openjdk"
  inherits    = ["_toolchain"]
  contexts = {
    "drydock/maven"   = "target:maven"
    "drydock/runtime" = "target:runtime"
  }
}

target "trust-store" {
  description = "The authorities that Java trusts: Mozilla's, without those of the build's network"
  inherits    = ["openjdk"]
  target      = "trust-store"
}

target "node" {
  description = "Node 24 and npm, to build JavaScript and TypeScript"
  context     = "docker/node"
  inherits    = ["_toolchain"]
  contexts    = { "drydock/root" = "target:root" }
}

target "golang" {
  description = "The Go toolchain"
  context     = "docker/golang"
  inherits    = ["_toolchain"]
  contexts    = { "drydock/root" = "target:root" }
}

target "runtime" {
  description = "What a program needs and no more: C library, certificates, time zones, one user"
  context     = "docker/runtime"
  inherits    = ["_toolchain"]
  contexts    = { "drydock/root" = "target:root" }
}

target "healthcheck" {
  description = "One static binary that asks a service's /health, for images that have no shell"
  context     = "docker/healthcheck"
  inherits    = ["_toolchain"]
  contexts    = { "drydock/golang" = "target:golang" }
}

target "healthcheck-test" {
  description = "Unit tests of the health check"
  inherits    = ["healthcheck", "_test"]
}

target "browser" {
  description = "Chromium, for the tests that look at the page; not in any group"
  context     = "docker/browser"
  output      = ["type=docker"]
  attest      = ["type=provenance,disabled=true", "type=sbom,disabled=true"]
  contexts    = { "drydock/root" = "target:root" }
  tags        = ["drydock/browser:${TAG}"]
}

target "proxy" {
  description = "A proxy that harms the traffic between two services, for the tests; not in any group"
  context     = "docker/proxy"
  output      = ["type=docker"]
  attest      = ["type=provenance,disabled=true", "type=sbom,disabled=true"]
  contexts    = { "drydock/golang" = "target:golang" }
  tags        = ["drydock/proxy:${TAG}"]
}

target "proxy-test" {
  description = "Unit tests of the proxy"
  inherits    = ["proxy", "_test"]
  tags        = []
}

target "tracer" {
  description = "strace, to make system calls slow or fail, for the tests; not in any group"
  context     = "docker/tracer"
  output      = ["type=docker"]
  attest      = ["type=provenance,disabled=true", "type=sbom,disabled=true"]
  contexts    = { "drydock/root" = "target:root" }
  tags        = ["drydock/tracer:${TAG}"]
}

# --- Services ----------------------------------------------------------------------------------

target "image-of-the-day" {
  description = "Java: the picture of the day"
  context     = "apps/image-of-the-day"
  target      = "runtime"
  inherits    = ["_final"]
  contexts = {
    "drydock/maven"       = "target:maven"
    "drydock/trust-store" = "target:trust-store"
    "drydock/runtime"     = "target:runtime"
    "drydock/healthcheck" = "target:healthcheck"
  }
  tags = ["drydock/image-of-the-day:${TAG}"]
}

target "image-of-the-day-fast" {
  description = "The same with classes prepared ahead of time: starts sooner, is larger; not in any group"
  inherits    = ["image-of-the-day"]
  target      = "fast"
  # Its upstream while it is trained.
  contexts    = { "drydock/apod" = "target:apod" }
  tags        = ["drydock/image-of-the-day-fast:${TAG}"]
}

target "image-of-the-day-test" {
  description = "Unit tests of image-of-the-day"
  inherits    = ["image-of-the-day", "_test"]
  tags        = []
}

target "image-of-the-day-checksums" {
  description = "Writes down the checksum of every file that Maven may use, after a change of pom.xml"
  inherits    = ["image-of-the-day"]
  target      = "checksums"
  tags        = []
  labels      = {}
  output      = ["type=local,dest=apps/image-of-the-day/.mvn/checksums"]
}

target "access-log" {
  description = "Node: counts the visits and keeps them"
  context     = "."
  dockerfile  = "apps/access-log/Dockerfile"
  inherits    = ["_final"]
  contexts = {
    "drydock/node"        = "target:node"
    "drydock/runtime"     = "target:runtime"
    "drydock/healthcheck" = "target:healthcheck"
  }
  tags = ["drydock/access-log:${TAG}"]
}

target "access-log-test" {
  description = "Unit tests of access-log"
  inherits    = ["access-log", "_test"]
  tags        = []
}

target "image-gallery" {
  description = "Go: the page"
  context     = "apps/image-gallery"
  inherits    = ["_final"]
  contexts = {
    "drydock/golang"      = "target:golang"
    "drydock/runtime"     = "target:runtime"
    "drydock/healthcheck" = "target:healthcheck"
  }
  tags = ["drydock/image-gallery:${TAG}"]
}

target "image-gallery-test" {
  description = "Unit tests of image-gallery"
  inherits    = ["image-gallery", "_test"]
  tags        = []
}

target "apod" {
  description = "Go: an offline stand-in for NASA's picture service"
  context     = "apps/apod"
  inherits    = ["_final"]
  contexts = {
    "drydock/golang"      = "target:golang"
    "drydock/healthcheck" = "target:healthcheck"
  }
  tags = ["drydock/apod:${TAG}"]
}

target "apod-test" {
  description = "Unit tests of apod"
  inherits    = ["apod", "_test"]
  tags        = []
}

# --- The services as one meets them elsewhere, to compare ours with ------------------------------

target "other-ways" {
  description = "A service as one meets it elsewhere, to compare ours with"
  name        = "${item.service}-${way}"
  matrix = {
    way = ["single-stage", "multi-stage"]
    # The Dockerfiles stand beside the service, and are named as seen from its build context.
    item = [
      { service = "image-of-the-day", folder = "compare", contexts = { "drydock/openjdk" = "target:openjdk" } },
      { service = "access-log", folder = "apps/access-log/compare", contexts = {} },
      { service = "image-gallery", folder = "compare", contexts = {} },
    ]
  }
  inherits   = [item.service]
  dockerfile = "${item.folder}/${way}.Dockerfile"
  target     = way
  contexts   = item.contexts
  tags       = ["drydock/${item.service}-${way}:${TAG}"]
}
