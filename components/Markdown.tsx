/** Shows Markdown as elements made from tokens, never from a string of HTML (C2). Usable in pages and islands. */
import type { ComponentChild } from "preact";
import { useMemo } from "preact/hooks";
import { type Block, type Inline, markdown } from "./markdown_tokens.ts";
import "./Markdown.css";

/** What a person wrote, formatted. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => markdown(text), [text]);
  return <div class="markdown">{blocks.map(showBlock)}</div>;
}

/** Headings are made small and are no headings of the page: a message must not reorder its outline. */
function showBlock(block: Block): ComponentChild {
  switch (block.kind) {
    case "paragraph":
      return <p>{block.children.map(showInline)}</p>;
    case "heading":
      return <p class="markdown-heading">{block.children.map(showInline)}</p>;
    case "line":
      return <span>{block.children.map(showInline)}</span>;
    case "quote":
      return <blockquote>{block.children.map(showBlock)}</blockquote>;
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case "list":
      return showList(block);
    case "table":
      return showTable(block);
    case "rule":
      return <hr />;
  }
}

function showList(list: Extract<Block, { kind: "list" }>): ComponentChild {
  const items = list.items.map((item) => (
    <li>
      {item.done === undefined
        ? null
        : <span class="markdown-task">{item.done ? "☑ " : "☐ "}</span>}
      {item.children.map(showBlock)}
    </li>
  ));
  return list.ordered ? <ol start={list.start}>{items}</ol> : <ul>{items}</ul>;
}

function showTable(table: Extract<Block, { kind: "table" }>): ComponentChild {
  const side = (column: number) => table.align[column] ?? undefined;
  return (
    <div class="markdown-table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.head.map((cell, column) =>
              // The corner over a column of names heads nothing.
              cell.length === 0
                ? <td key={column} />
                : (
                  <th key={column} scope="col" data-align={side(column)}>
                    {cell.map(showInline)}
                  </th>
                )
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td data-align={side(column)}>{cell.map(showInline)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function showInline(inline: Inline): ComponentChild {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return <code>{inline.text}</code>;
    case "break":
      return <br />;
    case "strong":
      return <strong>{inline.children.map(showInline)}</strong>;
    case "emphasis":
      return <em>{inline.children.map(showInline)}</em>;
    case "struck":
      return <s>{inline.children.map(showInline)}</s>;
    case "link":
      return (
        <a
          href={inline.href}
          title={inline.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {inline.children.map(showInline)}
        </a>
      );
  }
}
