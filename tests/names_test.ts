/**
 * Counts names inside functions that are no nouns of what they hold, by folder. The counts may only fall: a change that
 * lowers one writes the new number here.
 */
import assert from "node:assert/strict";
import {
  placeInSource,
  readSources,
  type SourceFile,
  type SyntaxNode,
  walkNodes,
} from "./source.ts";

/** Prepositions, pronouns and participles that named things before. */
const vagueNames = new Set(
  `it of as at by in on before after here there how what why those these theirs mine own other others one all some
  given said around then still more most much many any both same again asked made done found known wanted shown seen
  put kept sent taken held begun me us each fresh early near away`.split(/\s+/),
);

const booleanName = /^#?(is|has|may|can|should)[A-Z]/;

interface Counts {
  /** Variables and parameters with a vague name. */
  readonly vague: number;
  /** Fields that a destructuring gives a name that shortens or replaces theirs. */
  readonly renamed: number;
  /** Variables, parameters and fields of the type boolean that do not read as a question. */
  readonly booleans: number;
}

const highest: Readonly<Record<string, Counts>> = {
  bench: { vague: 4, renamed: 4, booleans: 1 },
  classroom: { vague: 126, renamed: 61, booleans: 44 },
  components: { vague: 59, renamed: 41, booleans: 34 },
  docs: { vague: 0, renamed: 0, booleans: 0 },
  exports: { vague: 17, renamed: 0, booleans: 0 },
  formats: { vague: 0, renamed: 0, booleans: 0 },
  islands: { vague: 1, renamed: 1, booleans: 3 },
  locales: { vague: 3, renamed: 0, booleans: 0 },
  routes: { vague: 25, renamed: 0, booleans: 6 },
  server: { vague: 5, renamed: 0, booleans: 0 },
  sync: { vague: 9, renamed: 3, booleans: 4 },
};

interface Found {
  readonly kind: keyof Counts;
  readonly place: string;
}

for (const [folder, counts] of Object.entries(highest)) {
  Deno.test(`names inside functions of ${folder}/ are nouns of what they hold`, async () => {
    const sources = await readSources(folder);
    const found = sources.flatMap((source) => [...findNames(source)]);
    for (const [kind, count] of Object.entries(counts)) {
      const places = found.filter((name) => name.kind === kind)
        .map(({ place }) => place);
      assert(
        places.length <= count,
        `${places.length} ${kind}, at most ${count}:\n${places.join("\n")}`,
      );
      assert.equal(places.length, count, `fewer ${kind}: write it down here`);
    }
  });
}

function* findNames(source: SourceFile): Generator<Found> {
  const found = (kind: keyof Counts, node: SyntaxNode, name: string) => ({
    kind,
    place: `${placeInSource(source, node.start)} ${name}`,
  });
  for (const node of walkNodes(source.body)) {
    for (const binding of bindingsOf(node)) {
      const name = String(binding.name);
      const isOfShortArrow = /^(it|at)$/.test(name) &&
        isOneLineArrow(node, source);
      if (vagueNames.has(name) && !isOfShortArrow) {
        yield found("vague", binding, name);
      }
      if (isBoolean(binding) && !booleanName.test(name)) {
        yield found("booleans", binding, name);
      }
    }
    if (/^(TSPropertySignature|PropertyDefinition)$/.test(node.type)) {
      const name = String((node.key as SyntaxNode).name);
      if (isBoolean(node) && !booleanName.test(name)) {
        yield found("booleans", node, name);
      }
    }
    if (node.type === "ObjectPattern") {
      for (const property of node.properties as SyntaxNode[]) {
        const names = renamingOf(property);
        if (names) yield found("renamed", property, names.join(": "));
      }
    }
  }
}

/** The names that a node itself declares. */
function* bindingsOf(node: SyntaxNode): Generator<SyntaxNode> {
  if (node.type === "VariableDeclarator") {
    yield* namesIn(node.id as SyntaxNode);
  } else if (node.type === "CatchClause" && node.param) {
    yield* namesIn(node.param as SyntaxNode);
  } else if (/^(?!TS).*Function/.test(node.type)) {
    for (const parameter of node.params as SyntaxNode[]) {
      yield* namesIn(parameter);
    }
  }
}

function* namesIn(pattern: SyntaxNode): Generator<SyntaxNode> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern;
      break;
    case "ObjectPattern":
      for (const property of pattern.properties as SyntaxNode[]) {
        yield* namesIn((property.argument ?? property.value) as SyntaxNode);
      }
      break;
    case "ArrayPattern":
      for (const element of pattern.elements as (SyntaxNode | null)[]) {
        if (element) yield* namesIn(element);
      }
      break;
    case "AssignmentPattern":
      yield* namesIn(pattern.left as SyntaxNode);
      break;
    case "RestElement":
      yield* namesIn(pattern.argument as SyntaxNode);
      break;
    case "TSParameterProperty":
      yield* namesIn(pattern.parameter as SyntaxNode);
  }
}

function isOneLineArrow(node: SyntaxNode, source: SourceFile): boolean {
  return node.type === "ArrowFunctionExpression" &&
    !source.text.slice(node.start, node.end).includes("\n");
}

function isBoolean(node: SyntaxNode): boolean {
  const annotation = node.typeAnnotation as SyntaxNode | null | undefined;
  const type = annotation?.typeAnnotation as SyntaxNode | undefined;
  const types = type?.type === "TSUnionType"
    ? type.types as SyntaxNode[]
    : type
    ? [type]
    : [];
  return types.some((it) => it.type === "TSBooleanKeyword") &&
    types.every((it) => /^TS(Boolean|Undefined|Null)Keyword$/.test(it.type));
}

/** The field and its new name, if that is no longer and so adds no word. */
function renamingOf(property: SyntaxNode): [string, string] | null {
  const key = property.key as SyntaxNode | undefined;
  const value = property.value as SyntaxNode | undefined;
  const target = value?.type === "AssignmentPattern"
    ? value.left as SyntaxNode
    : value;
  if (key?.type !== "Identifier" || target?.type !== "Identifier") return null;
  const field = String(key.name), name = String(target.name);
  const isReserved = /^(default|for|in|as|new|class|function|[A-Z_]+)$/
    .test(field);
  // Unused fields that a rest must not contain are named `_`.
  if (name === field || /^_+$/.test(name) || isReserved) return null;
  return name.length > field.length ? null : [field, name];
}
