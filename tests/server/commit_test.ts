import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readCommit } from "../../server/commit.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const branch = "refs/heads/main";

const folders: [what: string, files: Record<string, string>, is: boolean][] = [
  ["a branch", {
    ".git/HEAD": `ref: ${branch}\n`,
    [`.git/${branch}`]: `${commit}\n`,
  }, true],
  ["a packed branch", {
    ".git/HEAD": `ref: ${branch}\n`,
    ".git/packed-refs": `# pack-refs with: peeled\n${
      commit.replaceAll("0", "f")
    } ${branch}-2\n${commit} ${branch}\n`,
  }, true],
  ["a tag", { ".git/HEAD": `${commit}\n` }, true],
  ["a branch without a commit", { ".git/HEAD": `ref: ${branch}\n` }, false],
  ["an image that was built without git", { ".git/HEAD": "" }, false],
  ["a worktree", { ".git": "gitdir: /elsewhere\n" }, false],
  ["an unpacked archive", {}, false],
];

for (const [what, files, isKnown] of folders) {
  Deno.test(`the commit of ${what} is ${isKnown ? "read" : "unknown"}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(`${folder}/${path}`), { recursive: true });
        await writeFile(`${folder}/${path}`, text);
      }
      const expected = isKnown ? commit.slice(0, 10) : null;
      assert.equal(await readCommit(folder), expected);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
