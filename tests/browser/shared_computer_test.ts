import assert from "node:assert/strict";
import { eventually } from "../people.ts";
import { type Person, testStage as test } from "./stage.ts";

/** All that a browser keeps for us, as text: caches with their bodies, databases, storage. */
async function everything({ page }: Person): Promise<string> {
  return await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      if (name === "homeroom-assets") continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(`${request.url} ${await response?.text()}`);
      }
    }
    for (const { name = "" } of await indexedDB.databases()) {
      found.push(name);
      const db = await new Promise<IDBDatabase | null>((resolve) => {
        const request = indexedDB.open(name);
        // The database was deleted since its name was read; opening must not make it again.
        request.onupgradeneeded = () => request.transaction!.abort();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      });
      if (!db) continue;
      for (const store of db.objectStoreNames) {
        const all = await new Promise<unknown[]>((resolve) => {
          const request = db.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        for (const value of all) {
          found.push(
            value instanceof Uint8Array
              ? new TextDecoder().decode(value)
              : JSON.stringify(value),
          );
        }
      }
      db.close();
    }
    for (const storage of [localStorage, sessionStorage]) {
      found.push(JSON.stringify({ ...storage }));
    }
    return found.join("\n");
  });
}

async function saysNothingOf(person: Person, words: readonly string[]) {
  await eventually(
    () => everything(person),
    (kept) => words.every((word) => !kept.includes(word)),
    `nothing says ${words.join(", ")}`,
  );
}

for (const how of ["ended", "removed"] as const) {
  test(`a tab closed before the class was ${how} leaves nothing to the browser's next student (S-5, J-4)`, async ({ person }) => {
    const teacher = await person(), desk = await person();
    await teacher.signUp("Ms Lin");
    const first = await teacher.createSession();
    await desk.join(first.code, "Amyntas");
    await desk.openChat();
    await desk.say("a secret of mine");
    await desk.page.getByRole("textbox", { name: /message/i }).first()
      .fill("half a thought");
    await desk.waitUntilStoredForOffline();
    const member = (await desk.page.request.get("/api/me"))
      .json().then(({ members }) => members[0].member);
    const amy = await member;
    const before = await everything(desk);
    for (const word of ["Amyntas", "half a thought", amy]) {
      assert.ok(before.includes(word), word);
    }
    await desk.page.goto("about:blank");
    const api = teacher.page.request;
    const headers = { "content-type": "application/json" };
    let next = first;
    if (how === "removed") {
      const path = `/api/sessions/${first.id}/members/${amy}`;
      assert.ok((await api.delete(path)).ok());
      await desk.context.clearCookies();
    } else {
      const path = `/api/sessions/${first.id}/end`;
      const ended = await api.post(path, { headers, data: { now: true } });
      assert.ok(ended.ok());
      const made = await api.post("/api/sessions", {
        headers,
        data: { name: "4C" },
      });
      next = (await made.json()).session;
      // Deletes the cookie as the browser does two days later.
      await desk.context.clearCookies({ name: `member_${first.id}` });
    }
    await desk.join(next.code, "Ben");
    await desk.waitUntilStoredForOffline();
    // A removed student is named in the class as an author.
    const named = how === "ended" ? ["Amyntas", amy] : [];
    const words = ["half a thought", `/${amy}/`, ...named];
    await saysNothingOf(desk, words);
  });
}
