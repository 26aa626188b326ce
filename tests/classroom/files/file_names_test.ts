/** Names and types of files as people gave them. */
import assert from "node:assert/strict";
import { countedTest, growsWithLength } from "../../counted_work.ts";
import fc from "fast-check";
import { safeName, safeType } from "../../../classroom/files/file_names.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { property } from "../../random.ts";

Deno.test("safeName() leaves a good name as it is, and takes the harm out of the others", () => {
  const table: [given: string, safe: string][] = [
    ["Worksheet 3 (final).pdf", "Worksheet 3 (final).pdf"],
    ["作業一.docx", "作業一.docx"],
    ["été.png", "été.png"],
    ["e\u0301te\u0301.png", "été.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\amy\\x.txt", "x.txt"],
    ["..", "file"],
    ["", "file"],
    [" . ", "file"],
    ["/", "file"],
    [".htaccess", "htaccess"],
    ["a\r\nSet-Cookie: x=1", "a Set-Cookie_ x=1"],
    ["a\0b.txt", "a b.txt"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["\u2066a\u2069.txt", "a.txt"],
    [
      '<img src=x onerror="alert(1)">.png',
      "_img src=x onerror=_alert(1)__.png",
    ],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["console.log", "console.log"],
    ["a\ud800.txt", "a\ufffd.txt"],
    ["👩‍🏫.png", "👩‍🏫.png"],
    ["trailing. ", "trailing"],
  ];
  for (const [given, safe] of table) assert.equal(safeName(given), safe);
  const long = safeName("x".repeat(5000) + ".docx");
  assert.equal(long.length, bounds.fileName);
  assert.match(long, /^x+…\.docx$/);
});

Deno.test("safeName() gives a name that is safe, and safe again the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (given) => {
      const name = safeName(given);
      assert.ok(name.length > 0 && name.length <= bounds.fileName + 1);
      assert.doesNotMatch(
        name,
        /[/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069]/u,
      );
      assert.doesNotMatch(name, /^[. ]|[. ]$/);
      assert.ok(name.isWellFormed());
      encodeURIComponent(name);
    }),
    property("names of files", 100),
  );
});

Deno.test("safeType() says a type and nothing else, and no image that was not looked at", () => {
  const bytes = "application/octet-stream";
  const table: [given: string, safe: string][] = [
    ["application/pdf", "application/pdf"],
    ["Text/Plain; charset=utf-8", "text/plain"],
    ["image/svg+xml", "image/svg+xml"],
    ["image/png", bytes],
    ["", bytes],
    ["html", bytes],
    ["text/html\r\nx: y", bytes],
    ["a/b/c", bytes],
    ["x/" + "y".repeat(200), bytes],
  ];
  for (const [given, safe] of table) assert.equal(safeType(given), safe);
});

countedTest(
  import.meta.url,
  "safeName() does its work by a name's length, not by what stands in it",
  async () => {
    const hostile = [
      (n: number) => ". ".repeat(n / 2) + "x",
      (n: number) => "x" + ".".repeat(n) + "x",
      (n: number) => " ".repeat(n) + "x",
      (n: number) => "/".repeat(n) + "x",
      (n: number) => "\u202e".repeat(n) + "x.pdf",
    ];
    for (const name of hostile) {
      assert.match(safeName(name(200_000)), /x(\.pdf)?$/);
      assert.ok(await growsWithLength((n) => safeName(name(n)), 500), name(3));
    }
  },
);
