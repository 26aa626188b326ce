/** Compares a language with English, and finds texts that no code reads. */
import { argumentsOf, type Messages, type MessageTree } from "./messages.ts";

/** Differences by key: `chat.chat.title` is feature, group and text. */
interface Differences {
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  /** Messages that are invalid or whose arguments differ, with the reason. */
  readonly wrong: readonly string[];
}

export function textsByKey(
  messages: MessageTree,
  key = "",
): Map<string, string> {
  if (typeof messages === "string") return new Map([[key, messages]]);
  return new Map(
    Object.entries(messages as Messages).flatMap(([inner, innerMessages]) => [
      ...textsByKey(innerMessages, key ? `${key}.${inner}` : inner),
    ]),
  );
}

export function compareMessages(
  messages: MessageTree,
  english: MessageTree,
): Differences {
  const texts = textsByKey(messages), englishTexts = textsByKey(english);
  const wrong = [...texts].flatMap(([key, text]) => {
    const original = englishTexts.get(key);
    if (original === undefined) return [];
    const difference = differentArguments(text, original);
    return difference ? [`${key}: ${difference}`] : [];
  });
  return {
    missing: [...englishTexts.keys()].filter((key) => !texts.has(key)),
    unknown: [...texts.keys()].filter((key) => !englishTexts.has(key)),
    wrong,
  };
}

/** The error in a message's arguments; null if they match English. */
function differentArguments(text: string, english: string): string | null {
  try {
    const [has, needs] = [text, english].map((message) =>
      [...argumentsOf(message)?.keys() ?? []].sort().join(", ")
    );
    return has === needs ? null : `{${has}} instead of {${needs}}`;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

/**
 * Texts that no code seems to read. A text counts as read if its key occurs in a file that imports its group, or if
 * such a file computes keys.
 */
export function findUnusedTexts(
  english: MessageTree,
  code: readonly string[],
): string[] {
  const readers = new Map<
    string,
    { text: string; hasComputedKeys: boolean }[]
  >();
  for (const text of code) {
    for (const { group, name } of importsOf(text)) {
      const hasComputedKeys = computesKeys(text, name);
      const files = readers.get(group) ?? [];
      readers.set(group, [...files, { text, hasComputedKeys }]);
    }
  }
  return [...textsByKey(english).keys()].filter((key) => {
    const [feature, group, ...inner] = key.split(".");
    const files = readers.get(`${feature}.${group}`) ?? [];
    return !files.some(({ text, hasComputedKeys }) =>
      hasComputedKeys || isNamed(text, inner[0]) || isNamed(text, inner.at(-1)!)
    );
  });
}

/** The groups of texts that a file imports, with their local names. */
function* importsOf(code: string): Generator<{ group: string; name: string }> {
  const imports =
    /import (?:type )?\{([^}]*)\} from "(?:\.\.?\/)*\.?(?:texts|locales)\/(\w+)\.ts"/g;
  for (const [, names, feature] of code.matchAll(imports)) {
    for (const specifier of names.split(",")) {
      const [name, , alias] = specifier.trim().split(/\s+/);
      if (name) yield { group: `${feature}.${name}`, name: alias ?? name };
    }
  }
}

/** Whether a group is read by a computed key, or passed on as a whole. */
function computesKeys(code: string, name: string): boolean {
  return new RegExp(
    `(?<![.\\w"])${name}(?:\\s*\\[|\\s*[,);](?!.*from ")|\\s*\\}\\s*\\))`,
  ).test(code.replace(/^import [^;]*;/gm, ""));
}

function isNamed(code: string, key: string): boolean {
  return new RegExp(`(?<![\\w-])${RegExp.escape(key)}(?![\\w-])`, "u")
    .test(code);
}
