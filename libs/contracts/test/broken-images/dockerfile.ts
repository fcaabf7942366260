import { type Defect, stageOf } from './defect.ts';

/** The last lines of every image: what is declared of it. */
const CONFIG = `
USER 65532:65532
WORKDIR /app
ENV MODE=production
EXPOSE 80
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --retries=3 CMD ["/program", "/etc/clean.conf"]
LABEL title="clean"
ENTRYPOINT ["/program"]
CMD ["/etc/clean.conf"]
`;

/** A program with the two libraries it needs, its settings, and two folders: an image with nothing wrong. */
const CLEAN = `
FROM --platform=$BUILDPLATFORM debian:trixie-slim AS tools
RUN <<END
set -eu
mkdir /floor /clean
cp --dereference --parents $(ldd /usr/bin/cat | grep --only-matching '/[^ ]*') /floor/
cp /usr/bin/cat /clean/program
cd /clean
mkdir --parents etc app/releases/1 data
install --directory --mode=1777 tmp
printf 'root:x:0:0::/root:/sbin/nologin\\nnonroot:x:65532:65532::/:/sbin/nologin\\n' > etc/passwd
printf 'root:x:0:\\nnonroot:x:65532:\\n' > etc/group
echo 'mode = production' > etc/clean.conf
echo '# Read this first' > app/first.md
{ echo 'release 1'; head --bytes=20000 /dev/zero | tr '\\0' '.'; } > app/releases/1/notes.txt
ln --symbolic releases/1 app/current
chown 65532:65532 data
END
COPY parts/ /parts/

FROM scratch AS floor
COPY --from=tools /floor/ /

FROM floor AS clean
COPY --from=tools /clean/ /
${CONFIG}

FROM floor AS fat-floor
COPY parts/zeros-400k /usr/lib/fat.bin

FROM --platform=$BUILDPLATFORM tools AS made-heavy
RUN head --bytes=200000 /dev/zero > /floor/usr.bin && install -D /floor/usr.bin /floor/usr/lib/heavy.bin && rm /floor/usr.bin
FROM scratch AS heavy-floor
COPY --from=made-heavy /floor/ /

FROM --platform=$BUILDPLATFORM tools AS made-other
RUN install -D /etc/debian_version /floor/etc/other
FROM scratch AS other-floor
COPY --from=made-other /floor/ /

FROM floor AS padded
COPY --from=tools /clean/ /
COPY parts/zeros-100k /app/data.bin
${CONFIG}
`;

/** Stages that are images by themselves, beside those of the defects. */
export const PLAIN_STAGES = ['floor', 'fat-floor', 'heavy-floor', 'clean', 'padded'] as const;

export function dockerfile(defects: readonly Defect[]): string {
  return [CLEAN, ...defects.map(stagesOf)].join('\n');
}

function stagesOf(defect: Defect): string {
  const { change, lines = '', from } = defect;
  const stage = stageOf(defect);
  if (change === undefined && from === undefined) return `FROM clean AS ${stage}\n${lines}`;
  const made = `FROM --platform=$BUILDPLATFORM tools AS made-${stage}\nRUN <<END\nset -eu\ncd /clean\n${change ?? 'true'}\nEND`;
  return `${made}\nFROM ${from ?? 'floor'} AS ${stage}\nCOPY --from=made-${stage} /clean/ /\n${CONFIG}\n${lines}`;
}
