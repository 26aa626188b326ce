/**
 * The elements and words that a reader sees of Markdown, without what Homeroom changes for every text (a heading is
 * a paragraph in bold, a line ends where it was typed, a picture is a link).
 */
import { Parser } from "htmlparser2";
import type {
  MarkdownBlock,
  MarkdownInline,
} from "../../../formats/markdown/parse_markdown.ts";

const names: Readonly<Record<string, string>> = {
  h1: "h",
  h2: "h",
  h3: "h",
  h4: "h",
  h5: "h",
  h6: "h",
};

/** The shape of the HTML of CommonMark's examples. */
export function shapeOfHtml(html: string): string {
  let shape = "", isCode = false;
  const parser = new Parser({
    onopentag(tag, { alt = "", src = "", href, start }) {
      const name = names[tag] ?? tag;
      if (name === "pre") isCode = true;
      if (name === "p") return;
      if (name === "br") shape += "\n";
      else if (name === "img") shape += `<a ${src}>${alt}</a>`;
      else if (name === "a") shape += `<a ${href}>`;
      else if (name === "ol" && start) shape += `<ol ${start}>`;
      else shape += `<${name}>`;
    },
    ontext(text) {
      shape += isCode ? text : text.replace(/ *\n/g, "\n");
    },
    onclosetag(tag) {
      const name = names[tag] ?? tag;
      if (name === "pre") isCode = false;
      if (name === "p") shape += "\n";
      else if (!/^(?:br|img|hr)$/.test(name)) shape += `</${name}>`;
    },
  });
  parser.end(html);
  return tidy(shape);
}

/** The shape of Markdown as Homeroom has read it. */
export function shapeOfTree(blocks: readonly MarkdownBlock[]): string {
  return tidy(blocks.map(ofBlock).join("\n"));
}

function ofBlock(it: MarkdownBlock): string {
  switch (it.kind) {
    case "paragraph":
    case "line":
      return `${ofInlines(it.children)}\n`;
    case "heading":
      return `<h>${ofInlines(it.children)}</h>`;
    case "quote":
      return `<blockquote>${it.children.map(ofBlock).join("\n")}</blockquote>`;
    case "code":
      return `<pre><code>${it.text}\n</code></pre>`;
    case "list": {
      const items = it.items.map(({ children }) =>
        `<li>${children.map(ofBlock).join("\n")}</li>`
      ).join("\n");
      if (!it.isOrdered) return `<ul>${items}</ul>`;
      return `<ol${it.start === 1 ? "" : ` ${it.start}`}>${items}</ol>`;
    }
    case "table":
      return "<table>";
    case "rule":
      return "<hr>";
  }
}

function ofInlines(all: readonly MarkdownInline[]): string {
  const tags = { strong: "strong", emphasis: "em", struck: "s" } as const;
  return all.map((it): string => {
    if (it.kind === "text") return it.text.replace(/ *\n/g, "\n");
    if (it.kind === "code") return `<code>${it.text}</code>`;
    if (it.kind === "break") return "\n";
    if (it.kind === "link") {
      return `<a ${it.href}>${ofInlines(it.children)}</a>`;
    }
    return `<${tags[it.kind]}>${ofInlines(it.children)}</${tags[it.kind]}>`;
  }).join("");
}

/** Blanks next to elements and at the ends of lines are not seen. */
function tidy(shape: string): string {
  return shape.replace(/\s*\n\s*/g, "\n")
    .replace(
      /\s*(<\/?(?:ul|ol|li|h|hr|blockquote|pre|table)\b[^<>]*>)\s*/g,
      "$1",
    )
    .replace(/\/(?=>)/g, "").trim();
}
