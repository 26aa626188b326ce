import assert from "node:assert/strict";
import {
  filesOfOneFolder,
  floorsOfFeatures,
  importCycles,
  importsBetweenFolders,
  misplacedPaths,
} from "./folder_rules.ts";
import {
  parseSource,
  placeInSource,
  readSources,
  type SourceFile,
  walkNodes,
} from "./source.ts";

const layers = [
  "server",
  "routes",
  "exports",
  "islands",
  "components",
  "classroom",
  "sync",
  "formats",
  "locales",
];
const all = await readSources(...layers);
const around = await readSources("tests", "bench", "docs");
const byPath = new Map(all.map((source) => [source.path, source]));

/** Allowed imports by path prefix. The first matching line applies. */
const allowed: readonly [part: string, may: readonly string[]][] = [
  ["server/", layers.map((layer) => layer + "/")],
  ["routes/", [
    "routes/",
    "exports/",
    "classroom/",
    "components/",
    "islands/",
    "formats/",
    "locales/",
    "sync/",
    "styles/",
  ]],
  ["exports/", ["exports/", "classroom/", "formats/", "locales/", "sync/"]],
  ["islands/", [
    "islands/",
    "components/",
    "formats/",
    "locales/",
    "sync/client/",
    "classroom/model/",
  ]],
  ["components/", [
    "components/",
    "formats/",
    "locales/",
    "sync/client/",
    "sync/y_doc.ts",
    "classroom/model/",
  ]],
  ["classroom/model/", ["classroom/model/", "formats/", "sync/"]],
  // Only this file reads the version.
  ["classroom/version.ts", ["deno.json"]],
  ["classroom/", ["classroom/", "formats/", "sync/"]],
  ["sync/client/", [
    "sync/client/",
    "sync/limits.ts",
    "sync/signaling_messages.ts",
    "sync/wire_format.ts",
    "sync/y_doc.ts",
  ]],
  ["sync/", ["sync/"]],
  ["formats/", ["formats/", "locales/"]],
  ["locales/", ["locales/"]],
];

/** Allowed as imports of types only, which the build erases. */
const typesOnly: readonly [part: RegExp, file: string][] = [
  [/^(islands|components)\//, "classroom/commands.ts"],
  [/^(islands|components)\//, "classroom/acts.ts"],
];

/** Packages limited to some layers. */
const packages: readonly [fits: RegExp, only: readonly string[]][] = [
  [/^nitro\b|^#nitro\b/, ["server/"]],
  [/^fresh\b|^@frsh\b/, ["routes/", "islands/", "components/"]],
  [/^preact\b/, ["routes/", "islands/", "components/"]],
  [/^@preact\/signals/, ["islands/", "components/", "sync/client/"]],
  [/^@opentelemetry\b/, ["server/"]],
  [/^zod\b/, ["server/", "routes/", "classroom/"]],
  // Plots are drawn on the server.
  [/^d3-/, ["exports/"]],
  [/^y-indexeddb/, ["sync/client/"]],
  // The demonstration's students are clients.
  [/^y-websocket/, ["sync/client/", "server/demo/"]],
  [/^y-protocols/, ["sync/"]],
  [/^y-prosemirror|^prosemirror-/, ["components/"]],
  [/^marked\b|^lowlight\b|^highlight\.js\b|^temml\b|^uqr\b/, ["formats/"]],
  [/^@messageformat\b|^vite$|^rolldown\b/, ["locales/"]],
  [/^texts\//, [
    "server/",
    "routes/",
    "exports/",
    "islands/",
    "components/",
    "formats/",
    "locales/",
  ]],
  [/^node:/, [
    "server/",
    "routes/",
    "exports/",
    "classroom/",
    "sync/",
    "locales/",
  ]],
];

Deno.test("every source file belongs to a tested folder, and no layer is empty", async () => {
  const read = new Set([...all, ...around].map(({ path }) => path));
  const { exclude } = JSON.parse(await Deno.readTextFile("deno.json"));
  const onDisk = (await Array.fromAsync(listing(".", exclude)))
    .filter((path) => path.includes("/") && /\.tsx?$/.test(path));
  assert.deepEqual(onDisk.filter((path) => !read.has(path)), []);
  assert(all.length > 400, `${all.length} files of the layers were read`);
  for (const layer of layers) {
    assert(all.some(({ path }) => path.startsWith(layer + "/")), layer);
  }
});

/** All files except hidden and excluded ones. */
async function* listing(
  folder: string,
  but: readonly string[],
): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = folder === "." ? name : `${folder}/${name}`;
    if (name.startsWith(".") || but.includes(path)) continue;
    if (isDirectory) yield* listing(path, but);
    else yield path;
  }
}

Deno.test("imports point only to lower layers", () => {
  assert.deepEqual(upwards(all), []);
  const planted = [
    parseSource("sync/x.ts", 'import "../classroom/app.ts";'),
    parseSource(
      "islands/x.ts",
      'import { x } from "../classroom/commands.ts";',
    ),
    parseSource(
      "islands/y.ts",
      'import type { X } from "../classroom/commands.ts";',
    ),
    parseSource(
      "islands/z.ts",
      'import type { X } from "../classroom/app.ts";',
    ),
  ];
  assert.deepEqual(upwards(planted), [
    "sync/x.ts imports ../classroom/app.ts",
    "islands/x.ts imports ../classroom/commands.ts",
    "islands/z.ts imports ../classroom/app.ts",
  ]);
});

function upwards(sources: readonly SourceFile[]): string[] {
  const wrong: string[] = [];
  for (const source of sources) {
    const may = allowed.find(([part]) => source.path.startsWith(part))?.[1];
    assert(may, `${source.path} belongs to no layer`);
    for (const { written, file, typeOnly } of source.imports) {
      // Fresh generates this module of types in the build.
      if (file === null || /(^|\/)\$[^/]*\.ts$/.test(file)) continue;
      if (may.some((part) => file.startsWith(part))) continue;
      const isType = typesOnly.some(([part, of]) =>
        typeOnly && file === of && part.test(source.path)
      );
      if (isType) continue;
      wrong.push(`${source.path} imports ${written}`);
    }
  }
  return wrong;
}

Deno.test("the classroom reads no text, but the names of groups and the order of names", () => {
  const readers = readersOfLanguage(all);
  assert(readers.has("formats/format_time.ts"), "it speaks");
  assert(!readers.has("formats/times.ts"), "it does not");
  const users = all.filter(({ path, imports }) =>
    path.startsWith("classroom/") &&
    imports.some(({ file }) => file && readers.has(file))
  );
  assert.deepEqual(users.map(({ path }) => path), [
    // Refuses the automatic names of every language.
    "classroom/model/group_names.ts",
    // For pages and exports.
    "classroom/model/member_order.ts",
  ]);
});

/** The files of `formats/` that need the reader's language, directly or through others. */
function readersOfLanguage(sources: readonly SourceFile[]): Set<string> {
  const readers = new Set<string>();
  for (let count = -1; count < readers.size;) {
    count = readers.size;
    for (const { path, imports } of sources) {
      const isReader = imports.some(({ written, file }) =>
        file === null
          ? written.startsWith("texts/")
          : file.startsWith("locales/") || readers.has(file)
      );
      if (path.startsWith("formats/") && isReader) readers.add(path);
    }
  }
  return readers;
}

const rootFiles = /^classroom\/model\/(staff_)?roots\.ts$/;
/** Reads a shared type by a name in quotes. */
const rootByName = /\.get(?:Map|Array|Text)(?:<[^()]*>)?\(\s*"/;

Deno.test("a shared type is read by its name only in the roots of the model and in sync", () => {
  const named = (sources: readonly SourceFile[]) =>
    sources.filter(({ path, text }) =>
      !path.startsWith("sync/") && !rootFiles.test(path) &&
      rootByName.test(text)
    ).map(({ path }) => path);
  assert.deepEqual(named(all), []);
  const planted = [
    'doc.getMap("pins")',
    'doc.getArray<Message>(\n  "messages")',
    "doc.getMap(name)",
  ].map((text, at) => parseSource(`components/${at}.ts`, text));
  assert.deepEqual(named(planted), ["components/0.ts", "components/1.ts"]);
});

const imports = new Map(
  [...all, ...around].map((source) => [
    source.path,
    source.imports.flatMap(({ file }) => file ?? []),
  ]),
);

Deno.test("no files import each other in a cycle, types included", () => {
  assert.deepEqual(importCycles(imports), []);

  const planted = parseSource("c.ts", 'type It = import("./a.ts").It;');
  const found = importCycles(
    new Map([
      ["a.ts", ["b.ts", "node.ts"]],
      ["b.ts", ["c.ts"]],
      [planted.path, planted.imports.map(({ file }) => file!)],
      ["d.ts", ["a.ts"]],
      ["e.ts", ["e.ts"]],
    ]),
  );
  assert.deepEqual(found, [["a.ts", "b.ts", "c.ts"], ["e.ts"]]);
});

Deno.test("every folder has the name of a feature or a shared part", () => {
  assert.deepEqual(misplacedPaths([...imports.keys()]), []);
  const planted = [
    "classroom/chat/say.ts",
    "classroom/talk/say.ts",
    "components/Button.tsx",
    "tests/browser/layout_test.ts",
    "tests/browser/misc/x_test.ts",
  ];
  assert.deepEqual(misplacedPaths(planted), [
    "classroom/talk/",
    "components/Button.tsx",
    "tests/browser/misc/",
  ]);
});

Deno.test("no two folders of the classroom import each other, directly or indirectly", () => {
  const own = new Map([...imports].filter(([path]) => byPath.has(path)));
  const between = importsBetweenFolders("classroom", own);
  assert(between.size > 12, `${between.size} rooms were looked at`);
  assert.deepEqual(importCycles(between), []);
  const planted = importsBetweenFolders(
    "classroom",
    new Map([
      ["classroom/chat/a.ts", ["classroom/chat/b.ts", "classroom/shared.ts"]],
      ["classroom/chat/b.ts", ["classroom/model/x.ts"]],
      ["classroom/model/x.ts", []],
      ["classroom/shared.ts", ["classroom/groups/c.ts"]],
      ["classroom/groups/c.ts", ["classroom/chat/b.ts"]],
    ]),
  );
  assert.deepEqual(importCycles(planted), [[
    "classroom/chat",
    "classroom/groups",
    "classroom/shared.ts",
  ]]);
});

Deno.test("docs/architecture.md has the floors on which the classroom's features stand", async () => {
  const own = new Map([...imports].filter(([path]) => byPath.has(path)));
  const floors = floorsOfFeatures(importsBetweenFolders("classroom", own));
  const lines = floors.map((names) => names.join(" ") + "\n").reverse();
  const written = `stand on ${floors.length} floors`;
  const paper = await Deno.readTextFile("docs/architecture.md");
  const [, block] = /^ *```floors\n(.*?)^ *```/ms.exec(paper) ?? [];
  assert.equal(
    block?.replace(/^ +/gm, ""),
    lines.join(""),
    `it must be\n${lines.join("")}`,
  );
  assert(paper.replace(/\s+/g, " ").includes(written), `"${written}"`);
  const planted = floorsOfFeatures(
    new Map([
      ["classroom/acts.ts", ["classroom/chat"]],
      ["classroom/chat", ["classroom/model"]],
      ["classroom/files", []],
      ["classroom/groups", ["classroom/acts.ts", "classroom/files"]],
      ["classroom/model", []],
    ]),
  );
  assert.deepEqual(planted, [["chat", "files"], ["groups"]]);
});

Deno.test("no two component folders import each other, directly or indirectly", () => {
  // Style sheets count as files.
  const own = new Map(
    [...imports].map(([path, files]) =>
      [
        path,
        files.filter((file) => byPath.has(file) || file.endsWith(".css")),
      ] as const
    ),
  );
  const between = importsBetweenFolders("components", own);
  assert(between.size > 20, `${between.size} folders were looked at`);
  assert.deepEqual(importCycles(between), []);
  assert.deepEqual(upwardFolders(between), []);
  const ofPages = ["components/class_page", "components/desk"];
  for (const folder of ofPages) {
    const others = between.get(folder)!.filter((it) => ofPages.includes(it));
    assert.deepEqual(others, [], `${folder} imports the other page`);
  }
  const planted = importsBetweenFolders(
    "components",
    new Map([
      ["components/chat/a.ts", ["components/files/b.ts"]],
      ["components/files/b.ts", ["components/chat/c.ts"]],
      ["components/chat/c.ts", []],
      ["components/ui/d.ts", ["components/chat/c.ts"]],
      ["components/client/g.tsx", ["components/groups/groups.css"]],
      ["components/desk/e.ts", ["components/chat/c.ts"]],
      ["components/groups/f.ts", ["components/desk/e.ts"]],
    ]),
  );
  assert.deepEqual(importCycles(planted), [[
    "components/chat",
    "components/files",
  ]]);
  assert.deepEqual(upwardFolders(planted), [
    "components/ui imports components/chat",
    "components/client imports components/groups",
    "components/groups imports components/desk",
  ]);
});

/** Imports of a feature from what all features use, or of a page from a feature. */
function upwardFolders(
  between: ReadonlyMap<string, readonly string[]>,
): string[] {
  const levels = [
    /^components\/(ui|markdown|client|page)$/,
    /^components\/(?!(chat_panel|class_page|desk|pieces)$)/,
    /^components\/(chat_panel|class_page|desk)$/,
    /^components\/pieces$/,
  ];
  const levelOf = (folder: string) =>
    levels.findIndex((level) => level.test(folder));
  return [...between].flatMap(([folder, others]) =>
    others.filter((other) => levelOf(other) > levelOf(folder))
      .map((other) => `${folder} imports ${other}`)
  );
}

Deno.test("files at the classroom's root are used by more than one folder", () => {
  const own = new Map([...imports].filter(([path]) => byPath.has(path)));
  assert.deepEqual(filesOfOneFolder("classroom", own), []);
  const planted = new Map([
    ["classroom/one.ts", []],
    ["classroom/none.ts", []],
    ["classroom/part.ts", []],
    ["classroom/shared.ts", ["classroom/part.ts"]],
    ["classroom/chat/a.ts", ["classroom/one.ts", "classroom/shared.ts"]],
    ["classroom/groups/b.ts", ["classroom/shared.ts"]],
  ]);
  assert.deepEqual(filesOfOneFolder("classroom", planted), [
    "classroom/one.ts",
    "classroom/none.ts",
  ]);
});

Deno.test("each package is imported only in its layer", () => {
  const wrong: string[] = [];
  for (const source of all) {
    for (const { written, file } of source.imports) {
      if (file !== null) continue;
      const only = packages.find(([fits]) => fits.test(written))?.[1];
      if (only?.some((part) => source.path.startsWith(part)) === false) {
        wrong.push(`${source.path} imports ${written}`);
      }
      if (
        source.path.startsWith("sync/client/") && written.startsWith("node:")
      ) {
        wrong.push(`${source.path} imports ${written}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("code loaded by the browser needs no server code", () => {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const look = (source: SourceFile) => {
    // The build swaps in the browser's file.
    if (source.path === "locales/current.ts") {
      source = byPath.get("locales/current_browser.ts")!;
    }
    if (seen.has(source.path)) return;
    seen.add(source.path);
    if (/\bDeno\s*\./.test(source.code)) wrong.push(`${source.path} uses Deno`);
    for (const { written, file, typeOnly } of source.imports) {
      if (typeOnly) continue;
      if (/^(node:|zod|@deno\/)/.test(written)) {
        wrong.push(`${source.path} imports ${written}`);
      }
      const next = file && byPath.get(file);
      if (next) look(next);
    }
  };
  for (const source of all) {
    if (/^(islands|components|sync\/client)\//.test(source.path)) look(source);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("the page after the sign-out loads no quiz editor", () => {
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { file, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (file && !typeOnly) load(file);
    }
  };
  load("islands/StaleCacheCleaner.tsx");
  assert(loaded.has("components/library/item_draft.ts"));
  assert(!loaded.has("components/quizzes/edited_quiz.ts"));
});

Deno.test("the runtime is named only in server/platform/", async () => {
  const configs = ["vite.config.ts", "nitro.config.ts"].map(async (path) =>
    parseSource(path, await Deno.readTextFile(path))
  );
  const kept = [...all, ...around, ...await Promise.all(configs)]
    .filter(({ path }) => !/^(server\/platform|tests|bench)\//.test(path));
  assert.deepEqual(runtimes(kept), []);
  const own = all.filter(({ path }) => path.startsWith("server/platform/"));
  assert(runtimes(own).length > 0, "there it is named");
  const planted = parseSource("x.ts", "// Deno.env\nconst a = Deno.env;");
  assert.deepEqual(runtimes([planted]), ["x.ts:2"]);
});

Deno.test("routes and exports do not compare with a class of the server's other bundle", () => {
  const compared = all.filter(({ path }) => /^(routes|exports)\//.test(path))
    .flatMap(({ path, code }) => {
      const own = [...code.matchAll(
        /import\s+\{([^}]*)\}\s+from "(?:\.\.\/)+(?:classroom|sync)\//g,
      )].flatMap(([, names]) => names.match(/\w+/g) ?? []);
      return [...code.matchAll(/\binstanceof (\w+)/g)]
        .filter(([, name]) => own.includes(name))
        .map(([, name]) => `${path}: ${name}`);
    });
  assert.deepEqual(compared, []);
});

function runtimes(sources: readonly SourceFile[]): string[] {
  return sources.flatMap((source) =>
    [...source.code.matchAll(/\bDeno\s*[.[]|typeof Deno\b/g)]
      .map(({ index }) => placeInSource(source, index))
  );
}

Deno.test("the classroom knows no HTTP, no HTML and no sockets", () => {
  const wrong: string[] = [];
  const names =
    /^(Request|Response|Headers|WebSocket|FormData|HTMLElement|document|window|fetch)$/;
  for (const source of all) {
    if (!source.path.startsWith("classroom/")) continue;
    if (source.path.endsWith(".tsx")) wrong.push(`${source.path} is markup`);
    for (const node of walkNodes(source.body)) {
      // Skips variables that only have such a name.
      const used =
        node.type === "NewExpression" || node.type === "CallExpression"
          ? node.callee
          : node.type === "TSTypeReference"
          ? node.typeName
          : null;
      const name = (used as { name?: string } | null)?.name ?? "";
      if (names.test(name)) {
        wrong.push(`${placeInSource(source, node.start)} uses ${name}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every document is created where Yjs is kept from removing marks (SYNC-13)", () => {
  const made = (sources: readonly SourceFile[]) =>
    sources.flatMap((source) =>
      [...source.code.matchAll(/\bnew\s+(?:\w+\s*\.\s*)?Doc\b/g)]
        .map(({ index }) => placeInSource(source, index))
    );
  const others = all.filter(({ path }) => path !== "sync/y_doc.ts");
  assert.deepEqual(made(others), []);
  const planted = parseSource(
    "x.ts",
    "// new Y.Doc()\nconst a = new Y.Doc({});",
  );
  assert.deepEqual(made([planted]), ["x.ts:2"]);
});

Deno.test("no HTML string is ever set (CHAT-2)", () => {
  const wrong: string[] = [];
  const ways =
    /dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write\b|createContextualFragment/g;
  for (const source of all) {
    if (/^(server|sync|classroom)\//.test(source.path)) continue;
    for (const found of source.code.matchAll(ways)) {
      wrong.push(`${placeInSource(source, found.index)} uses ${found[0]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("one module normalises text, and bounds it first (SYNC-18)", () => {
  const callers = all.filter(({ path, code }) =>
    !path.startsWith("tests/") && !path.startsWith("bench/") &&
    /\.normalize\(/.test(code)
  );
  assert.deepEqual(callers.map(({ path }) => path), [
    "formats/normalise.ts",
  ]);
});

Deno.test("a command that stores a student's words says that it may cause an alert (T-2)", () => {
  const stores = /\bnoteText\(context\b|\bcontext\.worryingWords\b/;
  const places = all.filter(({ path, text }) =>
    path.startsWith("classroom/") && stores.test(text)
  );
  assert.ok(places.length >= 9, `${places.length} files store words`);
  for (const { path, text } of places) {
    assert.match(text, /\bmayCauseAlert: true\b/, path);
  }
});

Deno.test("only the engine makes refusals of free kinds; the classroom's are typed", () => {
  const found = all.filter(({ path, text }) =>
    !path.startsWith("sync/") && path !== "classroom/model/refuse.ts" &&
    /\bnew Refusal\(/.test(text)
  );
  assert.deepEqual(found.map(({ path }) => path), []);
});

Deno.test("markup has no style attribute, which the content security policy refuses", () => {
  const wrong: string[] = [];
  for (const source of all) {
    for (const node of walkNodes(source.body)) {
      if (node.type !== "JSXAttribute") continue;
      if ((node.name as { name?: string }).name !== "style") continue;
      wrong.push(placeInSource(source, node.start));
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("there are no barrel files and no catch-all files", () => {
  const wrong: string[] = [];
  for (const { path, body } of all) {
    if (/\/(utils?|helpers?|common|misc)\.tsx?$/.test(path)) wrong.push(path);
    const only = body.every((node) => /^Export/.test(node.type) && node.source);
    if (only && body.length > 0) wrong.push(`${path} only exports others`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("a test's title has at most 100 characters", () => {
  const titles = around.flatMap((source) => [...titlesIn(source)]);
  assert(titles.length > 2000, `${titles.length} titles`);
  const long = "x".repeat(101);
  const planted = parseSource(
    "tests/x_test.ts",
    `test("${long}", () => {});
     Deno.test({\n name: \`\${x}${long}\`, async fn() {} });
     Deno.test("${long.slice(1)}", () => {});`,
  );
  assert.deepEqual(tooLong(titles), []);
  assert.deepEqual(tooLong(titlesIn(planted)), [
    "tests/x_test.ts:1",
    "tests/x_test.ts:2",
  ]);
});

const tooLong = (titles: Iterable<{ title: string; place: () => string }>) =>
  [...titles].filter(({ title }) => title.length > 100)
    .map(({ place }) => place());

/** Names given to `Deno.test`, to functions around it and to steps, without the values of templates. */
function* titlesIn(source: SourceFile) {
  const named =
    /(?:\bDeno\.|\.(?=step)|(?<![.\w]))(?:test\w*|step|register|storm)\(\s*(?:\{\s*name:\s*)?(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
  for (const { index, 1: text, 2: template } of source.text.matchAll(named)) {
    const title = text ?? template.replace(/\$\{[^}]*\}/g, "");
    yield { title, place: () => placeInSource(source, index) };
  }
}

Deno.test("a name in an example, a link or the code of a document exists", async () => {
  const sources = [...all, ...around];
  const known = new Set(sources.flatMap(({ code }) => namesIn(code)));
  const unknown = sources.flatMap(({ path, code, comments }) =>
    comments.flatMap(({ value }) => {
      const [, example = ""] = value.split("@example");
      const linked = [...value.matchAll(/\{@link (#?[\w$]+)/g)];
      const own = linked.map(([, name]) => name)
        .filter((name) => !namesIn(code).includes(name));
      return [...own, ...unknownIn(example)].map((name) => `${path}: ${name}`);
    })
  );
  assert.deepEqual(unknown, []);
  const paper = await Deno.readTextFile("docs/adding.md");
  const blocks = [...paper.matchAll(/^```ts\n(.*?)^```/gms)];
  assert(blocks.length > 4, `${blocks.length} blocks`);
  assert.deepEqual(blocks.flatMap(([, code]) => unknownIn(code)), []);
  const gone = ["no", "Such", "Name"].join("");
  assert.deepEqual(unknownIn(`${gone}("of text"); // of prose`), [gone]);

  function unknownIn(code: string): string[] {
    const plain = code.replace(
      /\/\*.*?\*\/|\/\/[^\n]*|"[^"\n]*"|<\/?\w+>/gs,
      "",
    );
    return namesIn(plain).filter((name) => !known.has(name));
  }
});

const namesIn = (code: string): readonly string[] =>
  code.match(/#?[A-Za-z_$][\w$]*/g) ?? [];
