import { School } from "../classroom/school.ts";
import type { FileSource } from "../../exports/html.ts";
import type { RecordReader } from "../../exports/record_part.ts";
import { writeRecord } from "../../exports/record.ts";
import type { PartName, RecordFormat } from "../../exports/record_formats.ts";
import { streamParts } from "../../exports/stream_parts.ts";

const nothing: FileSource = {
  read: () => Promise.resolve(null),
  href: () => null,
};

export async function readRecordBytes(
  reader: RecordReader,
  format: RecordFormat,
  name: PartName = "chat",
  files = nothing,
): Promise<ReadableStream<Uint8Array>> {
  const origin = "https://x.example";
  return streamParts(
    await writeRecord({ reader, name, format, files, origin }),
  );
}

export async function readRecordText(
  ...asked: Parameters<typeof readRecordBytes>
): Promise<string> {
  return await new Response(await readRecordBytes(...asked)).text();
}

export async function makeSchoolWithReader(now?: number) {
  const school = await School.open(undefined, now);
  const view = await school.createSession();
  const who = await school.ownerIdentity(view.id);
  const reader = { app: school.app, who, view, zone: "Asia/Taipei" };
  return { school, reader };
}
