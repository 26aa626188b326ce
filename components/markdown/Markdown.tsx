/** Markdown, rendered as elements from tokens, never from a string of HTML (CHAT-2). */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import {
  findMentions,
  type MentionPeople,
} from "../../classroom/model/mentions.ts";
import { removeMarkdown } from "../../formats/markdown/previews.ts";
import type { MarkdownAuthor } from "../../formats/markdown/typed_signs.ts";
import {
  mayHaveMarkdown,
  toPlainBlocks,
} from "../../formats/markdown/markdown_plain.ts";
import { detectLang } from "../ui/detect_lang.ts";
import { lazyPart } from "../ui/load_part.ts";
import type {
  GrowingMarkdown,
  MarkdownBlock,
  MarkdownInline,
} from "../../formats/markdown/parse_markdown.ts";
import {
  CodeBlock,
  MathsFormula,
  SynchronousReaders,
} from "./MarkdownParts.tsx";
import "./Markdown.css";

/** The parser, loaded with the first text that needs it. Until then texts are plain. */
const markdownReader = signal<
  typeof import("../../formats/markdown/parse_markdown.ts") | null
>(
  null,
);
const readerPart = lazyPart(() =>
  import("../../formats/markdown/parse_markdown.ts")
);

export async function loadMarkdownReader(): Promise<void> {
  markdownReader.value = await readerPart();
}

/**
 * @param people people whose mentions are highlighted
 * @param by who has written the text; `choice`: a person's text on one line, with formulas and no Markdown
 * @param isGrowing a program is still writing the text
 */
export function Markdown(
  { text, people, by = "person", isGrowing = false }: {
    text: string;
    people?: ReadonlySignal<MentionPeople>;
    by?: MarkdownAuthor | "choice";
    isGrowing?: boolean;
  },
) {
  // Without an @ in the text, names need not be looked up.
  const mentionPeople = people && /[@＠]/.test(text) ? people.value : null;
  const isChoice = by === "choice";
  const isMarked = isChoice ? /[$\\]/.test(text) : mayHaveMarkdown(text);
  const serverReaders = useContext(SynchronousReaders);
  const readers = isMarked ? markdownReader.value : null;
  useEffect(() => {
    if (isMarked) void loadMarkdownReader();
  }, [isMarked]);
  const soFar = useRef<GrowingMarkdown | null>(null);
  const blocks = useMemo(() => {
    if (serverReaders) {
      return isChoice
        ? serverReaders.readChoice(text)
        : serverReaders.read(text, by);
    }
    if (!readers) {
      return toPlainBlocks(isMarked && !isChoice ? removeMarkdown(text) : text);
    }
    if (isChoice) return readers.parseChoice(text);
    if (!isGrowing) return readers.parseMarkdown(text, by);
    soFar.current = readers.parseGrowingMarkdown(text, soFar.current);
    return soFar.current.blocks;
  }, [text, by, serverReaders, readers, isGrowing]);
  // A block keeps its elements while it is the same object.
  const shownBlocks = useRef<MarkdownBlocks>({
    mentionPeople,
    elements: new Map(),
  });
  return useMemo(() => {
    const previousElements = shownBlocks.current.mentionPeople === mentionPeople
      ? shownBlocks.current.elements
      : null;
    const elements = new Map(
      blocks.map((block) => [
        block,
        previousElements?.get(block) ?? showBlock(block, mentionPeople),
      ]),
    );
    shownBlocks.current = { mentionPeople, elements };
    return (
      <div class="markdown" lang={detectLang(text)}>
        {[...elements.values()]}
      </div>
    );
  }, [blocks, mentionPeople]);
}

interface MarkdownBlocks {
  readonly mentionPeople: MentionPeople | null;
  readonly elements: ReadonlyMap<MarkdownBlock, ComponentChild>;
}

/** Renders a block. Headings are not heading elements, since a message must not change the page's outline. */
function showBlock(
  block: MarkdownBlock,
  mentionPeople: MentionPeople | null,
): ComponentChild {
  switch (block.kind) {
    case "paragraph":
      return <p>{showInlines(block.children, mentionPeople)}</p>;
    case "heading":
      return (
        <p class="markdown-heading">
          {showInlines(block.children, mentionPeople)}
        </p>
      );
    case "line":
      return <span>{showInlines(block.children, mentionPeople)}</span>;
    case "quote":
      return (
        <blockquote dir="auto">
          {block.children.map((it) => showBlock(it, mentionPeople))}
        </blockquote>
      );
    case "code":
      if (block.language === "math") {
        return (
          <div class="markdown-maths" tabIndex={0}>
            <MathsFormula tex={block.text} isBlock />
          </div>
        );
      }
      return (
        <pre tabIndex={0} dir="ltr">
          <CodeBlock text={block.text} language={block.language} />
        </pre>
      );
    case "list":
      return showList(block, mentionPeople);
    case "table":
      return showTable(block, mentionPeople);
    case "rule":
      return <hr />;
  }
}

function showList(
  list: Extract<MarkdownBlock, { kind: "list" }>,
  mentionPeople: MentionPeople | null,
): ComponentChild {
  const items = list.items.map((item) => (
    <li value={item.number}>
      {item.isDone === undefined
        ? null
        : <span class="markdown-task">{item.isDone ? "☑ " : "☐ "}</span>}
      {item.children.map((it) => showBlock(it, mentionPeople))}
    </li>
  ));
  return list.isOrdered
    ? (
      <ol dir="auto" start={list.start} data-brackets={list.hasBrackets}>
        {items}
      </ol>
    )
    : <ul dir="auto">{items}</ul>;
}

function showTable(
  table: Extract<MarkdownBlock, { kind: "table" }>,
  mentionPeople: MentionPeople | null,
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
                    {showInlines(cell, mentionPeople)}
                  </th>
                )
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td data-align={side(column)}>
                  {showInlines(cell, mentionPeople)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function showInlines(
  inlines: readonly MarkdownInline[],
  mentionPeople: MentionPeople | null,
) {
  return inlines.map((inline) => showInline(inline, mentionPeople));
}

function showInline(
  inline: MarkdownInline,
  mentionPeople: MentionPeople | null,
): ComponentChild {
  switch (inline.kind) {
    case "text":
      return mentionPeople
        ? showNames(inline.text, mentionPeople)
        : inline.text;
    case "code":
      return inline.tex === undefined
        // Isolated, so that code at its beginning does not turn a line of Arabic.
        ? <code dir="ltr">{inline.text}</code>
        : showFormula(inline.tex, inline.isBlock === true);
    case "break":
      return <br />;
    case "strong":
      return <strong>{showInlines(inline.children, mentionPeople)}</strong>;
    case "emphasis":
      return <em>{showInlines(inline.children, mentionPeople)}</em>;
    case "struck":
      return <s>{showInlines(inline.children, mentionPeople)}</s>;
    case "link":
      return (
        <a
          href={inline.href}
          title={inline.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {showInlines(inline.children, mentionPeople)}
        </a>
      );
  }
}

/** A long formula does not wrap, so it can be scrolled. */
function showFormula(tex: string, isBlock: boolean): ComponentChild {
  const formula = <MathsFormula tex={tex} isBlock={isBlock} />;
  return tex.length <= narrowMentions && !isBlock
    ? formula
    : <span class="markdown-formula" tabIndex={0}>{formula}</span>;
}

const narrowMentions = 16;

function showNames(
  text: string,
  { ownMemberId, people }: MentionPeople,
): ComponentChild {
  const mentions = findMentions(text, people);
  return mentions.map(({ start, end, member }, n) => (
    <>
      {text.slice(mentions[n - 1]?.end ?? 0, start)}
      <span class="mention" dir="auto" data-me={member === ownMemberId}>
        {text.slice(start, end)}
      </span>
    </>
  )).concat(<>{text.slice(mentions.at(-1)?.end ?? 0)}</>);
}
