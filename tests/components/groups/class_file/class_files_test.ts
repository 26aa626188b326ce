/** Class lists out of schools' files: any CSV, and OneRoster 1.1 and 1.2 (D-3). */
import assert from "node:assert/strict";
import { downloadZip } from "client-zip";
import fc from "fast-check";
import { property } from "../../../random.ts";
import {
  type ClassFiles,
  readClassFiles,
} from "../../../../components/groups/class_file/class_files.ts";
import {
  fileText,
  tableOf,
} from "../../../../components/groups/class_file/file_text.ts";
import {
  findColumns,
  joinName,
  namesIn,
} from "../../../../components/groups/class_file/name_columns.ts";
import {
  addNames,
  readClassList,
} from "../../../../components/groups/desk/class_list.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const zip = (files: Record<string, string>) =>
  downloadZip(
    Object.entries(files).map(([name, input]) => ({ name, input })),
  ).blob();

/** The names that are taken from a CSV if the teacher changes nothing. */
function namesOf(text: string): string[] {
  const table = tableOf(utf8(text))!;
  const { choices, best, hasHead } = findColumns(table);
  return namesIn(table, choices[best], hasHead);
}

const csvs: [about: string, text: string, names: string[]][] = [
  ["a column of its own", "name\nAmy\nBen", ["Amy", "Ben"]],
  ["among others", "ID;Student Name;Class\n1;Amy Ng;7B\n2;Ben;7B", [
    "Amy Ng",
    "Ben",
  ]],
  ["by tabs", "No.\tFull_Name\r\n1\tAmy\r\n2\tBen\r\n", ["Amy", "Ben"]],
  ["Chinese headings", "座號,姓名,性別\n1,王小明,男\n2,陳美玲,女", [
    "王小明",
    "陳美玲",
  ]],
  ["given and family name", "Last Name,First Name\nNg,Amy\nLee,Ben", [
    "Amy Ng",
    "Ben Lee",
  ]],
  ["surname beside name", "Name,Surname\nAmy,Ng", ["Amy Ng"]],
  ["姓 and 名", "姓,名\n王,小明", ["王小明"]],
  ["姓氏 and 名字", "名字,姓氏\n小明,王", ["王小明"]],
  ["a full name beside its parts", "姓,名,姓名\n王,小明,王小明", ["王小明"]],
  ["quoted with a comma", 'Student,Class\n"Ng, Amy",7B', ["Ng, Amy"]],
  ["quoted over two lines", 'name\n"Amy\nNg"', ["Amy Ng"]],
  ["no heading", "7B,1,Amy Ng,a@b.c\n7B,2,Ben Lee,b@b.c", [
    "Amy Ng",
    "Ben Lee",
  ]],
  ["one column without heading", "Amy\nBen", ["Amy", "Ben"]],
  ["empty names", "id,name\n1,Amy\n2,\n3,Ben", ["Amy", "Ben"]],
];
for (const [about, text, names] of csvs) {
  Deno.test(`D-3: names are found in a CSV: ${about}`, () =>
    assert.deepEqual(namesOf(text), names));
}

Deno.test("D-3: what is chosen is asked: every column, and given and family name together", () => {
  const { choices, best } = findColumns([["id", "first", "last"]]);
  assert.deepEqual(choices[best], { kind: "joined", given: 1, family: 2 });
  assert.equal(choices.length, 4);
});

Deno.test("D-3: a heading of a million brackets holds nobody up", () => {
  const began = performance.now();
  assert.equal(findColumns([["(".repeat(1_000_000)], ["Amy"]]).best, 0);
  assert(performance.now() - began < 5_000);
});

Deno.test("D-3: a text is read in the encoding that its program writes", () => {
  const text = "姓名\n王小明";
  const wide = (little: boolean, mark: boolean, of = text) => {
    const units = [...mark ? "\uFEFF" : "", ...of];
    const view = new DataView(new ArrayBuffer(units.length * 2));
    units.forEach((it, at) => view.setUint16(at * 2, it.charCodeAt(0), little));
    return new Uint8Array(view.buffer);
  };
  const big5 = [
    ...[0xa9, 0x6d, 0xa6, 0x57, 0x0a],
    ...[0xa4, 0xfd, 0xa4, 0x70, 0xa9, 0xfa],
  ];
  for (
    const bytes of [
      utf8(text),
      utf8("\uFEFF" + text),
      wide(true, true),
      wide(false, true),
      Uint8Array.from(big5),
    ]
  ) assert.equal(fileText(bytes), text);
  assert.equal(fileText(wide(true, false, "name\nAmy")), "name\nAmy");
  for (const name of ["Müller", "José\nX", "Muñoz", "Ångström"]) {
    const western = Uint8Array.from([...name].map((it) => it.charCodeAt(0)));
    assert.equal(fileText(western), name);
  }
  assert.equal(fileText(Uint8Array.of(1, 2, 3, 0, 0, 9, 200)), null);
});

const users11 = [
  "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email",
  "s1,active,,true,o,student,amy,,Amy,Ng,,77,amy@x.y",
  "s2,,,true,o,student,ming,,小明,王,,78,m@x.y",
  "s3,tobedeleted,,true,o,student,gone,,Gone,Girl,,79,g@x.y",
  "s4,active,,false,o,student,off,,Off,Line,,80,o@x.y",
  "t1,active,,true,o,teacher,t,,Ms,Lee,,81,t@x.y",
].join("\r\n");
const enrollments = [
  "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
  "e1,active,,c10,o,s1,student,,,",
  "e2,,,c10,o,s2,student,,,",
  "e3,tobedeleted,,c2,o,s1,student,,,",
  "e4,,,c2,o,s2,student,,,",
  "e5,,,c2,o,t1,teacher,,,",
  "e6,,,c2,o,s3,student,,,",
  "e7,,,c3,o,s1,student,,,",
].join("\n");
const classes = [
  "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds",
  "c10,active,,Class 10,,k,10,scheduled,,o,t",
  "c2,,,Class 2,,k,2,scheduled,,o,t",
  "c3,tobedeleted,,Class 3,,k,3,scheduled,,o,t",
].join("\n");
const users12 = [
  "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,preferredGivenName,preferredMiddleName,preferredFamilyName",
  "s1,,,true,amy,,Amelia,Ng,Amy,,",
  "t1,,,true,t,,Ms,Lee,,,",
].join("\n");
const roles = [
  "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
  "r1,,,s1,primary,student,,,o,",
  "r2,,,t1,primary,teacher,,,o,",
].join("\n");
const twoClasses: ClassFiles = {
  kind: "classes",
  classes: [
    { title: "Class 2", names: ["王小明"] },
    { title: "Class 10", names: ["Amy Ng", "王小明"] },
  ],
};
const everyone = (...names: string[]): ClassFiles => ({
  kind: "classes",
  classes: [{ title: null, names }],
});

Deno.test("D-3: OneRoster's users alone are all active students of the file, by their names only", async () => {
  assert.deepEqual(
    await readClassFiles([new Blob([users11])]),
    everyone("Amy Ng", "王小明"),
  );
});

Deno.test("D-3: OneRoster 1.2 says roles in a file of their own, and how a student wants to be called", async () => {
  assert.deepEqual(
    await readClassFiles([new Blob([roles]), new Blob([users12])]),
    everyone("Amy Ng"),
  );
});

Deno.test("D-3: several of OneRoster's files in any order, or a zip, are its classes", async () => {
  const blobs = [classes, enrollments, users11].map((it) => new Blob([it]));
  assert.deepEqual(await readClassFiles(blobs), twoClasses);
  const packed = await zip({
    "school/enrollments.csv": enrollments,
    "school/classes.csv": classes,
    "school/users.csv": users11,
    "school/demographics.csv": "sourcedId,birthDate\ns1,2013-01-01",
    "__MACOSX/school/users.csv": "\0",
  });
  assert.deepEqual(await readClassFiles([packed]), twoClasses);
});

Deno.test("D-3: a zip with one CSV of any kind is that table", async () => {
  assert.deepEqual(
    await readClassFiles([await zip({ "7B.csv": "name\nAmy" })]),
    {
      kind: "table",
      table: [["name"], ["Amy"]],
    },
  );
});

Deno.test("D-3: what is wrong with a file is said", async () => {
  const fault = async (...parts: BlobPart[]) => {
    const found = await readClassFiles(parts.map((it) => new Blob([it])));
    return found.kind === "fault" ? found.fault : found.kind;
  };
  assert.equal(await fault("a".repeat(5 * 1024 * 1024 + 1)), "too-large");
  assert.equal(await fault(Uint8Array.of(0x89, 0x50, 0, 1)), "not-csv");
  assert.equal(await fault('name\n"Amy'), "not-csv");
  assert.equal(await fault(await zip({ "xl/workbook.xml": "" })), "not-csv");
  assert.equal(await fault("\n\n"), "no-names");
  assert.equal(await fault(users11.split("\n")[0]), "no-names");
  assert.equal(await fault(enrollments), "no-users");
  assert.equal(await fault("name\nAmy", "name\nBen"), "no-users");
  assert.equal(await fault(Uint8Array.of(0x50, 0x4b, 3, 4, 9)), "broken-zip");

  const locked = await (await zip({ "users.csv": users11 })).bytes();
  const view = new DataView(locked.buffer);
  for (let at = 0; at < locked.length - 4; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    view.setUint16(at + 8, view.getUint16(at + 8, true) | 1, true);
  }
  assert.equal(await fault(locked), "encrypted");
});

Deno.test("D-3: whatever bytes a file has, it is read or refused in words", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.uint8Array({ maxLength: 60 }).map((it) =>
            Uint8Array.of(0x50, 0x4b, 3, 4, ...it)
          ),
          fc.string({ unit: "binary" }).map(utf8),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      async (files) => {
        const found = await readClassFiles(files.map((it) => new Blob([it])));
        if (found.kind !== "table") return;
        const { choices, best, hasHead } = findColumns(found.table);
        assert(choices[best]);
        for (const columns of choices) namesIn(found.table, columns, hasHead);
      },
    ),
    property("files of any bytes", 100),
  );
});

const word = fc.string({
  unit: fc.constantFrom(..."abcXYZ王明é,;\"'"),
  minLength: 1,
  maxLength: 12,
}).map((it) => `N${it}`);

Deno.test("D-3: names that a CSV quotes come out as they went in, and into the list as they are", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(",", ";", "\t"),
      (names, between) => {
        const rows = [`id${between}name${between}class`].concat(
          names.map((it, at) =>
            [at, `"${it.replaceAll('"', '""')}"`, "7B"].join(between)
          ),
        );
        assert.deepEqual(namesOf(rows.join("\r\n")), names);
        assert.deepEqual(
          readClassList(addNames("", names)).map(({ name }) => name),
          names,
        );
      },
    ),
    property("quoted names", 100),
  );
});

Deno.test("D-3: a name taken again is not in the list twice, and groups stay", () => {
  assert.equal(
    addNames("Amy, Red\n", ["Amy", "Ng, Ben"]),
    'Amy, Red\n"Ng, Ben"',
  );
});

Deno.test("D-3: a joined name has both its parts, and Chinese ones no space", () => {
  fc.assert(
    fc.property(word, word, (given, family) => {
      assert.equal(joinName(given, family), `${given} ${family}`);
      assert.equal(joinName(given, ""), given);
      assert.equal(
        joinName("明" + given, "王" + family),
        `王${family}明${given}`,
      );
    }),
    property("names of two parts", 100),
  );
});
