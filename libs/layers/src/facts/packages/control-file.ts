/** Blocks of `Name: value` with an empty line between them, as Debian and Python write them. Later lines of a value are left out. */
export function controlBlocks(text: string): ReadonlyMap<string, string>[] {
  return text
    .split(/\r?\n\r?\n+/)
    .map((block) => {
      const fields = block
        .split(/\r?\n/)
        .map((line) => /^(?<name>[A-Za-z][\w-]*):[ \t]*(?<value>.*)$/.exec(line));
      return new Map(
        fields.flatMap((field) =>
          field?.groups ? [[field.groups.name ?? '', field.groups.value ?? '']] : [],
        ),
      );
    })
    .filter((block) => block.size > 0);
}
