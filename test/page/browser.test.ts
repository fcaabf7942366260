// Proves in a real browser that the page is whole: picture drawn, nothing asked of a third party, fit for a phone and for the dark.
// Screenshots are kept in .drydock/screenshots for people to look at.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, ROOT, startServices } from '../support/services.ts';
import { until } from '../support/until.ts';

const SCREENSHOTS = join(ROOT, '.drydock/screenshots');
const PAGE = 'http://image-gallery/';
const LIMITS = [
  '--read-only',
  '--tmpfs',
  '/tmp',
  '--tmpfs',
  '/home/browser',
  '--cap-drop',
  'ALL',
  '--memory',
  '1g',
];
let engine: Engine;
let stack: Stack;
let container: string;
let browser: Browser;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  // On the services' own network, where a person's browser would not be: so it sees what containers see.
  const label = ['--label', `dev.drydock.stack=${stack.name}`];
  const run = [
    'run',
    '--detach',
    ...label,
    ...LIMITS,
    '--network',
    stack.network,
    '--publish',
    '127.0.0.1::9222',
  ];
  container = (await runDocker(engine, [...run, 'drydock/browser:local'])).stdout.trim();
  const { stdout: address } = await runDocker(engine, ['port', container, '9222/tcp']);
  browser = await connect(`http://${address.trim()}`);
  // On a machine with other work, the first picture may take longer than the page waits for it.
  const page = async () => (await fetch(stack.service('image-gallery').url)).text();
  await until('the page shows the picture', async () => (await page()).includes('<img '));
});

afterAll(async () => {
  await browser?.close();
  if (container) await runDocker(engine, ['rm', '--force', '--volumes', container]);
  await stack?.stop();
});

/** The port is published before Chromium listens behind it. */
async function connect(url: string): Promise<Browser> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const connected = await chromium.connectOverCDP(url).catch((error: unknown) => error as Error);
    if (!(connected instanceof Error)) return connected;
    if (Date.now() > deadline) throw connected;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const VIEWS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['desktop-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['phone-dark', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: 'dark' }],
];

test.each(VIEWS)(
  '%s: the picture is drawn, nothing overflows, nothing is asked of anyone else',
  async (name, options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(PAGE, { waitUntil: 'networkidle' });

    const seen = await page.evaluate(() => {
      const image = document.querySelector('img');
      const { color, backgroundColor } = getComputedStyle(document.body);
      return {
        pictureWidth: image?.naturalWidth ?? 0,
        shownWidth: image?.getBoundingClientRect().width ?? 0,
        overflow: document.documentElement.scrollWidth - window.innerWidth,
        windowWidth: window.innerWidth,
        color,
        backgroundColor,
        text: document.body.textContent ?? '',
      };
    });
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    await context.close();
    expect(seen.pictureWidth).toBeGreaterThan(600);
    expect(seen.shownWidth, 'the picture is the largest thing on the page').toBeGreaterThan(
      seen.windowWidth / 2,
    );
    expect(seen.overflow, 'no scrolling sideways').toBeLessThanOrEqual(0);
    expect(lightness(seen.backgroundColor) < lightness(seen.color)).toBe(options.colorScheme === 'dark');
    expect(seen.text).toMatch(/Visits/i);
    expect([...new Set(asked)]).toEqual([new URL(PAGE).origin]);
    expect(complaints).toEqual([]);
  },
);

/** Of a computed colour, from 0 to 765. */
function lightness(color: string): number {
  return (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
}
