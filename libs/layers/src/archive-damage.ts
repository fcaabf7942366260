/** An archive or a layer is not what it should be. Says what and where; the reader adds which image. */
export class ArchiveDamage extends Error {
  override readonly name = 'ArchiveDamage';
}

/** A document of an archive says what no engine would take: all its bytes may be there. */
export class DocumentDamage extends ArchiveDamage {}

/** Says of damage found in a part which part it is. */
export async function within<T>(part: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DocumentDamage)
      throw new DocumentDamage(`${part}: ${error.message}`, { cause: error });
    if (error instanceof ArchiveDamage)
      throw new ArchiveDamage(`${part}: ${error.message}`, { cause: error });
    throw error;
  }
}
