/**
 * Splits Yjs into the part that every class page needs and the part that only the page editor needs (undo and relative
 * positions). The bundler cannot split a module.
 */
/** Exports of Yjs that only the editor imports; code that uses these moves too. */
const editorsOwn = [
  "UndoManager",
  "RelativePosition",
  "AbsolutePosition",
  "compareRelativePositions",
  "createAbsolutePositionFromRelativePosition",
  "PermanentUserData",
  "typeListToArraySnapshot",
  "isParentOf",
];

interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export function splitYjs(code: string, body: readonly Tree[]): {
  shared: string;
  own: string;
} {
  const imports = body.filter(({ type }) => type === "ImportDeclaration");
  const list = body.find((tree) =>
    tree.type === "ExportNamedDeclaration" && !tree.declaration
  );
  const exported = new Map(
    (list?.specifiers as { local: Named; exported: Named }[] ?? [])
      .map(({ local, exported }) => [local.name, exported.name]),
  );
  const declared = body.flatMap((tree) =>
    namesOf(tree).map((name) => ({ name, tree }))
  );
  const uses = new Map(declared.map(({ name, tree }) => [
    name,
    new Set([...identifiersIn(tree)].filter((it) => it !== name)),
  ]));
  const missing = editorsOwn.filter((it) => !exported.has(it) || !uses.has(it));
  if (missing.length > 0) {
    throw new Error(`Yjs changed: it has no ${missing.join(", ")}`);
  }
  const editorModules = new Set(editorsOwn);
  const otherIdentifiers = body.filter((it) => namesOf(it).length === 0)
    .filter((it) => it !== list && !imports.includes(it))
    .flatMap((it) => [...identifiersIn(it)]);
  const usesOwn = (name: string) =>
    [...uses.get(name)!].some((it) => editorModules.has(it));
  const isUsedBesides = (name: string) =>
    otherIdentifiers.includes(name) ||
    declared.some((entry) =>
      !editorModules.has(entry.name) && uses.get(entry.name)!.has(name)
    );
  // Moves everything that uses moved code, or that nothing else needs.
  for (let previousSize = -1; previousSize !== editorModules.size;) {
    previousSize = editorModules.size;
    for (const { name } of declared) {
      const isNeeded = exported.has(name) || isUsedBesides(name);
      if (usesOwn(name) || !isNeeded) editorModules.add(name);
    }
  }
  const moved = new Set(
    declared.filter(({ name }) => editorModules.has(name)).map(({ tree }) =>
      tree
    ),
  );
  const needed = new Set(
    [...editorModules].flatMap((name) => [...uses.get(name)!])
      .filter((name) => uses.has(name) && !editorModules.has(name)),
  );
  const left = [...exported].filter(([local]) => !editorModules.has(local));
  const textOf = ({ start, end }: Tree) => code.slice(start, end);
  return {
    shared: [
      ...body.filter((it) => it !== list && !moved.has(it)).map(textOf),
      `export { ${
        [
          ...left.map(([local, name]) => `${local} as ${name}`),
          ...[...needed].map((name) => `${name} as inner_${name}`),
        ].join(", ")
      } };`,
    ].join("\n"),
    own: [
      ...imports.map(textOf),
      `import { ${
        [...needed].map((name) => `inner_${name} as ${name}`).join(", ")
      } } from "yjs";`,
      `export * from "yjs";`,
      ...[...moved].map(textOf),
      `export { ${
        [...exported].filter(([local]) => editorModules.has(local))
          .map(([local, name]) => `${local} as ${name}`).join(", ")
      } };`,
    ].join("\n"),
  };
}

interface Named {
  readonly name: string;
}

function namesOf(tree: Tree): string[] {
  if (tree.type === "VariableDeclaration") {
    return (tree.declarations as { id: Named }[]).map(({ id }) => id.name);
  }
  return tree.type === "ClassDeclaration" || tree.type === "FunctionDeclaration"
    ? [(tree.id as Named).name]
    : [];
}

/** The identifiers in a tree that are not property names. */
function* identifiersIn(tree: Tree): Generator<string> {
  if (tree.type === "Identifier") yield String(tree.name);
  const isNamed = !tree.computed &&
    /^(MemberExpression|Property|MethodDefinition|PropertyDefinition)$/
      .test(tree.type);
  for (const [key, value] of Object.entries(tree)) {
    if (isNamed && (key === "property" || key === "key")) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child) {
        yield* identifiersIn(child as Tree);
      }
    }
  }
}
