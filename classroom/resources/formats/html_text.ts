/**
 * The HTML that other programs have in their questions, as text (R-3, C2): emphasis, lists, code and links as Markdown
 * where that is shown, all else as its words, and nothing as HTML. Works through the text once.
 */
import { Parser } from "htmlparser2";

/** What became of some HTML. */
export interface HtmlText {
  text: string;
  /** The names of the pictures in it. */
  pictures: string[];
  /** There was sound, film or something embedded. */
  hasMedia: boolean;
}

const blocks = new Set(
  "p div section article header footer h1 h2 h3 h4 h5 h6 ul ol table blockquote pre dl figure"
    .split(" "),
);
const lines = new Set("li tr dt dd".split(" "));
const skipped = new Set("script style head title template noscript".split(" "));
const media = new Set("video audio iframe object embed canvas svg".split(" "));
const marks: Readonly<Record<string, string>> = {
  b: "**",
  strong: "**",
  i: "*",
  em: "*",
  code: "`",
};
const raised: Readonly<Record<string, string>> = {
  sub: "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎",
  sup: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾",
};
const raisable = "0123456789+-=()";

/** HTML as Markdown (C-4), or as `plain` text. */
export function htmlText(html: string, plain = false): HtmlText {
  const writer = new Writer(plain);
  const parser = new Parser({
    onopentag: (name, attributes) => writer.open(name, attributes),
    ontext: (text) => writer.text(text),
    onclosetag: (name) => writer.close(name),
  });
  parser.end(html);
  return writer.done();
}

class Writer {
  readonly #pictures: string[] = [];
  readonly #parts: string[] = [];
  readonly #plain: boolean;
  /** How deep within what is not shown. */
  #hidden = 0;
  #pre = 0;
  #raised: string[] = [];
  #lists: { ordered: boolean; count: number }[] = [];
  #links: (string | null)[] = [];
  #hasMedia = false;
  /** The parser gives words in pieces: a formula must not be cut. */
  #words = "";

  constructor(plain: boolean) {
    this.#plain = plain;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#flush();
    if (skipped.has(name)) this.#hidden++;
    if (media.has(name)) this.#hasMedia = true;
    if (this.#hidden > 0) return;
    if (name === "br") this.#add("\n");
    else if (name === "img") {
      const file = attributes.src ?? "";
      const words = attributes.alt?.trim();
      const short = file.startsWith("data:")
        ? ""
        : file.split("/").at(-1) ?? "";
      this.#pictures.push(decoded(short));
      if (words) this.#add(this.#escaped(`[${words}]`));
    } else if (blocks.has(name)) this.#add("\n\n");
    else if (lines.has(name)) this.#add("\n");
    else if ((name === "td" || name === "th")) this.#add(" ");
    if (name === "pre" && this.#pre++ === 0 && !this.#plain) this.#add("```\n");
    if (name === "ul" || name === "ol") {
      this.#lists.push({ ordered: name === "ol", count: 0 });
    }
    if (name === "li") {
      const list = this.#lists.at(-1);
      this.#add(list?.ordered ? `${++list.count}. ` : "- ");
    }
    if (name === "a") {
      const href = attributes.href ?? "";
      const goes = /^https?:\/\/[^\s()<>]+$/i.test(href) && !this.#plain;
      this.#links.push(goes ? href : null);
      if (goes) this.#add("[");
    }
    if (name in raised) this.#raised.push(name);
    this.#mark(name);
  }

  text(text: string): void {
    this.#words += text;
  }

  #flush(): void {
    const text = this.#words;
    this.#words = "";
    if (this.#hidden > 0 || text === "") return;
    if (this.#pre > 0) return this.#add(text);
    const spaced = text.replace(/[ \t\r\n\f]+/g, " ");
    const sign = this.#raised.at(-1);
    const up = sign && raisedText(spaced, raised[sign]);
    this.#add(this.#escaped(up || spaced));
  }

  close(name: string): void {
    this.#flush();
    if (skipped.has(name)) this.#hidden = Math.max(0, this.#hidden - 1);
    if (this.#hidden > 0) return;
    this.#mark(name);
    if (name in raised) this.#raised.pop();
    if (name === "a") {
      const href = this.#links.pop();
      if (href) this.#add(`](${href})`);
    }
    if (name === "ul" || name === "ol") this.#lists.pop();
    if (name === "pre" && --this.#pre === 0 && !this.#plain) this.#add("\n```");
    if (blocks.has(name)) this.#add("\n\n");
  }

  done(): HtmlText {
    this.#flush();
    // An emphasis of nothing is none; a space within it belongs outside.
    const text = this.#parts.join("").replace(/\u00A0/g, " ")
      .replace(/\*\*(\s?)\*\*/g, "$1")
      .split("\n").map((line) => this.#plain ? line.trim() : line.trimEnd())
      .map((line) => /^ (?! )/.test(line) ? line.slice(1) : line).join("\n")
      .replace(/\n{3,}/g, "\n\n").trim();
    const pictures = [...new Set(this.#pictures)];
    return { text, pictures, hasMedia: this.#hasMedia };
  }

  #mark(name: string): void {
    if (this.#plain || this.#pre > 0) return;
    if (Object.hasOwn(marks, name)) this.#add(marks[name]);
  }

  #escaped(text: string): string {
    if (this.#plain) return text;
    // Formulas stay as they are: `\(…\)`, `$$…$$` are what C-4 knows too.
    return text.split(
      /(\\\((?:(?!\\\().){0,1000}?\\\)|\\\[(?:(?!\\\[).){0,1000}?\\\]|\$\$[^$]{0,1000}\$\$)/s,
    )
      .map((part, at) =>
        at % 2 === 1 ? part : part.replace(/[*_`#<>[\]]/g, "\\$&")
      )
      .join("");
  }

  #add(text: string): void {
    this.#parts.push(text);
  }
}

function raisedText(text: string, signs: string): string | null {
  const places = [...text.trim().replaceAll("−", "-")].map((sign) =>
    raisable.indexOf(sign)
  );
  return places.length > 0 && places.every((at) => at >= 0)
    ? places.map((at) => signs[at]).join("")
    : null;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
