/**
 * The whole record of a session as one zip (M-3): an index page, the chat, a folder per student, files, and tables.
 * Each file is read only when the file before it has been sent.
 */
import { makeZip } from "client-zip";
import type { App } from "../classroom/app.ts";
import { safeName } from "../classroom/files/file_names.ts";
import {
  type Attendance,
  isRemovedWithoutTrace,
  listPostedFiles,
  type PostedFile,
  readAttendance,
} from "../classroom/record/session_record.ts";
import { record as t } from "texts/record.ts";
import { type Markup, markup } from "./markup.ts";
import { activityPlots } from "./activity/activity_part.ts";
import {
  makeFileSource,
  makeRecordPart,
  recordPageHead,
  writeCsv,
} from "./record.ts";
import {
  listResourceHeads,
  readResourceRecord,
} from "../classroom/record/resource_record.ts";
import type { PartName } from "./record_formats.ts";
import { quizPart } from "./answers.ts";
import { writeSpreadsheet } from "./spreadsheet.ts";
import { conversationsPart, submissionsPart } from "./assistant.ts";
import { writeDrawing } from "./drawings.ts";
import { pageOwnerText } from "./pages.ts";
import { readDrawingRecords } from "../classroom/record/drawing_record.ts";
import { readPageRecords } from "../classroom/record/page_record.ts";
import {
  type FileSource,
  pageEndHtml,
  writeHtmlPage,
  writePageTop,
} from "./html.ts";
import type { RecordPart, RecordReader } from "./record_part.ts";
import { bindCurrentLanguage, streamParts } from "./stream_parts.ts";
import { formatSize } from "../formats/format_size.ts";
import { foldCase } from "../formats/normalise.ts";

interface Entry {
  name: string;
  text: AsyncGenerator<string | Uint8Array>;
}

interface Student extends Attendance {
  /** Folder in the zip, with a trailing slash. */
  folder: string;
}

interface Linked {
  name: string;
  path: string;
}

interface Table extends Linked {
  id: string;
}

interface Made {
  activity: Linked[];
  pages: Linked[];
  drawings: Linked[];
}

interface Stored extends PostedFile {
  path: string;
  /** The bytes are missing, and `path` is a text that says so. */
  isGone?: true;
}

/** Starts the zip of a session's record. Refuses before the zip's first byte. */
export async function writeZip(
  app: App,
  reader: RecordReader,
): Promise<ReadableStream<Uint8Array>> {
  const { who } = reader;
  const folders = new FileNames(), names = new FileNames();
  const students = (await readAttendance(app.sync, who, Date.now()))
    .filter((it) => it.role === "student" && !isRemovedWithoutTrace(it))
    .map((student): Student => ({
      ...student,
      folder: `${fileNamed("students")}/${folders.take(student.name)}/`,
    }));
  const files = (await listPostedFiles(app.sync, who)).map((file): Stored => ({
    ...file,
    path: `${fileNamed("files")}/${names.take(file.name)}`,
  }));
  const quizNames = new FileNames();
  const quizzes = (await listResourceHeads(app, who)).flatMap(
    ({ shared }): Table[] => {
      if (!shared.pace) return [];
      const { id, name } = shared;
      const file = quizNames.take(`${name}.csv`);
      return [{ id, name, path: `${fileNamed("quizzes")}/${file}` }];
    },
  );
  const sources = { students, files, quizzes };
  return makeZip(bindCurrentLanguage(inputs(entries(app, reader, sources))));
}

/**
 * Entries for the package that makes the zip. A cancelled zip throws into this generator without closing the current
 * entry.
 */
async function* inputs(archiveEntries: AsyncIterable<Entry>) {
  for await (const { name, text } of archiveEntries) {
    try {
      yield { name, input: streamParts(text) };
    } catch {
      return;
    } finally {
      await text.return(undefined);
    }
  }
}

interface Kept {
  students: readonly Student[];
  files: readonly Stored[];
  quizzes: readonly Table[];
}

async function* entries(
  app: App,
  reader: RecordReader,
  sources: Kept,
): AsyncGenerator<Entry> {
  const { students, files, quizzes } = sources;
  const paths = new Map(files.map(({ id, path }) => [id, path]));
  const serverFiles = makeFileSource(app, "");
  const zipFiles: FileSource = {
    read: serverFiles.read,
    href: ({ id }) => hrefOf(paths.get(id)),
  };
  const toRead = async (name: typeof read[number]) => {
    const part = await makeRecordPart(reader, name);
    return entry(
      fileNamed(name, "html"),
      page(reader, t.parts[name], part, zipFiles),
    );
  };
  const linkedFiles: Made = { activity: [], pages: [], drawings: [] };
  yield await toRead("chat");
  yield await toRead("notes");
  for (const name of tables) {
    const part = await makeRecordPart(reader, name);
    yield entry(fileNamed(name, "csv"), writeCsv(part));
    yield entry(fileNamed(name, "xlsx"), writeSpreadsheet(t.parts[name], part));
  }
  const plotted = new FileNames();
  for await (const { group, svg } of activityPlots(reader)) {
    if (group === null) {
      yield entry(fileNamed("activity", "svg"), once(svg));
    } else {
      const path = `${fileNamed("activity")}/${plotted.take(`${group}.svg`)}`;
      linkedFiles.activity.push({ name: group, path });
      yield entry(path, once(svg));
    }
  }
  yield await toRead("answers");
  yield await toRead("pages");
  const titles = new FileNames();
  const urlOf = (id: string) => {
    const href = hrefOf(paths.get(id));
    return href && `../${href}`;
  };
  for await (const pageRecord of readPageRecords(app, reader.who, { urlOf })) {
    const name = `${pageRecord.shared.name} – ${pageOwnerText(pageRecord)}`;
    const path = `${fileNamed("pages")}/${titles.take(`${name}.md`)}`;
    linkedFiles.pages.push({ name, path });
    yield entry(path, once(pageRecord.text + "\n"));
  }
  yield await toRead("drawings");
  const boards = new FileNames();
  for await (const drawing of readDrawingRecords(app, reader.who)) {
    const name = `${drawing.shared.name} – ${drawing.name}`;
    const path = `${fileNamed("drawings")}/${boards.take(`${name}.svg`)}`;
    linkedFiles.drawings.push({ name, path });
    yield entry(path, writeDrawing(drawing, serverFiles));
  }
  for (const { id, name, path } of quizzes) {
    const part = quizPart(await readResourceRecord(app, reader.who, id));
    yield entry(path, writeCsv(part));
    yield entry(spreadsheetBeside(path), writeSpreadsheet(name, part));
  }
  for (const { id, name, folder } of students) {
    const titled = (part: PartName) =>
      t.ofStudent({ part: t.parts[part], name });
    if (reader.view.collect) {
      const part = conversationsPart(reader, id);
      const text = page(reader, titled("conversations"), part, zipFiles);
      yield entry(folder + fileNamed("conversations", "html"), text);
    }
    const part = await submissionsPart(reader, id);
    const text = page(reader, titled("submissions"), part, zipFiles);
    yield entry(folder + fileNamed("submissions", "html"), text);
  }
  const sentFiles: Stored[] = [];
  for (const file of files) {
    const input = await serverFiles.read(file);
    const path = input ? file.path : `${file.path}.txt`;
    sentFiles.push({ ...file, path, ...!input && { isGone: true } });
    try {
      yield entry(path, input ? bytesOf(input) : once(t.fileGone + "\n"));
    } finally {
      // Closes the file even if it was never read.
      await input?.cancel();
    }
  }
  // The index comes last, because it links to all files.
  yield entry(
    "index.html",
    index(reader, { ...sources, files: sentFiles }, linkedFiles),
  );
}

/** Parts with an HTML file. */
const read = ["chat", "notes", "answers", "pages", "drawings"] as const;

const tables = [
  "chat",
  "notes",
  "alerts",
  "submissions",
  "answers",
  "walls",
  "groups",
  "attendance",
  "activity",
] as const;

function fileNamed(name: keyof typeof t.zip.names, ending?: string): string {
  return safeName(
    ending ? `${t.zip.names[name]}.${ending}` : t.zip.names[name],
  );
}

function entry(name: string, text: Entry["text"]): Entry {
  return { name, text };
}

function page(
  reader: RecordReader,
  title: string,
  part: RecordPart,
  files: FileSource,
): AsyncGenerator<string> {
  return writeHtmlPage(recordPageHead(reader, title), part.pieces(), files);
}

async function* index(
  reader: RecordReader,
  { students, files, quizzes }: Kept,
  { activity, pages, drawings }: Made,
): AsyncGenerator<string> {
  const { title: _, lines } = recordPageHead(reader, "");
  yield await writePageTop({
    title: reader.view.name,
    lines: [t.zip.index, ...lines],
  });
  yield markup`<ul>
${
    read.map((name) =>
      markup`<li>${link(fileNamed(name, "html"), t.parts[name])}</li>\n`
    )
  }<li>${link(fileNamed("activity", "svg"), t.parts.activity)}</li>
${
    tables.map((name) =>
      markup`<li>${
        link(
          fileNamed(name, "csv"),
          t.offer.as({ part: t.parts[name], format: t.formats.csv }),
        )
      } · ${link(fileNamed(name, "xlsx"), t.formats.xlsx)}</li>\n`
    )
  }</ul>
${linkedTables(t.zip.quizzes, quizzes)}${linked(t.parts.pages, pages)}${
    linked(t.parts.drawings, drawings)
  }${linked(t.parts.activity, activity)}<h2>${t.zip.students}</h2>
${reader.view.collect ? "" : t.notCollected}
<ul>
`.text;
  for (const { name, folder } of students) {
    const fileLink = (file: string, text: string) => link(folder + file, text);
    const links = [
      ...reader.view.collect
        ? [fileLink(fileNamed("conversations", "html"), t.parts.conversations)]
        : [],
      fileLink(fileNamed("submissions", "html"), t.parts.submissions),
    ];
    yield markup`<li><strong>${name}</strong>${
      links.map((anchor) => markup` · ${anchor}`)
    }</li>\n`.text;
  }
  yield markup`</ul>\n<h2>${t.zip.filesTitle}</h2>\n<ul>\n`.text;
  for (const { name, size, path, isGone } of files) {
    const about = isGone ? t.fileGone : formatSize(size);
    yield markup`<li>${link(path, name)} · ${about}</li>\n`.text;
  }
  yield markup`</ul>\n<p class="remark">${
    files.length === 0 ? t.zip.noFiles : ""
  }</p>\n`.text + pageEndHtml;
}

function spreadsheetBeside(csv: string): string {
  return csv.replace(/\.csv$/, ".xlsx");
}

function linkedTables(title: string, files: readonly Linked[]): Markup {
  return linked(
    title,
    files,
    ({ path }) => markup` · ${link(spreadsheetBeside(path), t.formats.xlsx)}`,
  );
}

function linked(
  title: string,
  files: readonly Linked[],
  suffixOf: (file: Linked) => Markup = () => markup``,
): Markup {
  if (files.length === 0) return markup``;
  return markup`<h2>${title}</h2>
<ul>
${
    files.map((file) =>
      markup`<li>${link(file.path, file.name)}${suffixOf(file)}</li>\n`
    )
  }</ul>
`;
}

function link(path: string, text: string): Markup {
  return markup`<a href="${hrefOf(path) ?? ""}">${text}</a>`;
}

function hrefOf(path: string | undefined): string | null {
  return path?.split("/").map(encodeURIComponent).join("/") ?? null;
}

async function* bytesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* stream;
}

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Names in one folder: safe on every system, and unique ignoring case. */
export class FileNames {
  readonly #taken = new Set<string>();
  /** By name, the number that the next file of this name tries first. */
  readonly #next = new Map<string, number>();

  take(name: string): string {
    const safe = safeName(name.replace(/[/\\]/g, "_"));
    const [, stem, ending] = /^(.+?)(\.[^. ]{1,15})?$/s.exec(safe) ?? [];
    const safeKey = foldCase(safe);
    for (let n = this.#next.get(safeKey) ?? 1;; n++) {
      const name = n === 1 ? safe : `${stem} (${n})${ending ?? ""}`;
      const key = foldCase(name);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      this.#next.set(safeKey, n + 1);
      return name;
    }
  }
}
