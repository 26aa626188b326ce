/** Markdown, rendered as elements from tokens, never from a string of HTML (CHAT-2). */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import {
  findMentions,
  type MentionPeople,
} from "../../classroom/model/mentions.ts";
import { removeMarkdown } from "../../classroom/model/previews.ts";
import type { MarkdownAuthor } from "../../classroom/model/typed_signs.ts";
import { mayHaveMarkdown, toPlainBlocks } from "./markdown_plain.ts";
import { detectLang } from "../ui/detect_lang.ts";
import { lazyPart } from "../ui/load_part.ts";
import type {
  GrowingMarkdown,
  MarkdownBlock,
  MarkdownInline,
} from "./parse_markdown.ts";
import {
  CodeBlock,
  MathsFormula,
  SynchronousReaders,
} from "./MarkdownParts.tsx";
import "./Markdown.css";

/** The parser, loaded with the first text that needs it. Until then texts are plain. */
const markdownReader = signal<typeof import("./parse_markdown.ts") | null>(
  null,
);
const readerPart = lazyPart(() => import("./parse_markdown.ts"));

export async function loadMarkdownReader(): Promise<void> {
  markdownReader.value = await readerPart();
}

/**
 * @param people people whose mentions are highlighted
 * @param by who has written the text; `choice`: a person's text on one line, with formulas and no Markdown
 * @param grows a program is still writing the text
 */
export function Markdown(
  { text, people, by = "person", grows = false }: {
    text: string;
    people?: ReadonlySignal<MentionPeople>;
    by?: MarkdownAuthor | "choice";
    grows?: boolean;
  },
) {
  // Without an @ in the text, names need not be looked up.
  const known = people && /[@＠]/.test(text) ? people.value : null;
  const isChoice = by === "choice";
  const marked = isChoice ? /[$\\]/.test(text) : mayHaveMarkdown(text);
  const serverReaders = useContext(SynchronousReaders);
  const readers = marked ? markdownReader.value : null;
  useEffect(() => {
    if (marked) void loadMarkdownReader();
  }, [marked]);
  const soFar = useRef<GrowingMarkdown | null>(null);
  const blocks = useMemo(() => {
    if (serverReaders) {
      return isChoice
        ? serverReaders.readChoice(text)
        : serverReaders.read(text, by);
    }
    if (!readers) {
      return toPlainBlocks(marked && !isChoice ? removeMarkdown(text) : text);
    }
    if (isChoice) return readers.parseChoice(text);
    if (!grows) return readers.parseMarkdown(text, by);
    soFar.current = readers.parseGrowingMarkdown(text, soFar.current);
    return soFar.current.blocks;
  }, [text, by, serverReaders, readers, grows]);
  // A block keeps its elements while it is the same object.
  const shown = useRef<MarkdownBlocks>({ known, all: new Map() });
  return useMemo(() => {
    const before = shown.current.known === known ? shown.current.all : null;
    const all = new Map(
      blocks.map((block) => [
        block,
        before?.get(block) ?? showBlock(block, known),
      ]),
    );
    shown.current = { known, all };
    return (
      <div class="markdown" lang={detectLang(text)}>
        {[...all.values()]}
      </div>
    );
  }, [blocks, known]);
}

interface MarkdownBlocks {
  readonly known: MentionPeople | null;
  readonly all: ReadonlyMap<MarkdownBlock, ComponentChild>;
}

/** Renders a block. Headings are not heading elements, since a message must not change the page's outline. */
function showBlock(
  block: MarkdownBlock,
  known: MentionPeople | null,
): ComponentChild {
  switch (block.kind) {
    case "paragraph":
      return <p>{showInlines(block.children, known)}</p>;
    case "heading":
      return (
        <p class="markdown-heading">{showInlines(block.children, known)}</p>
      );
    case "line":
      return <span>{showInlines(block.children, known)}</span>;
    case "quote":
      return (
        <blockquote dir="auto">
          {block.children.map((it) => showBlock(it, known))}
        </blockquote>
      );
    case "code":
      if (block.language === "math") {
        return (
          <div class="markdown-maths" tabIndex={0}>
            <MathsFormula tex={block.text} display />
          </div>
        );
      }
      return (
        <pre tabIndex={0} dir="ltr">
          <CodeBlock text={block.text} language={block.language} />
        </pre>
      );
    case "list":
      return showList(block, known);
    case "table":
      return showTable(block, known);
    case "rule":
      return <hr />;
  }
}

function showList(
  list: Extract<MarkdownBlock, { kind: "list" }>,
  known: MentionPeople | null,
): ComponentChild {
  const items = list.items.map((item) => (
    <li value={item.number}>
      {item.done === undefined
        ? null
        : <span class="markdown-task">{item.done ? "☑ " : "☐ "}</span>}
      {item.children.map((it) => showBlock(it, known))}
    </li>
  ));
  return list.ordered
    ? (
      <ol dir="auto" start={list.start} data-brackets={list.hasBrackets}>
        {items}
      </ol>
    )
    : <ul dir="auto">{items}</ul>;
}

function showTable(
  table: Extract<MarkdownBlock, { kind: "table" }>,
  known: MentionPeople | null,
): ComponentChild {
  const side = (column: number) => table.align[column] ?? undefined;
  return (
    <div class="scroll" tabIndex={0}>
      <table dir="auto">
        <thead>
          <tr>
            {table.head.map((cell, column) =>
              // An empty cell is no header.
              cell.length === 0
                ? <td key={column} />
                : (
                  <th key={column} scope="col" data-align={side(column)}>
                    {showInlines(cell, known)}
                  </th>
                )
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td data-align={side(column)}>{showInlines(cell, known)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function showInlines(
  all: readonly MarkdownInline[],
  known: MentionPeople | null,
) {
  return all.map((inline) => showInline(inline, known));
}

function showInline(
  inline: MarkdownInline,
  known: MentionPeople | null,
): ComponentChild {
  switch (inline.kind) {
    case "text":
      return known ? showNames(inline.text, known) : inline.text;
    case "code":
      return inline.tex === undefined
        // Isolated, so that code at its beginning does not turn a line of Arabic.
        ? <code dir="ltr">{inline.text}</code>
        : showFormula(inline.tex, inline.display === true);
    case "break":
      return <br />;
    case "strong":
      return <strong>{showInlines(inline.children, known)}</strong>;
    case "emphasis":
      return <em>{showInlines(inline.children, known)}</em>;
    case "struck":
      return <s>{showInlines(inline.children, known)}</s>;
    case "link":
      return (
        <a
          href={inline.href}
          title={inline.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {showInlines(inline.children, known)}
        </a>
      );
  }
}

/** A long formula does not wrap, so it can be scrolled. */
function showFormula(tex: string, display: boolean): ComponentChild {
  const formula = <MathsFormula tex={tex} display={display} />;
  return tex.length <= narrowMentions && !display
    ? formula
    : <span class="markdown-formula" tabIndex={0}>{formula}</span>;
}

const narrowMentions = 16;

function showNames(text: string, { me, all }: MentionPeople): ComponentChild {
  const found = findMentions(text, all);
  return found.map(({ start, end, member }, n) => (
    <>
      {text.slice(found[n - 1]?.end ?? 0, start)}
      <span class="mention" dir="auto" data-me={member === me}>
        {text.slice(start, end)}
      </span>
    </>
  )).concat(<>{text.slice(found.at(-1)?.end ?? 0)}</>);
}
