import { findSecretsInText } from '@drydock/layers';
import type { ImageView } from '../image-view.ts';
import type { SightingRule } from './absence-class.ts';
import { declarations } from './declarations.ts';

/** Secrets in what an image says about itself, which everyone reads who may pull it. */
export function secretsInDeclarations(isMeant: (kind: string) => boolean): SightingRule {
  return {
    finds: 'The same in the environment, the labels, the commands and the history of the image',
    find: (view: ImageView) =>
      declarations(view).flatMap(({ place, text }) =>
        findSecretsInText(text)
          .filter(({ kind }) => isMeant(kind))
          .map(({ kind, excerpt }) => ({ what: `${place}: ${kind} ${excerpt}` })),
      ),
  };
}
