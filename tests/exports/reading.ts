/** The record as its reader downloads it. */
import { School } from "../classroom/school.ts";
import type { FilePlace } from "../../exports/html.ts";
import type { Reader } from "../../exports/part.ts";
import {
  type Format,
  type PartName,
  writtenRecord,
} from "../../exports/record.ts";
import { streamed } from "../../exports/streamed.ts";

const nothing: FilePlace = {
  read: () => Promise.resolve(null),
  href: () => null,
};

export async function record(
  reader: Reader,
  format: Format,
  name: PartName = "chat",
  files = nothing,
): Promise<ReadableStream<Uint8Array>> {
  const origin = "https://x.example";
  return streamed(await writtenRecord({ reader, name, format, files, origin }));
}

export async function recordText(
  ...asked: Parameters<typeof record>
): Promise<string> {
  return await new Response(await record(...asked)).text();
}

export async function schoolWithReader(now?: number) {
  const school = await School.open(undefined, now);
  const view = await school.session();
  const who = await school.owner(view.id);
  const reader = { app: school.app, who, view, zone: "Asia/Taipei" };
  return { school, reader };
}
