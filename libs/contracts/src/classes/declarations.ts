import type { ImageView } from '../image-view.ts';

/** A piece of text that an image carries beside its files. */
export interface Declaration {
  /** `the environment`, `history step 3`. */
  readonly place: string;
  readonly text: string;
}

export function declarations({ image: { config, history } }: ImageView): Declaration[] {
  const settings = (place: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([name, value]) => ({ place: `${place} ${name}`, text: `${name}=${value}` }));
  return [
    ...settings('the variable', config.env),
    ...settings('the label', config.labels),
    { place: 'the entry point', text: config.entrypoint.join(' ') },
    { place: 'the command', text: config.cmd.join(' ') },
    { place: 'the health check', text: (config.healthcheck?.test ?? []).join(' ') },
    ...history.map(({ createdBy, comment }, index) => ({
      place: `history step ${index + 1}`,
      text: [createdBy, comment].join('\n'),
    })),
  ];
}
