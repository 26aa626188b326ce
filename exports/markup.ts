/**
 * HTML as text for saved files: values are escaped unless made by {@link markup} (CHAT-2). Markdown comes as the tree
 * of `parse_markdown.ts`, whose links are checked.
 */
import { removeControlCharacters } from "../classroom/model/field_schemas.ts";
import type { MarkdownAuthor } from "../classroom/model/typed_signs.ts";
import { safeHref } from "../classroom/model/safe_href.ts";
import {
  type MarkdownBlock,
  type MarkdownInline,
  type MarkdownListItem,
  parseInSteps,
} from "../components/markdown/parse_markdown.ts";

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
  for (const each of yield* parseInSteps(text, author)) {
    blocks.push(block(each));
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

function joined(all: readonly Markup[]): Markup {
  return new Markup(all.map(({ text }) => text).join(""));
}

function block(it: MarkdownBlock): Markup {
  switch (it.kind) {
    case "paragraph":
      return markup`<p>${it.children.map(inline)}</p>`;
    case "heading":
      return markup`<p class="heading">${it.children.map(inline)}</p>`;
    case "line":
      return markup`${it.children.map(inline)}`;
    case "quote":
      return markup`<blockquote dir="auto">${
        it.children.map(block)
      }</blockquote>`;
    case "code":
      return markup`<pre dir="ltr"><code>${it.text}</code></pre>`;
    case "list":
      return it.ordered
        ? markup`<ol dir="auto" start="${it.start}"${
          it.hasBrackets ? markup` class="brackets"` : ""
        }>${it.items.map(item)}</ol>`
        : markup`<ul dir="auto">${it.items.map(item)}</ul>`;
    case "table":
      return markup`<table dir="auto"><thead><tr>${
        it.head.map((cell) => markup`<th>${cell.map(inline)}</th>`)
      }</tr></thead><tbody>${
        it.rows.map((row) =>
          markup`<tr>${
            row.map((cell) => markup`<td>${cell.map(inline)}</td>`)
          }</tr>`
        )
      }</tbody></table>`;
    case "rule":
      return markup`<hr>`;
  }
}

function item({ done, number, children }: MarkdownListItem): Markup {
  const box = done === undefined ? "" : done ? "☑ " : "☐ ";
  const value = number === undefined ? "" : markup` value="${number}"`;
  return markup`<li${value}>${box}${children.map(block)}</li>`;
}

function inline(it: MarkdownInline): Markup {
  switch (it.kind) {
    case "text":
      return markup`${it.text}`;
    case "code":
      return markup`<code dir="ltr">${it.text}</code>`;
    case "break":
      return markup`<br>`;
    case "strong":
      return markup`<strong>${it.children.map(inline)}</strong>`;
    case "emphasis":
      return markup`<em>${it.children.map(inline)}</em>`;
    case "struck":
      return markup`<s>${it.children.map(inline)}</s>`;
    case "link":
      return linkMarkup(it.href, markup`${it.children.map(inline)}`);
  }
}
