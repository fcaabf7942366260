import { createHash } from 'node:crypto';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { builds, custom, defineLab, fail, image, PASS, type Workbench } from '@drydock/labs';

const TOKEN = 'a-token-of-the-harbour-office';
/** As people write it down: as it is, and in two codes that hide nothing. */
const WRITTEN = [TOKEN, Buffer.from(TOKEN).toString('hex'), ...base64Forms(TOKEN)];
const chart = createHash('sha256').update(TOKEN).digest('hex').slice(0, 16);
/** To save an image takes a second: once for both tasks. */
const saved = new WeakMap<Workbench, ReturnType<typeof saveImage>>();
const build = { args: { TOKEN }, secrets: { token: TOKEN } };

export default defineLab({
  title: 'Secrets that do not stay',
  minutes: 15,
  tasks: [
    {
      name: 'fetch',
      say: 'Make the build fetch the chart with the token, so that `/srv/chart` is in the image.',
      checks: [
        builds({
          build,
          mend: 'a step gets only what it asks for: the build argument by its name TOKEN, the secret by its id "token"',
        }),
        image(
          { files: { '/srv/chart': { text: `chart ${chart}\n` } } },
          {
            build,
            otherwise: '/srv/chart is not there, or was not fetched with the token',
            mend: 'fetch.sh wants the token itself: not its name, and not the path of a file that holds it',
          },
        ),
      ],
    },
    {
      name: 'not-in-the-records',
      say: 'Keep the token out of what the image tells about itself: its environment and its history.',
      checks: [
        custom('its configuration and history do not tell the token', searchRecords, {
          otherwise: 'everyone who has the image can read the token in what it tells about itself',
          mend: 'ARG and ENV are written down with their values, whatever a later line says; a secret of the build is mounted into one step, and written down nowhere',
        }),
      ],
    },
    {
      name: 'not-in-a-layer',
      say: 'Keep the token out of every layer of the image.',
      checks: [
        custom('no layer holds the token', searchLayers, {
          otherwise: 'everyone who has the image can take the token out of one of its layers',
          mend: 'whatever is in a file when its step ends is in that layer for good; a later step only hides it, and a mounted secret is in no layer unless you copy it there',
        }),
      ],
    },
  ],
  wrong: {
    'other-id': { task: 'fetch', says: 'the secret by its id "token"' },
    'in-an-argument': { task: 'not-in-the-records', says: 'ARG and ENV are written down' },
    'in-the-environment': { task: 'not-in-the-records', says: 'whatever a later line says' },
    'deleted-later': { task: 'not-in-a-layer', says: 'a later step only hides it' },
    'copied-out-of-the-mount': { task: 'not-in-a-layer', says: 'unless you copy it there' },
    'left-in-base64': { task: 'not-in-a-layer', says: 'take the token out of one of its layers' },
    'left-in-a-file': { task: 'not-in-a-layer', says: 'take the token out of one of its layers' },
  },
});

interface ImageRecord {
  readonly config: { readonly Env?: readonly string[] };
  readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

async function searchRecords(bench: Workbench) {
  const { record } = await savedImage(bench);
  const environment = (record.config.Env ?? []).filter(tellsToken);
  const history = record.history.flatMap(({ created_by: text = '' }) => (tellsToken(text) ? [text] : []));
  if (tellsToken(JSON.stringify(record)))
    return fail('the token is in the records of the image', [
      ...environment.map((text) => `environment: ${text}`),
      ...history.map((text) => `docker history: ${text}`),
    ]);
  return PASS;
}

async function searchLayers(bench: Workbench) {
  const { record, layers } = await savedImage(bench);
  const makers = record.history.filter(({ empty_layer: isEmpty }) => !isEmpty);
  const found = layers.flatMap((layer, index) =>
    [...tarEntries(layer)]
      .filter(({ content }) => tellsToken(content))
      .map(
        ({ path }) => `/${path}, in layer ${index + 1}, made by: ${makers[index]?.created_by ?? 'the base'}`,
      ),
  );
  return found.length === 0 ? PASS : fail('the token is in a layer', found);
}

function tellsToken(content: string | Buffer): boolean {
  return WRITTEN.some((text) => content.includes(text));
}

/** Base64 of a text differs by what stands before it, in three ways; the signs at its ends by its neighbours as well. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].map((before) =>
    Buffer.from('?'.repeat(before) + text)
      .toString('base64')
      .replaceAll('=', '')
      .slice(before === 0 ? 0 : 4, -2),
  );
}

function savedImage(bench: Workbench): ReturnType<typeof saveImage> {
  const image = saved.get(bench) ?? saveImage(bench);
  saved.set(bench, image);
  return image;
}

/** What everyone gets who pulls the image: what it tells about itself, and its layers, unpacked. */
async function saveImage(bench: Workbench) {
  const { image: ref } = await bench.build(build);
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'drydock-lab-'));
  const archive = join(temporary.path, 'image.tar');
  await bench.docker(['save', '--output', archive, ref]);
  const files = new Map([...tarEntries(await readFile(archive))].map(({ path, content }) => [path, content]));
  const read = (path = '') => files.get(path) ?? Buffer.alloc(0);
  const [manifest] = JSON.parse(read('manifest.json').toString()) as [{ Config: string; Layers: string[] }];
  const record = JSON.parse(read(manifest.Config).toString()) as ImageRecord;
  return { record, layers: manifest.Layers.map((path) => unpacked(read(path))) };
}

function unpacked(layer: Buffer): Buffer {
  if (layer.readUInt16BE(0) === 0x1f8b) return gunzipSync(layer);
  return layer.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(layer) : layer;
}

/** A tar archive is a row of blocks of 512 bytes: a head with name and size, then the content. */
function* tarEntries(archive: Buffer): Generator<{ path: string; content: Buffer }> {
  for (let at = 0; at + 512 <= archive.length; ) {
    const text = (from: number, length: number) =>
      archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8) || 0;
    const content = archive.subarray(at + 512, at + 512 + size);
    if (size > 0) yield { path: text(0, 100), content };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
