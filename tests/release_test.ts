import assert from "node:assert/strict";
import { makeRelease, nextVersion, openChangelog } from "../docs/release.ts";

const changelog = `# Changelog

## [Unreleased]

### Before you update

- Stop it first.

### Fixed

- A mistake.

## [0.1.0] - 2026-01-01

### Added

- All.
`;
const given = { changelog, version: "0.2.0", day: "2026-02-03" };

Deno.test("a release dates what is unreleased, and its tag has that as its text", () => {
  const release = makeRelease(given);
  assert.equal(
    release.changelog,
    changelog.replace("## [Unreleased]", "## [0.2.0] - 2026-02-03"),
  );
  assert.equal(
    release.notes,
    "Homeroom 0.2.0\n\n### Before you update\n\n- Stop it first.\n\n### Fixed\n\n- A mistake.\n",
  );
});

Deno.test("after a release the changelog is open, and the next release needs its own entry", () => {
  const { changelog: released, version } = makeRelease(given);
  const open = openChangelog(released);
  const next = makeRelease({
    changelog: open,
    version: nextVersion(version),
    day: "2026-03-04",
  });
  assert.match(next.changelog, /^## \[0\.3\.0\] - 2026-03-04$/m);
  assert.ok(next.changelog.endsWith(released.slice(released.indexOf("## ["))));
});

Deno.test("no release without an entry, without what to do before the update, or twice", () => {
  const refusals: [Partial<typeof given>, RegExp][] = [
    [{ changelog: "# Changelog\n" }, /has no ## \[Unreleased\]/],
    [
      { changelog: changelog.replace("Before you update", "Added") },
      /must begin with/,
    ],
    [{ version: "0.1.0" }, /0\.1\.0 is released/],
  ];
  for (const [change, error] of refusals) {
    assert.throws(() => makeRelease({ ...given, ...change }), error);
  }
});

Deno.test("the changelog is open for the version of deno.json, or has released it", async () => {
  const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
  const text = await Deno.readTextFile("CHANGELOG.md");
  const [first, ...released] = [...text.matchAll(/^## \[(.+)\](.*)$/gm)];
  assert.ok(released.length > 2);
  for (const [, number, day] of released) {
    assert.match(number, /^\d+\.\d+\.\d+$/);
    assert.match(day, /^ - \d{4}-\d\d-\d\d$/, number);
  }
  if (first[1] !== "Unreleased") return assert.equal(first[1], version);
  const entry = { changelog: text, version, day: "2026-01-01" };
  assert.match(makeRelease(entry).changelog, /^## \[.+\] - 2026-01-01$/m);
});
