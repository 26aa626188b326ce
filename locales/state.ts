/** `deno task locales`: prints what each language lacks, unused texts, and wrong arguments, which are errors. */
import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { readCatalogues } from "./catalogues.ts";
import {
  compareMessages,
  findUnusedTexts,
  textsByKey,
} from "./compare_messages.ts";

const root = new URL("../", import.meta.url).pathname;
const folders = [
  "classroom",
  "components",
  "exports",
  "formats",
  "islands",
  "locales",
  "routes",
  "server",
  "sync",
];

const [english, ...otherCatalogues] = await readCatalogues();
const count = textsByKey(english.features).size;
for (const { tag, name, features } of otherCatalogues) {
  const { missing, unknown, wrong } = compareMessages(
    features,
    english.features,
  );
  console.log(`${tag} ${name}: ${count - missing.length} of ${count} texts`);
  list("missing, said in English", missing);
  list("unused, English has no such key", unknown);
  list("different arguments", wrong);
  if (wrong.length > 0) process.exitCode = 1;
}
const code = (await Promise.all(folders.map((folder) => codeIn(root + folder))))
  .flat();
console.log(`${english.tag} ${english.name}: ${count} texts`);
list("unused, no code reads it", findUnusedTexts(english.features, code));

function list(heading: string, keys: readonly string[]) {
  if (keys.length === 0) return;
  console.log([`  ${heading}: ${keys.length}`, ...keys].join("\n    "));
}

async function codeIn(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for (const path of await readdir(folder, { recursive: true })) {
    if (!/\.tsx?$/.test(path)) continue;
    texts.push(await readFile(`${folder}/${path}`, "utf8"));
  }
  return texts;
}
