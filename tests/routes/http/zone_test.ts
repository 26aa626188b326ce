/** Every browser's time zone is read from its cookie (M-3). */
import assert from "node:assert/strict";
import { zoneOf } from "../../../routes/(http)/_zone.ts";

Deno.test("A zone is known from its cookie, whatever signs are in its name; else it is UTC", () => {
  const zones = ["Asia/Taipei", "America/Argentina/Buenos_Aires", "Etc/GMT+8"];
  for (const zone of zones) {
    const cookies = new Map([["zone", encodeURIComponent(zone)]]);
    assert.equal(zoneOf(cookies), zone);
  }
  assert.equal(zoneOf(new Map()), "UTC");
  assert.equal(zoneOf(new Map([["zone", "Nowhere/Else"]])), "UTC");
});
