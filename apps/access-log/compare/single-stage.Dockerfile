# access-log as the first Dockerfile one writes: everything in one stage, on the toolchain.
# npm installs what this package and the workspace's root ask for, those of development among it.
# `drydock compare` holds the real one against it.
FROM drydock/node AS single-stage
WORKDIR /repo
COPY . .
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --workspace @drydock/access-log
RUN npm run build --workspace @drydock/access-log
RUN install --directory --owner=65532 --group=65532 /data
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 80
VOLUME /data
CMD ["node", "--disable-warning=ExperimentalWarning", "apps/access-log/dist/server.cjs"]
