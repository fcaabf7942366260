/** Splits at white space that stands in no quotes. Quotes and escapes stay in the words, as they are written. */
export function dockerfileWords(text: string, escapeSign = '\\'): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (sign === escapeSign && quote !== "'") {
      word += sign + text.charAt(index + 1);
      index += 1;
    } else if (quote === '' && /\s/.test(sign)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (quote === sign) quote = '';
      else if (quote === '' && /["']/.test(sign)) quote = sign;
      word += sign;
    }
  }
  if (word !== '') words.push(word);
  return words;
}

/** A word without its quotes and escapes, and nothing put in for its variables. */
export function unquoted(word: string, escapeSign = '\\'): string {
  return expanded(word, new Map(), { escapeSign, keepsVariables: true });
}

export interface ExpandOptions {
  readonly escapeSign?: string;
  readonly keepsVariables?: boolean;
}

const VARIABLE = /^\$(?:(?<plain>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<how>:?[-+])(?<word>[^{}]*))?\})/;

/**
 * What BuildKit makes of a word: quotes gone, variables replaced. A variable whose value nobody here can
 * know (it may be set in a base image, or given to the build) stays as it is written.
 */
export function expanded(
  text: string,
  variables: ReadonlyMap<string, string>,
  { escapeSign = '\\', keepsVariables = false }: ExpandOptions = {},
): string {
  let result = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (sign === escapeSign && quote !== "'" && index + 1 < text.length) {
      index += 1;
      const next = text.charAt(index);
      result += quote === '"' && !['"', '$', escapeSign].includes(next) ? sign + next : next;
    } else if (quote === '' && /["']/.test(sign)) {
      quote = sign;
    } else if (sign === quote) {
      quote = '';
    } else if (sign === '$' && quote !== "'" && !keepsVariables) {
      const found = VARIABLE.exec(text.slice(index));
      result += found ? variableValue(found, variables) : sign;
      index += (found?.[0].length ?? 1) - 1;
    } else {
      result += sign;
    }
  }
  return result;
}

function variableValue(found: RegExpExecArray, variables: ReadonlyMap<string, string>): string {
  const { plain, name = plain ?? '', how, word = '' } = found.groups ?? {};
  const value = variables.get(name);
  const isSet = value !== undefined && (value !== '' || !how?.startsWith(':'));
  if (how?.endsWith('-')) return isSet ? (value ?? '') : expanded(word, variables);
  if (how?.endsWith('+')) return isSet ? expanded(word, variables) : '';
  return value ?? found[0];
}
