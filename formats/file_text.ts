/**
 * Decodes text files (D-3, R-3). Recognises UTF-8 and UTF-16 by itself, and other encodings by `chardet`, which is
 * loaded only then. A teacher can choose another encoding.
 */

/** Names as in `TextDecoder`; of two equally likely encodings, the first is taken. */
export const charsets = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "big5",
  "gb18030",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "windows-1252",
  "windows-1250",
  "iso-8859-2",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-874",
  "koi8-r",
  "macintosh",
] as const;

export type Charset = typeof charsets[number];

/** A decoded file, without byte order mark. */
export interface FileText {
  text: string;
  charset: Charset;
  /** Encodings in which the bytes can be read; empty for Unicode, which leaves no doubt. */
  possible: Charset[];
}

/** Decodes a file: as Unicode, else in `requestedCharset` if that fits; null if no encoding fits. */
export async function decodeFileText(
  bytes: Uint8Array,
  requestedCharset?: Charset,
): Promise<FileText | null> {
  for (const charset of ["utf-16le", "utf-16be", "utf-8"] as const) {
    const text = isWide(bytes, charset) ? decoded(bytes, charset) : null;
    if (text !== null) return { text, charset, possible: [] };
  }
  const possible = charsets.slice(3).filter((candidate) =>
    decoded(bytes, candidate) !== null
  );
  const isAsked = requestedCharset !== undefined &&
    possible.includes(requestedCharset);
  const charset = isAsked ? requestedCharset : await likeliest(bytes, possible);
  const text = charset && decoded(bytes, charset);
  return text == null ? null : { text, charset: charset!, possible };
}

/** Whether the bytes may be in this Unicode encoding. UTF-16 needs a byte order mark, or zeros next to ASCII. */
function isWide(bytes: Uint8Array, charset: string): boolean {
  if (charset === "utf-8") return true;
  const [a, b] = bytes;
  const isLittle = charset === "utf-16le";
  if (a === 0xff && b === 0xfe) return isLittle;
  if (a === 0xfe && b === 0xff) return !isLittle;
  const [little, big] = asciiInWide(bytes);
  return isLittle ? little > 0 && little >= big : big > little;
}

/** Weighs ASCII characters in either byte order of UTF-16; line ends count most. */
function asciiInWide(bytes: Uint8Array): [little: number, big: number] {
  const counts: [number, number] = [0, 0];
  if (bytes.length % 2 > 0) return counts;
  for (let index = 0; index < Math.min(bytes.length, looked); index += 2) {
    for (const side of [0, 1]) {
      const low = bytes[index + side];
      if (bytes[index + 1 - side] !== 0 || low < 9 || low > 0x7e) continue;
      counts[side] += low === 0x0a || low === 0x0d ? 4 : 1;
    }
  }
  return counts;
}

const looked = 64 * 1024;

/**
 * The likeliest encoding. Text of mere letters counts most, as `chardet` hardly recognises short names; then its
 * confidence.
 */
async function likeliest(
  bytes: Uint8Array,
  possible: readonly Charset[],
): Promise<Charset | undefined> {
  const { analyse } = await import("chardet");
  const sample = bytes.subarray(0, looked);
  const points = new Map(
    analyse(sample).map(({ name, confidence }) => [
      sameAs[name.toLowerCase()] ?? name.toLowerCase(),
      confidence,
    ]),
  );
  const rated = possible.map((charset) => ({
    charset,
    points: (points.get(sameAs[charset] ?? charset) ?? 0) +
      likelihood(new TextDecoder(charset).decode(sample), sample, charset),
  }));
  return rated.sort((a, b) => b.points - a.points)[0]?.charset;
}

/** Encodings that share their confidence with a similar Windows encoding. */
const sameAs: Readonly<Record<string, string>> = {
  "iso-8859-1": "windows-1252",
  "iso-8859-2": "windows-1250",
  "iso-8859-5": "windows-1251",
  "iso-8859-7": "windows-1253",
  "iso-8859-8": "windows-1255",
  "iso-8859-9": "windows-1254",
};

/** Ranges of the first byte of everyday characters. */
const everyday: Readonly<
  Record<string, readonly [from: number, to: number][]>
> = {
  "big5": [[0xa4, 0xc6]],
  "gb18030": [[0xb0, 0xd7]],
  "shift_jis": [[0x82, 0x83], [0x88, 0x97]],
  "euc-jp": [[0xa4, 0xa5], [0xb0, 0xcf]],
  "euc-kr": [[0xb0, 0xc8]],
};

/** Non-English letters, a word for each language: a name uses letters of one language. */
const central =
  "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž";
const western =
  "äöüß àâæçéèêëîïôùûüœ áéíñóúü ãáâàçéêíóôõú àèéìíîòóù æøåäöéü áðéíóúýþæö";
const alphabets: Readonly<Record<string, string>> = {
  "windows-1252": western,
  "macintosh": western,
  "windows-1250": central,
  "iso-8859-2": central,
  "windows-1254": "çğıöşüâîû",
};

/** Characters that a wrong encoding puts between or next to letters. */
const unlikely =
  /[^\P{S}\p{ASCII}]|[\p{Co}\p{Cn}\x80-\x9f\uFF61-\uFF9F\u05B0-\u05C7]|\p{Ll}(?=[^\P{Lu}\p{ASCII}])|(?<=[a-z])\p{Lo}|\p{Lo}(?=[a-z])|[¡-¿](?=\p{L})|[βγδζθκλμπστφχ](?!\p{L})/gu;

/** How likely a text consists of names and words, in the units of `chardet`'s confidence. */
function likelihood(text: string, bytes: Uint8Array, charset: string): number {
  const nonAsciiCount = text.match(/\P{ASCII}/gu)?.length ?? 0;
  const wrong = text.match(unlikely)?.length ?? 0;
  const points = -200 * wrong / Math.max(1, nonAsciiCount);
  const alphabet = alphabets[charset];
  if (alphabet) return points + 40 * share(text, alphabet) - 20;
  const ranges = everyday[charset];
  if (!ranges) return points;
  let count = 0, common = 0;
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index] < 0x80) continue;
    count++;
    const first = bytes[index++];
    if (ranges.some(([from, to]) => from <= first && first <= to)) common++;
  }
  // A match says more the narrower the ranges are.
  const width = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  return points + 100 * common / Math.max(1, count) - 40 - width;
}

/** Share of the non-ASCII letters that the best matching language has. */
function share(text: string, alphabet: string): number {
  const textLetters = text.replaceAll("İ", "ı").toLowerCase()
    .match(/[^\P{L}\p{ASCII}]/gu) ?? [];
  const counts = alphabet.split(" ").map((letters) =>
    textLetters.filter((it) => letters.includes(it)).length
  );
  return Math.max(...counts) / Math.max(1, textLetters.length);
}

function decoded(bytes: Uint8Array, charset: string): string | null {
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(bytes);
    // deno-lint-ignore no-control-regex -- what no text has is what is looked for
    return /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    // The bytes are in another encoding.
    return null;
  }
}
