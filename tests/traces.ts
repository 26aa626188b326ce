export interface WordTrace {
  word: string;
  where: string;
}

/** Searches a KV file, even while a server has it open. */
export async function findTracesInKv(
  dataDir: string,
  words: readonly string[],
): Promise<WordTrace[]> {
  const kv = await Deno.openKv(`${dataDir}/homeroom.kv`);
  const found: WordTrace[] = [];
  try {
    for await (const { key, value } of kv.list({ prefix: [] })) {
      const text = `${shown(key)} ${shown(value)}`.toLowerCase();
      for (const word of words) {
        if (text.includes(word.toLowerCase())) {
          found.push({ word, where: shown(key) });
        }
      }
    }
  } finally {
    kv.close();
  }
  return found;
}

export async function listKeys(dataDir: string): Promise<string[]> {
  const kv = await Deno.openKv(`${dataDir}/homeroom.kv`);
  const all: string[] = [];
  for await (const { key } of kv.list({ prefix: [] })) all.push(shown(key));
  kv.close();
  return all;
}

/** Searches the bytes of all files in a folder, as one-byte and two-byte text. */
export async function findTracesOnDisk(
  dataDir: string,
  words: readonly string[],
): Promise<WordTrace[]> {
  const found: WordTrace[] = [];
  for await (const path of filesIn(dataDir)) {
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(path));
    const text = `${path.slice(dataDir.length)} ${bytes}`.toLowerCase();
    for (const word of words.map((it) => it.toLowerCase())) {
      const wide = [...word].map((letter) => `${letter}\0`).join("");
      if (text.includes(word) || text.includes(wide)) {
        found.push({ word, where: path.slice(dataDir.length) });
      }
    }
  }
  return found;
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesIn(path);
    else yield path;
  }
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) {
    return new TextDecoder("latin1").decode(value);
  }
  return JSON.stringify(
    value,
    (_, it) =>
      it instanceof Uint8Array ? new TextDecoder("latin1").decode(it) : it,
  ) ?? "";
}
