/** Paths of the files below a folder whose names match, sorted. */
export async function walkFiles(
  folder: string,
  name: RegExp,
): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await walkFiles(path, name));
    else if (name.test(entry.name)) found.push(path);
  }
  return found.sort();
}
