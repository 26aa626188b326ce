/** Compiles messages in ICU MessageFormat to code and types. */
import MessageFormat from "@messageformat/core";
import compileModule from "@messageformat/core/compile-module.js";
import { parse, type Token } from "@messageformat/parser";

/** CommonJS packages whose types do not describe the default export. */
const Format = MessageFormat as unknown as typeof MessageFormat.default;
const compile = compileModule as unknown as typeof compileModule.default;

/** Messages by key, in groups of any depth. */
export interface Messages {
  readonly [key: string]: MessageTree;
}

export type MessageTree = string | readonly MessageTree[] | Messages;

/** The type of each argument of a message; null if it has none. Throws for an invalid message. */
export function argumentsOf(message: string): Map<string, string> | null {
  const types = new Map<string, string>();
  const look = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if ("arg" in token) {
        const isText = token.type === "argument" || token.type === "select";
        if (!isText) types.set(token.arg, "number");
        else if (!types.has(token.arg)) types.set(token.arg, "string");
      }
      if ("cases" in token) {
        for (const { tokens } of token.cases) look(tokens);
      }
    }
  };
  look(parse(message, { strict: true }));
  return types.size > 0 ? types : null;
}

export function messageType(messages: MessageTree): string {
  if (typeof messages === "string") {
    const needs = argumentsOf(messages);
    if (!needs) return "string";
    const fields = [...needs].map(([name, type]) => `${name}: ${type}`);
    return `(needs: { ${fields.join("; ")} }) => string`;
  }
  if (Array.isArray(messages)) {
    return `readonly [${messages.map(messageType).join(", ")}]`;
  }
  const fields = Object.entries(messages).map(([key, inner]) =>
    `readonly ${JSON.stringify(key)}: ${messageType(inner)}`
  );
  return `{ ${fields.join(";\n")} }`;
}

/**
 * An expression of the messages in a language. It uses `number`, `plural` and `select` of the format's runtime, and
 * `rules` for plural forms.
 *
 * @param messages the language's messages
 * @param english all messages, used for those that the language lacks
 * @param key the position in the catalogues, for errors
 */
export function messageCode(
  tag: string,
  messages: MessageTree | undefined,
  english: MessageTree,
  key: string,
): string {
  if (typeof english === "string") {
    return typeof messages === "string"
      ? compiled(tag, messages, key)
      : compiled("en", english, key);
  }
  const fields = Object.entries(english as Messages).map(([name, inner]) => {
    const code = messageCode(
      tag,
      within(messages, name),
      inner,
      `${key}.${name}`,
    );
    return Array.isArray(english) ? code : `${JSON.stringify(name)}: ${code}`;
  });
  const body = fields.join(",\n");
  return Array.isArray(english) ? `[${body}]` : `{ ${body} }`;
}

function within(
  messages: MessageTree | undefined,
  name: string,
): MessageTree | undefined {
  const has = typeof messages === "object" && Object.hasOwn(messages, name);
  return has ? (messages as Messages)[name] : undefined;
}

function compiled(tag: string, message: string, key: string): string {
  let module: string;
  try {
    module = compile(new Format(tag), { it: message });
  } catch (error) {
    throw new Error(`${tag}, ${key}: ${(error as Error).message}`);
  }
  const [, code] = module.match(/export default \{\s+it: ([^]*?)\s*\}\s*$/) ??
    [];
  if (!code) throw new Error(`${tag}, ${key}: it compiled to ${module}`);
  const [, text] = code.match(/^\(\) => (".*")$/s) ?? [];
  if (text) return text;
  // Uses Intl's plural rules instead of a table of every language.
  const [, pluralName] = module.match(/import \{ (\w+) \} from .*cardinals/) ??
    [];
  return pluralName
    ? code.replaceAll(
      `0, ${pluralName}, {`,
      `0, rules(${JSON.stringify(tag)}), {`,
    )
    : code;
}
