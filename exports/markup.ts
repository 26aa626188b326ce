/**
 * HTML as text for saved files: values are escaped unless made by {@link markup} (CHAT-2). Markdown comes as the tree
 * of `parse_markdown.ts`, whose links are checked.
 */
import { removeControlCharacters } from "../classroom/model/field_schemas.ts";
import type { MarkdownAuthor } from "../formats/markdown/typed_signs.ts";
import { safeHref } from "../formats/markdown/safe_href.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  type MarkdownListItem,
  parseInSteps,
} from "../formats/markdown/parse_markdown.ts";

/** Safe HTML. Only {@link markup} makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | Markup | readonly Markup[];

/** HTML with values: text is escaped, markup is not. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly Value[]
): Markup {
  return new Markup(
    String.raw({ raw: strings }, ...values.map((value) => written(value))),
  );
}

export function escapeHtml(text: string): string {
  return removeControlCharacters(text)
    .replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Writes Markdown in steps, as {@link parseInSteps} parses it. */
export function* markdownMarkup(
  text: string,
  author?: MarkdownAuthor,
): Generator<void, Markup, void> {
  const blocks: Markup[] = [];
  for (const parsedBlock of yield* parseInSteps(text, author)) {
    blocks.push(block(parsedBlock));
    yield;
  }
  return joined(blocks);
}

/** A link that opens in a new tab; only the text if the target is forbidden. */
export function linkMarkup(href: string, inner: Markup): Markup {
  const safe = safeHref(href);
  return safe === null
    ? inner
    : markup`<a href="${safe}" target="_blank" rel="noopener noreferrer">${inner}</a>`;
}

function written(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return joined(value).text;
  return escapeHtml(String(value));
}

function joined(parts: readonly Markup[]): Markup {
  return new Markup(parts.map(({ text }) => text).join(""));
}

function block(parsedBlock: MarkdownBlock): Markup {
  switch (parsedBlock.kind) {
    case "paragraph":
      return markup`<p>${parsedBlock.children.map(inline)}</p>`;
    case "heading":
      return markup`<p class="heading">${parsedBlock.children.map(inline)}</p>`;
    case "line":
      return markup`${parsedBlock.children.map(inline)}`;
    case "quote":
      return markup`<blockquote dir="auto">${
        parsedBlock.children.map(block)
      }</blockquote>`;
    case "code":
      return markup`<pre dir="ltr"><code>${parsedBlock.text}</code></pre>`;
    case "list":
      return parsedBlock.isOrdered
        ? markup`<ol dir="auto" start="${parsedBlock.start}"${
          parsedBlock.hasBrackets ? markup` class="brackets"` : ""
        }>${parsedBlock.items.map(item)}</ol>`
        : markup`<ul dir="auto">${parsedBlock.items.map(item)}</ul>`;
    case "table":
      return markup`<table dir="auto"><thead><tr>${
        parsedBlock.head.map((cell) => markup`<th>${cell.map(inline)}</th>`)
      }</tr></thead><tbody>${
        parsedBlock.rows.map((row) =>
          markup`<tr>${
            row.map((cell) => markup`<td>${cell.map(inline)}</td>`)
          }</tr>`
        )
      }</tbody></table>`;
    case "rule":
      return markup`<hr>`;
  }
}

function item({ isDone, number, children }: MarkdownListItem): Markup {
  const box = isDone === undefined ? "" : isDone ? "☑ " : "☐ ";
  const value = number === undefined ? "" : markup` value="${number}"`;
  return markup`<li${value}>${box}${children.map(block)}</li>`;
}

function inline(parsedInline: MarkdownInline): Markup {
  switch (parsedInline.kind) {
    case "text":
      return markup`${parsedInline.text}`;
    case "code":
      return markup`<code dir="ltr">${parsedInline.text}</code>`;
    case "break":
      return markup`<br>`;
    case "strong":
      return markup`<strong>${parsedInline.children.map(inline)}</strong>`;
    case "emphasis":
      return markup`<em>${parsedInline.children.map(inline)}</em>`;
    case "struck":
      return markup`<s>${parsedInline.children.map(inline)}</s>`;
    case "link":
      return linkMarkup(
        parsedInline.href,
        markup`${parsedInline.children.map(inline)}`,
      );
  }
}
