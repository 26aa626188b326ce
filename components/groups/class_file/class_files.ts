/** Reads files for the class list on the teacher's device (D-3); only names leave it. */
import {
  EncryptedZip,
  unzipped,
  type Unzipping,
} from "../../../classroom/model/tables/zip.ts";
import {
  type Charset,
  type FileText,
  fileText,
} from "../../../classroom/model/tables/file_text.ts";
import { belowTitle, readTable, type Table } from "./name_columns.ts";
import { type RosterClass, rosterClasses } from "./one_roster.ts";

/** Of all files together. */
export const mostBytes = 5 * 1024 * 1024;

type FilesFault =
  | "too-large"
  | "not-csv"
  | "no-names"
  | "no-users"
  | "encrypted"
  | "broken-zip";

/** A table whose columns are to be chosen, classes to choose from, or a fault. */
export type ClassFiles =
  | { readonly kind: "table"; readonly table: Table; readonly read?: Read }
  | {
    readonly kind: "classes";
    readonly classes: readonly RosterClass[];
    readonly read?: Read;
  }
  | { readonly kind: "fault"; readonly fault: FilesFault };

/** The charset used, and possible others if the files do not name theirs. */
type Read = Pick<FileText, "charset" | "possible">;

const bounds = { mostFiles: 500, mostUnpacked: 32 * 1024 * 1024 };
/** Other files of a roster contain birth dates and addresses, and are not unpacked. */
const ofRoster =
  /^(?!__MACOSX\/)(?:.*\/)?(?:users|enrollments|classes|roles)\.csv$/i;
const anyCsv = /^(?!__MACOSX\/)(?:.*\/)?[^/]+\.(?:csv|tsv|txt)$/i;

/** Reads a CSV, OneRoster's files, or a zip of them. */
export async function readClassFiles(
  files: readonly Blob[],
  charset?: Charset,
): Promise<ClassFiles> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > mostBytes) return faulty("too-large");
  const tables: Table[] = [];
  let read: Read | undefined;
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = isZip(bytes) ? await zipped(bytes) : [bytes];
    if (typeof found === "string") return faulty(found);
    for (const it of found) {
      const text = await fileText(it, charset);
      const table = text && readTable(text.text);
      if (!text || !table) return faulty("not-csv");
      tables.push(table);
      if (text.possible.length > 0) read = text;
    }
  }
  const classes = rosterClasses(tables);
  if (classes) {
    const some = classes.filter(({ names }) => names.length > 0);
    return some.length > 0
      ? { kind: "classes", classes: some, ...(read && { read }) }
      : faulty("no-names");
  }
  const [table] = tables;
  if (tables.length > 1 || isPartOfRoster(table)) return faulty("no-users");
  return table.length > 0
    ? { kind: "table", table: belowTitle(table), ...(read && { read }) }
    : faulty("no-names");
}

async function zipped(bytes: Uint8Array): Promise<Uint8Array[] | FilesFault> {
  const take = async (wanted: Unzipping["wanted"]) => {
    const found = await unzipped(bytes, { wanted, ...bounds });
    return found?.map(({ input }) => input);
  };
  try {
    const roster = await take(ofRoster);
    const found = roster?.length === 0 ? await take(anyCsv) : roster;
    if (!found) return "too-large";
    return found.length > 0 ? found : "not-csv";
  } catch (error) {
    return error instanceof EncryptedZip ? "encrypted" : "broken-zip";
  }
}

/** The signature of a zip, also of an empty one. */
function isZip([p, k, third]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && (third === 3 || third === 5);
}

/** OneRoster's enrollments or classes without its users. */
function isPartOfRoster([head = []]: Table): boolean {
  return head.some((cell) => /SourcedId$/i.test(cell));
}

function faulty(fault: FilesFault): ClassFiles {
  return { kind: "fault", fault };
}
