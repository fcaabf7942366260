import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { z } from 'zod';

/** Which line of a service to change: in this file, the text right after this one, which stands inside a string. */
const editSchema = z.strictObject({ file: z.string(), after: z.string() });

/** Changes one line of a service. `mark` makes it a line that no build has seen before. */
export async function editSource(
  root: string,
  { editFile, mark }: { readonly editFile: string; readonly mark: string },
): Promise<void> {
  const { file, after } = editSchema.parse(JSON.parse(await readFile(join(root, editFile), 'utf8')));
  const text = await readFile(join(root, file), 'utf8');
  const [before, rest, ...others] = text.split(after);
  if (before === undefined || rest === undefined || others.length > 0)
    throw new DrydockError('command-failed', `${editFile}: "${after}" does not stand once in ${file}`, {
      nextStep: `name some text there that does, inside a string, on a line to change`,
    });
  await writeFile(join(root, file), `${before}${after} ${mark}${rest}`);
}
