import assert from "node:assert/strict";
import fc from "fast-check";
import { DiskBlobStore } from "../../../classroom/files/disk_blob_store.ts";
import { DiskReserve } from "../../../classroom/files/disk_reserve.ts";
import { reservationMs } from "../../../classroom/files/file_quota.ts";
import { Files } from "../../../classroom/files/files.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readFreeDisk } from "../../../classroom/storage/free_disk.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { Lesson } from "../lesson.ts";

const MB = 1024 * 1024;

const refusedAsFull = (work: Promise<unknown>) =>
  assert.rejects(
    work,
    (error) => isRefusal(error) && error.reason === "server-files-full",
  );

Deno.test("uploads of all classes together never take the disk below its reserve (C-5)", async () => {
  const steps = fc.array(
    fc.record({
      upload: fc.integer({ min: 0, max: 9 }),
      bytes: fc.integer({ min: 1, max: 40 }),
      does: fc.constantFrom("hold", "write", "release"),
    }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      let free = 300;
      const disk = new DiskReserve(100, () => Promise.resolve(free), () => 0);
      const held = new Map<string, number>();
      for (const { upload, bytes, does } of all) {
        const id = `${upload}`;
        if (does === "hold") {
          await disk.hold(id, bytes).then(
            () => held.set(id, bytes),
            () => held.delete(id),
          );
        } else {
          // What an upload writes, it may have held.
          if (does === "write") free -= held.get(id) ?? 0;
          held.delete(id);
          disk.release(id);
        }
        const all = held.values().reduce((sum, it) => sum + it, 0);
        assert(free - all >= 100, `${free} free, ${all} held`);
      }
    }),
    propertyOptions("rounds of the reserve", 300),
  );
});

Deno.test("what an upload holds of the disk is free again when it has long been silent (C-5)", async () => {
  let now = 0;
  const disk = new DiskReserve(0, () => Promise.resolve(10), () => now);
  await disk.hold("amy", 8);
  await refusedAsFull(disk.hold("ben", 8));
  now = reservationMs;
  await disk.hold("ben", 8);
});

Deno.test("no class uploads below the reserve of the disk, and all of them still chat (C-5)", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
    const { school, students: [amy, ben] } = lesson;
    let free = 120 * MB;
    const disk = new DiskReserve(100 * MB, () => Promise.resolve(free));
    const bytes = new DiskBlobStore(folder, () => Promise.resolve(null), disk);
    const files = new Files({ ...school.app, clock: Date.now, bytes });
    const begin = async (who: typeof amy, size: number) => {
      const id = newId();
      const ask = { name: "a", type: "text/plain", size };
      await files.beginUpload(who, id, ask);
      return id;
    };
    await refusedAsFull(begin(amy, 21 * MB));
    const upload = await begin(amy, 20 * MB);
    // Something else fills the disk meanwhile.
    free = 100 * MB;
    await refusedAsFull(
      files.extendUpload(upload, MB),
    );
    assert.equal(await files.sessionOf(upload), null, "it blocks nothing");
    free = MB;
    await refusedAsFull(begin(ben, 1));
    const say = { kind: "say", room: "main", text: "Still here" };
    assert.equal(await school.runCommand(ben, say), null);
    free = 200 * MB;
    await begin(ben, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the free space of a folder that is not there yet is that of its disk (C-5)", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const there = await readFreeDisk(folder);
    const missing = await readFreeDisk(`${folder}/data/uploads`);
    assert(there > 0);
    assert(Math.abs(there - missing) < 1024 * MB);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
