// Which of ICU's tables stay, by their name.

/** English: names of months, zones, currencies, regions. And which languages there are, whose name looks like one. */
const ENGLISH = /\/(en(_US|_001|_US_POSIX)?|res_index)\.res$/;

/** The tables of one language: `de.res`, `coll/zh_Hant.res`. Others have longer names: `plurals.res`. */
const ONE_LANGUAGE = /\/[a-z]{2,3}(_\w*)?\.res$/;

/** Encodings other than Unicode's and Latin 1, transliteration, stringprep, names of characters. */
const SELDOM_ASKED = /\/translit\/|\.(cnv|spp|cfu)$|\/(unames|cnvalias)\.icu$/;

/** Where words end in languages that write none of the gaps. */
const NO_GAPS = /\.dict$|_(cj|el)\.brk$/;

/** Whether the small Node keeps that table, whose name is as `icudt78l/zone/de.res`. */
export function isKept(name: string): boolean {
  if (SELDOM_ASKED.test(name) || NO_GAPS.test(name)) return false;
  return ENGLISH.test(name) || !ONE_LANGUAGE.test(name);
}
