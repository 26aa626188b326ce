/** Removes what word processors and mail programs put around the names of a pasted list (D-3, J-8). Pure. */
import { trimName } from "../../../formats/name_keys.ts";

/** Signs of a list, also those of Word's fonts. */
const bullet = "[•◦‣⁃∙●○■□▪▫◆◇►▶➢➤❖☐☑☒✓✔✗✘\uf0a7\uf0b7\uf0d8]";
const listSign = new RegExp(
  `^[^\\S\\n]*(?:${bullet}\\s*|[-*–—·] +|\\[[ xX]?\\] *)+(?=[^\\s])`,
  "gmu",
);

/** The text without list signs before names, and with tabs for the bars of a table. */
export function plainList(text: string): string {
  return withTabs(text.replace(/\r\n?/g, "\n").replace(listSign, ""));
}

function withTabs(text: string): string {
  if (!/[|｜]/.test(text) || /[\t;]/.test(text)) return text;
  const lines = text.replaceAll("｜", "|").split("\n").map(trimName)
    // The line below the headings in Markdown.
    .filter((line) => line !== "" && !/^[|:\s-]*$/.test(line))
    .map((line) => line.replace(/^\|\s*|\s*\|$/g, ""));
  const bars = lines.map((line) => line.split("|").length - 1);
  const maxBars = Math.max(...bars);
  const isTable = maxBars > 0 &&
    bars.filter((it) => it === maxBars).length * 2 > lines.length;
  const commas = text.split(",").length - 1;
  const isSure = commas < bars.reduce((sum, it) => sum + it, 0);
  return isTable && isSure ? lines.join("\n").replaceAll("|", "\t") : text;
}

const addressee =
  /\s*(?:"([^"<>]{1,200})"|'([^'<>]{1,200})'|([^<>"@;]{1,200}?))\s*<[^<>\s]{1,200}@[^<>\s]{1,200}>\s*(?:[;,]|$)/y;

/** The names of a mail's recipients, as in `"Lin, Amy" <amy@…>; Ben Ng <ben@…>`; null: the line is something else. */
export function recipientNames(
  line: string,
): { givenName: string; familyName: string }[] | null {
  const names: { givenName: string; familyName: string }[] = [];
  addressee.lastIndex = 0;
  while (addressee.lastIndex < line.trimEnd().length) {
    const match = addressee.exec(line);
    if (!match) return null;
    const [familyName, givenName, ...moreParts] =
      (match[1] ?? match[2] ?? match[3])
        .split(",").map(trimName);
    names.push(
      givenName && moreParts.length === 0 ? { givenName, familyName } : {
        givenName: [familyName, givenName, ...moreParts].filter(Boolean).join(
          ", ",
        ),
        familyName: "",
      },
    );
  }
  return names.length > 1 ? names : null;
}
