/** Names that stand in a text with blanks between them: a long list that stays readable. */
export function listed(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
