/** What a visitor sees while a service is under a fault, and what is counted of it in the end. */
export interface Expected {
  readonly words: string;
  readonly shows: RegExp;
  /** The page comes within its time limit. */
  readonly isInTime: boolean;
  /** How often a visit is counted: one that got a page, and one that did not. */
  readonly counts: { readonly answered: readonly number[]; readonly unanswered: readonly number[] };
}

export interface ExpectedOfService {
  readonly always: Expected;
  /** By fault, where it is otherwise. */
  readonly except: Readonly<Record<string, Partial<Expected>>>;
}

const ONCE = { answered: [1], unanswered: [0, 1] };
const NEVER = { answered: [0], unanswered: [0] };

const ALL = { shows: /^picture and visits$/, words: 'all of the page' };
const LATER = { shows: /^picture( and visits)?$/, words: 'the picture, and the visit later' };
const IMPOSTOR = { shows: /^(status|neither)/, words: "an impostor's answer", counts: NEVER };

export const EXPECTED: Readonly<Record<string, ExpectedOfService>> = {
  // Today's picture is kept by image-of-the-day.
  apod: { always: { ...ALL, isInTime: true, counts: ONCE }, except: {} },
  'image-of-the-day': {
    always: { shows: /^visits$/, words: 'the visits', isInTime: true, counts: ONCE },
    except: {
      'late by 200 ms': ALL,
      '1 kB/s': ALL,
      restarted: { shows: /visits$/, words: 'the visits, and the picture once it is back' },
    },
  },
  'access-log': {
    always: { shows: /^picture$/, words: 'the picture, and the visit later', isInTime: true, counts: ONCE },
    except: {
      // It can still be asked how many there are, unless it was left alone meanwhile.
      'full disk': LATER,
      'failing sync': LATER,
      'sync late by 300 ms': ALL,
      'late by 200 ms': ALL,
      '1 kB/s': ALL,
      restarted: { shows: /^picture/, words: 'the picture, and the visits once it is back' },
    },
  },
  // What the visitor sees is what the fault itself does. A page that was not seen may count: it was asked for.
  'image-gallery': {
    always: { shows: /^no page/, words: 'no page', isInTime: false, counts: ONCE },
    except: {
      restarted: { shows: /^(no page|picture and visits$)/, words: 'no page until it is back' },
      'late by 200 ms': { ...ALL, isInTime: true },
      '1 kB/s': ALL,
      corrupted: { shows: /./, words: 'anything' },
      // It may live for as long as nobody asks for a picture, and what it had not delivered goes with it.
      'little memory': {
        shows: /./,
        words: 'a page, or none',
        counts: { answered: [0, 1], unanswered: [0, 1] },
      },
      'answers 429': IMPOSTOR,
      'answers 500': IMPOSTOR,
      'answers 503': IMPOSTOR,
      'answers 64 MB': IMPOSTOR,
      'answers half a JSON': IMPOSTOR,
      'answers HTML': IMPOSTOR,
    },
  },
};
