/**
 * `homeroom move-files bucket|disk` copies the uploaded files from the data folder into the bucket, or back, and
 * compares each copy. The servers must be stopped. The files stay where they are, so that it can run again.
 */
import { Buffer } from "node:buffer";
import { statfs } from "node:fs/promises";
import process from "node:process";
import {
  type BlobStore,
  NoSuchBlob,
} from "../../classroom/files/blob_store.ts";
import {
  openBlobStore,
  uploadsFolder,
} from "../../classroom/files/open_blob_store.ts";
import {
  kvPath,
  readSettings,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import {
  FileRecords,
  type StoredFile,
} from "../../classroom/storage/file_records.ts";
import { operatorTexts as t, startTexts } from "../../locales/terminal.ts";
import { failWith, type ReadArguments } from "../command.ts";
import { kvFilePath, makeDataDir } from "../data/data_folder.ts";
import { checkFormat } from "../data/format.ts";
import { acquireLocks, isServed, releaseLocks } from "../data/locks.ts";
import { pathExists } from "../data/paths.ts";
import { isHalfRestored } from "../data/restore_swap.ts";
import { openStore } from "../platform/kv.ts";
import { Progress } from "./progress.ts";

export async function moveFiles(
  { args: [to] }: ReadArguments,
): Promise<number> {
  const settings = readSettings(process.env);
  if (to !== "bucket" && to !== "disk") return failWith(t.moveFilesWhere);
  if (!settings.S3_BUCKET) return failWith(t.moveFilesNeedsBucket);
  const place = kvPath(settings), file = kvFilePath(settings);
  if (file !== null && !await pathExists(file)) {
    return failWith(t.noData(place));
  }
  if (file !== null && await isHalfRestored(file)) {
    return failWith(startTexts.halfRestored(file));
  }
  if (acquireLocks(settings) !== null) return failWith(t.stopFirst);
  try {
    using kv = await openStore(place);
    await checkFormat(kv, shownPlace(place), settings);
    if (await isServed(kv)) {
      return failWith(t.serversConnected(shownPlace(place)));
    }
    return await copyFiles(settings, new FileRecords(kv), to);
  } finally {
    releaseLocks();
  }
}

async function copyFiles(
  settings: Settings,
  records: FileRecords,
  to: "bucket" | "disk",
): Promise<number> {
  const open = (isBucket: boolean) =>
    openBlobStore(
      isBucket ? settings : { ...settings, S3_BUCKET: undefined },
      async (id) => (await records.get(id))?.size ?? null,
    );
  const source = await open(to === "disk"),
    target = await open(to === "bucket");
  const files = await Array.fromAsync(records.listAll());
  const folder = uploadsFolder(settings);
  await makeDataDir(settings);
  if (to === "disk") {
    const { bavail, bsize } = await statfs(settings.DATA_DIR);
    const needed = files.reduce((sum, { size }) => sum + size, 0);
    if (needed > bavail * bsize) {
      return failWith(
        t.filesNeedSpace(
          folder,
          inMegabytes(needed),
          inMegabytes(bavail * bsize),
        ),
      );
    }
  }
  const progress = new Progress();
  const counts = { same: 0, copied: 0, left: 0 };
  for (const [index, file] of files.entries()) {
    progress.show(() => t.filesCompared(index, files.length));
    const outcome = await copyFile(file, source, target);
    if (outcome === "differs") return failWith(t.fileDiffers(file.id));
    counts[outcome]++;
  }
  const place = to === "bucket" ? settings.S3_BUCKET! : folder;
  console.log(t.filesMoved({ to: place, ...counts }));
  console.log(to === "bucket" ? t.filesNowInBucket(folder) : t.filesNowOnDisk);
  return 0;
}

/**
 * Copies one file unless an equal one is there, and compares what the target then has. `left`: the source has no whole
 * file, as of an upload that broke off.
 */
async function copyFile(
  { id, size }: StoredFile,
  source: BlobStore,
  target: BlobStore,
): Promise<"same" | "copied" | "left" | "differs"> {
  const bytes = await readWhole(source, id, size);
  if (bytes === null) return "left";
  const isThere = async () => {
    const copy = await readWhole(target, id, size);
    return copy !== null && Buffer.compare(copy, bytes) === 0;
  };
  if (await isThere()) return "same";
  await target.write(id, bytes);
  return await isThere() ? "copied" : "differs";
}

/** A file's bytes, at most `bounds.file`; null: it is not there, or not complete. */
async function readWhole(
  store: BlobStore,
  id: string,
  size: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const bytes = await new Response(await store.read(id, 0, size)).bytes();
    return bytes.length === size ? bytes : null;
  } catch (error) {
    if (error instanceof NoSuchBlob) return null;
    throw error;
  }
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MB`;
}
