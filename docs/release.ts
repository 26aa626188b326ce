/**
 * Releases the version of `deno.json`: dates its entry in the changelog, tags it, and begins the next version. Changes
 * nothing if something is missing. Whoever publishes pushes the commits and the tag.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { promisify } from "node:util";

const changelogFile = "CHANGELOG.md";
const openHeading = "## [Unreleased]";
const firstSection = "### Before you update";

export interface Release {
  readonly version: string;
  /** The changelog with the date of the release. */
  readonly changelog: string;
  /** The text of the tag. */
  readonly notes: string;
}

/**
 * The release of what is unreleased. Throws an error that says what is missing.
 *
 * @param day such as `2026-11-30`
 */
export function makeRelease(
  { changelog, version, day }: {
    changelog: string;
    version: string;
    day: string;
  },
): Release {
  const begin = changelog.indexOf(`${openHeading}\n`);
  if (begin < 0) throw new Error(`${changelogFile} has no ${openHeading}`);
  const end = changelog.indexOf("\n## [", begin + 1);
  const entry = changelog.slice(begin + openHeading.length, end).trim();
  if (!entry.startsWith(firstSection)) {
    throw new Error(`${openHeading} must begin with "${firstSection}"`);
  }
  if (changelog.includes(`\n## [${version}]`)) {
    throw new Error(`${version} is released; raise the version in deno.json`);
  }
  return {
    version,
    changelog: changelog.replace(openHeading, `## [${version}] - ${day}`),
    notes: `Homeroom ${version}\n\n${entry}\n`,
  };
}

/** The changelog after a release, open for the next version. */
export function openChangelog(changelog: string): string {
  const first = changelog.indexOf("\n## [") + 1;
  const open =
    `${openHeading}\n\n${firstSection}\n\n- Nothing beyond [updating](docs/deploy/data.md#updating).\n\n`;
  return changelog.slice(0, first) + open + changelog.slice(first);
}

/** The version after this one: below 1.0 the second number rises. */
export function nextVersion(version: string): string {
  const [major, minor] = version.split(".").map(Number);
  return `${major}.${minor + 1}.0`;
}

const run = promisify(execFile);

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run("git", args);
  return stdout.trim();
}

async function main(): Promise<void> {
  if (await git("status", "--porcelain") !== "") {
    throw new Error("Commit or put away what is changed first.");
  }
  const config = await readFile("deno.json", "utf8");
  const { version } = JSON.parse(config) as { version: string };
  const day = new Date().toISOString().slice(0, 10);
  const changelog = await readFile(changelogFile, "utf8");
  const release = makeRelease({ changelog, version, day });
  if (await git("tag", "--list", `v${version}`) !== "") {
    throw new Error(`The tag v${version} exists.`);
  }
  await writeFile(changelogFile, release.changelog);
  await git("commit", "-am", `all: Release ${version}`);
  await git(
    "tag",
    "-a",
    `v${version}`,
    "-m",
    release.notes,
    "--cleanup=verbatim",
  );
  const next = nextVersion(version);
  await writeFile(changelogFile, openChangelog(release.changelog));
  await writeFile(
    "deno.json",
    config.replace(`"version": "${version}"`, `"version": "${next}"`),
  );
  await git("commit", "-am", `all: Begin ${next}`);
  console.log(`v${version} is tagged. Publish it: git push --follow-tags`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
