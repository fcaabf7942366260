# image-gallery as the first Dockerfile one writes: everything in one stage, on the toolchain.
# `drydock compare` holds the real one against it.
FROM drydock/golang AS single-stage
WORKDIR /src
COPY . .
RUN --mount=type=secret,id=goenv,target=/root/.config/go/env \
    go build -o /usr/local/bin/image-gallery .
USER 65532:65532
EXPOSE 80
CMD ["image-gallery"]
