/** Reads files for the class list on the teacher's device (D-3); only names and groups leave it. */
import {
  EncryptedZipError,
  unzip,
  type UnzipOptions,
} from "../../../formats/zip.ts";
import {
  type Charset,
  decodeFileText,
  type FileText,
} from "../../../formats/file_text.ts";
import { type CellTable, cutToNames, readTable } from "./name_columns.ts";
import { readRosterClasses, type RosterClass } from "./one_roster.ts";

export const maxClassFilesBytes = 5 * 1024 * 1024;

type FilesFault =
  | "too-large"
  | "not-csv"
  | "no-names"
  | "no-users"
  | "encrypted"
  | "broken-zip";

/** A table whose columns are to be chosen, or classes to choose from, or why there is neither. */
export type ClassFilesResult =
  | {
    readonly kind: "table";
    readonly table: CellTable;
    readonly leftOut: readonly string[];
    readonly read?: Read;
  }
  | {
    readonly kind: "classes";
    readonly classes: readonly RosterClass[];
    readonly read?: Read;
  }
  | { readonly kind: "fault"; readonly fault: FilesFault };

/** The charset that was used, and others that are possible if the files do not name theirs. */
type Read = Pick<FileText, "charset" | "possible">;

const fileLimits = { maxFiles: 500, maxUnpackedBytes: 32 * 1024 * 1024 };
/** The only files of a roster that are unpacked: others contain birth dates and addresses. */
const fromRoster =
  /^(?!__MACOSX\/)(?:.*\/)?(?:users|enrollments|classes|roles)\.csv$/i;
const fromCsv = /^(?!__MACOSX\/)(?:.*\/)?[^/]+\.(?:csv|tsv|txt)$/i;

/** Reads a CSV, OneRoster's files, or a zip of them. */
export async function readClassFiles(
  files: readonly Blob[],
  charset?: Charset,
): Promise<ClassFilesResult> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > maxClassFilesBytes) return makeFault("too-large");
  const tables: CellTable[] = [];
  let read: Read | undefined;
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const inputs = isZip(bytes) ? await unzipFiles(bytes) : [bytes];
    if (typeof inputs === "string") return makeFault(inputs);
    for (const input of inputs) {
      const text = await decodeFileText(input, charset);
      const table = text && readTable(text.text);
      if (!text || !table) return makeFault("not-csv");
      tables.push(table);
      if (text.possible.length > 0) read = text;
    }
  }
  const classes = readRosterClasses(tables);
  if (classes) {
    const filledClasses = classes.filter(({ names }) => names.length > 0);
    return filledClasses.length > 0
      ? { kind: "classes", classes: filledClasses, ...(read && { read }) }
      : makeFault("no-names");
  }
  const [table] = tables;
  if (tables.length > 1 || isPartOfRoster(table)) return makeFault("no-users");
  return table.length > 0
    ? { kind: "table", ...cutToNames(table), ...(read && { read }) }
    : makeFault("no-names");
}

async function unzipFiles(
  bytes: Uint8Array,
): Promise<Uint8Array[] | FilesFault> {
  const take = async (pattern: UnzipOptions["namePattern"]) => {
    const entries = await unzip(bytes, { namePattern: pattern, ...fileLimits });
    return entries?.map(({ input }) => input);
  };
  try {
    const roster = await take(fromRoster);
    const inputs = roster?.length === 0 ? await take(fromCsv) : roster;
    if (!inputs) return "too-large";
    return inputs.length > 0 ? inputs : "not-csv";
  } catch (error) {
    return error instanceof EncryptedZipError ? "encrypted" : "broken-zip";
  }
}

function isZip([p, k, third]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && (third === 3 || third === 5);
}

function isPartOfRoster([head = []]: CellTable): boolean {
  return head.some((cell) => /SourcedId$/i.test(cell));
}

function makeFault(fault: FilesFault): ClassFilesResult {
  return { kind: "fault", fault };
}
