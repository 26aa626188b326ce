/** A class list as it is pasted: a name a line, or CSV with a group in the second column (J-8). Pure. */

/** A name, and perhaps the group that they are to be in. */
export interface Pasted {
  readonly name: string;
  readonly room?: string;
}

/** What lists call their column of names. */
const nameHeading =
  /^(?:(?:student )?names?|students?|full name|姓名|學生(?:姓名)?|学生(?:姓名)?|氏名|名前|이름|성명|nombres?|noms?|nome|naam|namn|navn|имя|фио)\s*[:：]?$/iu;

/** The names in a pasted text; empty lines and a heading such as "name,group" are left out. */
export function readClassList(text: string): Pasted[] {
  return text.split(/\r?\n/).flatMap((line, at): Pasted[] => {
    const [name = "", room = ""] = cells(line);
    const heading = at === 0 && nameHeading.test(name);
    if (name === "" || heading) return [];
    return [room ? { name, room } : { name }];
  });
}

export function writeClassList(list: readonly Pasted[]): string {
  const quoted = (cell: string) =>
    /[",;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return list.map(({ name, room }) =>
    room ? `${quoted(name)}, ${quoted(room)}` : quoted(name)
  ).join("\n");
}

/** The pasted text with more names below it; who is in it already is not written twice. */
export function addNames(text: string, names: readonly Pasted[]): string {
  const listed = new Set(readClassList(text).map(({ name }) => name));
  const more = names.filter(({ name }) => !listed.has(name));
  return [text.trimEnd(), writeClassList(more)]
    .filter((it) => it !== "").join("\n");
}

/** The cells of a line: by comma, semicolon or tab, a quoted one whole. */
function cells(line: string): string[] {
  const found: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))\s*(?:[,;\t]|$)/gy;
  for (let match; cell.lastIndex < line.length && (match = cell.exec(line));) {
    found.push((match[1]?.replaceAll('""', '"') ?? match[2]).trim());
  }
  return found;
}
