/** The server's permissions. */
import assert from "node:assert/strict";
import { readSettings } from "../../classroom/settings.ts";
import { denoArguments, nodeArguments } from "../../server/permissions.ts";

Deno.test("the server may write only its data folder, and not its own program", () => {
  const settings = readSettings({ DATA_DIR: "/srv/data" });
  const inDeno = denoArguments(settings, "/srv/homeroom");
  const inNode = nodeArguments(settings, "/srv/homeroom");
  const folders = [...inDeno, ...inNode].flatMap((it) =>
    /^--allow-(?:fs-)?write(?:=(.*))?$/.exec(it)?.[1]?.split(",") ?? []
  );
  assert.ok(inDeno.some((it) => it.startsWith("--allow-write=")));
  assert.deepEqual(new Set(folders), new Set(["/srv/data"]));
});
