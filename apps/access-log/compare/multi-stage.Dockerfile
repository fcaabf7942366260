# access-log as guides to multi-stage builds write it: the toolchain builds, a general Node image runs.
# `drydock compare` holds the real one against it.
FROM drydock/node AS build
WORKDIR /repo
COPY package.json package-lock.json .npmrc ./
COPY apps/access-log/package.json apps/access-log/
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --workspace @drydock/access-log
COPY tsconfig.json ./
COPY apps/access-log apps/access-log
RUN npm run build --workspace @drydock/access-log

FROM drydock/node AS multi-stage
WORKDIR /app
COPY --from=build /repo/apps/access-log/dist/ ./
RUN install --directory --owner=65532 --group=65532 /data
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 80
VOLUME /data
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "server.cjs"]
