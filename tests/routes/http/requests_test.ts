/** Bodies and time zones of requests. */
import assert from "node:assert/strict";
import { z } from "zod";
import { readBody } from "../../../routes/(http)/_body.ts";
import { refusalOf } from "../../classroom/school.ts";
import { readTimeZone } from "../../../routes/(http)/_time_zone.ts";

const schema = z.strictObject({ name: z.string() });

/** A request with these pieces; `open` never ends, `broken` breaks off. */
function asking(
  pieces: readonly Uint8Array[],
  { open = false, broken = false } = {},
): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      if (broken) controller.error(new Deno.errors.BadResource("gone"));
      else if (!open) controller.close();
    },
  });
  return new Request("http://localhost/api", { method: "POST", body });
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a body is read whole, however it is split", async () => {
  const pieces = [...bytes('{"name":"Zoë"}')].map((byte) =>
    Uint8Array.of(byte)
  );
  assert.deepEqual(await readBody(asking(pieces), schema), { name: "Zoë" });
});

Deno.test("a slow, truncated, oversized or non-text body is refused (SYNC-12)", async () => {
  const table: [string, Request, string][] = [
    ["trickling", asking([bytes("{")], { open: true }), "malformed"],
    ["broken", asking([bytes("{")], { broken: true }), "malformed"],
    ["too long", asking([new Uint8Array(300_000)]), "too-large"],
    ["no text", asking([Uint8Array.of(0xff)]), "malformed"],
  ];
  for (const [what, req, kind] of table) {
    assert.equal(await refusalOf(readBody(req, schema, 50)), kind, what);
  }
});

Deno.test("a time zone is read from its cookie, with any characters, and else is UTC", () => {
  const zones = ["Asia/Taipei", "America/Argentina/Buenos_Aires", "Etc/GMT+8"];
  for (const zone of zones) {
    const cookies = new Map([["zone", encodeURIComponent(zone)]]);
    assert.equal(readTimeZone(cookies), zone);
  }
  assert.equal(readTimeZone(new Map()), "UTC");
  assert.equal(readTimeZone(new Map([["zone", "Nowhere/Else"]])), "UTC");
});
