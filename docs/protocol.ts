/** Writes the part of docs/protocol.md that is made from the API's description: its requests, and their shapes. */
import { readFile, writeFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import {
  type ApiLine,
  apiLines,
  type ShapeLine,
  shapeLines,
} from "../routes/(openapi)/_lines.ts";
import { startProcess } from "../server/platform/process.ts";

const file = new URL("protocol.md", import.meta.url);
/** The text between these marks is made. */
const begin = "<!-- Made by `deno task protocol`: -->";
const end = "<!-- Written by hand again. -->";

/** Width of a code span's lines, which the formatter leaves as they are. */
const codeWidth = 76;

/** The document with the requests as the code has them now. */
export async function updateProtocol(text: string): Promise<string> {
  const from = text.indexOf(begin), to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error("protocol.md has both marks");
  const content = await formatMarkdown(
    [...sections(), shapesSection()].join("\n\n"),
  );
  return `${text.slice(0, from)}${begin}\n\n${content}\n${text.slice(to)}`;
}

function sections(): string[] {
  const byTag = Map.groupBy(apiLines, ({ tag }) => tag);
  return [...byTag].map(([tag, requests]) =>
    `### ${tag}\n\n${requests.map(requestItem).join("\n")}`
  );
}

function shapesSection(): string {
  return `### Shapes\n\n${shapeLines.map(shapeItem).join("\n")}`;
}

function requestItem(
  { name, level, says, details, query, body, answers, meanings }: ApiLine,
): string {
  const parameters = query.filter((it) => !it.startsWith("as="));
  const parts = [
    ...parameters.length > 0 ? [code(`?${parameters.join("&")}`)] : [],
    ...body === "" ? [] : [code(body)],
    "→",
    answers.map(({ status, shape }) =>
      shape === "" ? status : `${status} ${code(shape)}`
    ).join(", "),
  ];
  const short = name.replace("/api/sessions/:s", "…");
  const sentences = [`${parts.join(" ")}.`, says, ...details ? [details] : []];
  return `- ${code(short)}, ${level}: ${sentences.join(" ")}${
    meaningsList(meanings)
  }`;
}

function shapeItem({ name, shape, says, meanings }: ShapeLine): string {
  const about = says ? `: ${says}` : "";
  return `- ${code(name)} = ${code(shape)}${about}${meaningsList(meanings)}`;
}

function meaningsList(meanings: ApiLine["meanings"]): string {
  return meanings.map(([field, says]) => `\n  - ${code(field)}: ${says}`)
    .join("");
}

/** A code span; of a long one, the lines are broken after commas. */
function code(text: string): string {
  const lines = [""];
  for (const part of text.split(/(?<=,) /)) {
    const longer = `${lines.at(-1)} ${part}`.trimStart();
    if (longer.length <= codeWidth) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return `\`${lines.join("\n  ")}\``;
}

async function formatMarkdown(text: string): Promise<string> {
  const { child, ended } = startProcess(["fmt", "--ext", "md", "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin!.end(text);
  const [formatted, code] = await Promise.all([readAll(child.stdout!), ended]);
  if (code !== 0) throw new Error(`deno fmt ended with ${code}`);
  return formatted;
}

if (import.meta.main) {
  await writeFile(file, await updateProtocol(await readFile(file, "utf8")));
}
