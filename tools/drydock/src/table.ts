/** Lays rows out under headings. Columns that hold only numbers and units are right-aligned; an empty cell may stand anywhere. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) =>
    all.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const isNumeric = headings.map((_, column) =>
    rows.every((row) => /^([+-]?[\d.,]+( [kMG]?B| s| ms|%)?|–)?$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return all.map((row) => `  ${line(row)}`).join('\n');
}

/** Decimal units, as registries and Docker print them: 8,600,000 → `8.6 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
