# image-gallery as guides to multi-stage builds write it: the toolchain builds, a general runtime image runs.
# `drydock compare` holds the real one against it.
FROM drydock/golang AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=secret,id=goenv,target=/root/.config/go/env \
    go mod download
COPY . .
RUN go build -o /image-gallery .

FROM drydock/runtime AS multi-stage
COPY --from=build /image-gallery /usr/local/bin/image-gallery
USER 65532:65532
EXPOSE 80
ENTRYPOINT ["/usr/local/bin/image-gallery"]
