import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isAnimated,
  readOrientation,
  removeMetadata,
  removeMetadataInSteps,
} from "../../../formats/metadata/file_metadata.ts";
import { countedTest, countSteps, growsLinearly } from "../../counted_work.ts";
import { propertyOptions } from "../../random.ts";
import { readImageHeader } from "../../../classroom/files/image_headers.ts";

const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));

const u16 = (n: number) => [n >> 8, n & 255];

const u32 = (n: number) => [...u16(n >>> 16), ...u16(n & 0xffff)];

const u32le = (n: number) => u32(n).reverse();

/** The bytes that must not survive. */
const secret = ascii("SECRET");

const blanked = "\0".repeat(secret.length);

/** An Exif block with the secret, and the picture's orientation. */
const exif = (orientation: number) => [
  ...ascii("MM\0*"),
  ...u32(8),
  ...u16(2),
  ...[...u16(0x010f), ...u16(2), ...u32(6), ...u32(38)],
  ...[...u16(0x0112), ...u16(3), ...u32(1), ...u16(orientation), 0, 0],
  ...u32(0),
  ...secret,
];

const segment = (marker: number, ...content: number[]) => [
  ...[0xff, marker],
  ...u16(content.length + 2),
  ...content,
];

const jfif = segment(0xe0, ...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0);

const frame = segment(0xc0, 8, ...u16(2), ...u16(3), 1, 1, 0x11, 0);

const icc = segment(0xe2, ...ascii("ICC_PROFILE\0"), 1, 1, 7, 7);

const adobe = segment(0xee, ...ascii("Adobe"), 0, 100, 0, 0, 0, 0, 1);

const scan = [
  ...segment(0xda, 1, 1, 0, 0, 63, 0),
  9,
  0xff,
  0,
  8,
  0xff,
  0xd0,
  7,
];

const end = [0xff, 0xd9];

const turned6 = segment(0xe1, ...ascii("Exif\0\0"), ...[
  ...ascii("MM\0*"),
  ...u32(8),
  ...u16(1),
  ...[...u16(0x0112), ...u16(3), ...u32(1), ...u16(6), 0, 0],
  ...u32(0),
]);

const pngHead = ascii("\x89PNG\r\n\x1a\n");

const chunk = (name: string, ...content: number[]) => [
  ...u32(content.length),
  ...ascii(name),
  ...content,
  ...ascii("crc!"),
];

const ihdr = chunk("IHDR", ...u32(3), ...u32(2), 8, 2, 0, 0, 0);

const idat = chunk("IDAT", 1, 2, 3);

const iend = chunk("IEND");

const gifHead = [...ascii("GIF89a"), 3, 0, 2, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6];

const blocks = (...content: number[]) => [content.length, ...content, 0];

const control = [0x21, 0xf9, ...blocks(0, 1, 0, 0)];

const loop = [0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), ...blocks(1, 0, 0)];

const image = [0x2c, 0, 0, 0, 0, 3, 0, 2, 0, 0, 2, ...blocks(5, 5)];

const riff = (...content: number[]) => [
  ...ascii("RIFF"),
  ...u32le(content.length + 4),
  ...ascii("WEBP"),
  ...content,
];

const part = (name: string, ...content: number[]) => [
  ...ascii(name),
  ...u32le(content.length),
  ...content,
  ...content.length % 2 ? [0] : [],
];

const vp8x = (flags: number) => part("VP8X", flags, 0, 0, 0, 2, 0, 0, 1, 0, 0);

const vp8 = part("VP8 ", 1, 2, 3);

const turnedExif = exif(6).slice(0, 8).concat(
  u16(1),
  [...u16(0x0112), ...u16(3), ...u32(1), ...u16(6), 0, 0],
  u32(0),
);

const cases: [about: string, given: number[], kept: number[]][] = [
  ["Exif of a JPEG", [
    ...[0xff, 0xd8, ...jfif],
    ...segment(0xe1, ...ascii("Exif\0\0"), ...exif(1)),
    ...[...frame, ...scan, ...end],
  ], [0xff, 0xd8, ...jfif, ...frame, ...scan, ...end]],
  ["Exif of a JPEG, but not how it is turned", [
    ...[0xff, 0xd8],
    ...segment(0xe1, ...ascii("Exif\0\0"), ...exif(6)),
    ...[...frame, ...scan, ...end],
  ], [0xff, 0xd8, ...turned6, ...frame, ...scan, ...end]],
  ["XMP, IPTC, comments and thumbnails of a JPEG, but not its colours", [
    ...[0xff, 0xd8],
    ...segment(0xe0, ...ascii("JFXX\0"), ...secret),
    ...segment(0xe1, ...ascii("http://ns.adobe.com/xap/1.0/\0"), ...secret),
    ...segment(0xe2, ...ascii("MPF\0"), ...secret),
    ...[...icc, ...adobe],
    ...segment(0xed, ...ascii("Photoshop 3.0\0"), ...secret),
    ...segment(0xfe, ...secret),
    ...[...frame, ...scan, ...end],
  ], [0xff, 0xd8, ...icc, ...adobe, ...frame, ...scan, ...end]],
  ["comments between the scans of a JPEG", [
    ...[0xff, 0xd8, ...frame, ...scan],
    ...segment(0xfe, ...secret),
    ...[...scan, ...end],
  ], [0xff, 0xd8, ...frame, ...scan, ...scan, ...end]],
  ["what follows a JPEG's end, as the film of a moving photo", [
    ...[0xff, 0xd8, ...frame, ...scan, ...end, ...secret],
  ], [0xff, 0xd8, ...frame, ...scan, ...end]],
  ["texts and Exif of a PNG", [
    ...[...pngHead, ...ihdr],
    ...chunk("tEXt", ...secret),
    ...chunk("iTXt", ...secret),
    ...chunk("gAMA", 0, 0, 0, 1),
    ...[...idat, ...chunk("zTXt", ...secret), ...idat],
    ...[...chunk("eXIf", ...exif(1)), ...iend, ...secret],
  ], [
    ...[...pngHead, ...ihdr, ...chunk("gAMA", 0, 0, 0, 1)],
    ...[...idat, ...idat, ...iend],
  ]],
  ["comments and XMP of a GIF, but not its loop", [
    ...[...gifHead, ...loop],
    ...[0x21, 0xfe, ...blocks(...secret)],
    ...[0x21, 0xff, 11, ...ascii("XMP DataXMP"), ...blocks(...secret)],
    ...[...control, ...image, ...control, ...image, 0x3b, ...secret],
  ], [
    ...[...gifHead, ...loop],
    ...[...control, ...image, ...control, ...image, 0x3b],
  ]],
  [
    "Exif and XMP of a WebP",
    [
      ...riff(
        ...[...vp8x(0x2c), ...part("ICCP", 7), ...vp8],
        ...[...part("EXIF", ...exif(1)), ...part("XMP ", ...secret)],
      ),
      ...secret,
    ],
    riff(...vp8x(0x20), ...part("ICCP", 7), ...vp8),
  ],
  [
    "Exif of a WebP, but not how it is turned",
    riff(...vp8x(0x08), ...vp8, ...part("EXIF", ...exif(6))),
    riff(...vp8x(0x08), ...vp8, ...part("EXIF", ...turnedExif)),
  ],
];

for (const [about, given, kept] of cases) {
  Deno.test(`metadata is removed from a picture: ${about}`, () => {
    const bytes = Uint8Array.from(given);
    const length = removeMetadata(bytes);
    assert.equal(length, kept.length);
    assert.deepEqual([...bytes.subarray(0, length!)], kept);
    assert(bytes.subarray(length!).every((byte) => byte === 0), "zeros follow");
    const again = Uint8Array.from(kept);
    assert.equal(removeMetadata(again), null, "then there is nothing more");
    assert.deepEqual([...again], kept);
  });
}

Deno.test("a PNG has its orientation in a chunk with a valid checksum", () => {
  const bytes = Uint8Array.from([
    ...[...pngHead, ...ihdr, ...chunk("eXIf", ...exif(8)), ...idat, ...iend],
  ]);
  const length = removeMetadata(bytes)!;
  const found = bytes.subarray(pngHead.length + ihdr.length, length);
  assert.deepEqual([...found.subarray(0, 8)], [0, 0, 0, 26, ...ascii("eXIf")]);
  assert.equal(readOrientation(found, 8, 34), 8);
  // The CRC as zlib computes it.
  assert.equal(
    new DataView(found.buffer, found.byteOffset).getUint32(34),
    0x86583034,
  );
});

const box = (name: string, ...content: number[][]) => {
  const all = content.flat();
  return [...u32(all.length + 8), ...ascii(name), ...all];
};

/** A file of boxes with an Exif item, in the file or in the box of items. */
function boxes(brand: string, isInside: boolean): number[] {
  const item = (id: number, type: string) =>
    box("infe", [2, 0, 0, 0], u16(id), u16(0), ascii(type), [0]);
  const ftyp = box("ftyp", ascii(brand), u32(0), ascii("mif1"));
  const place = (id: number, method: number, at: number, length: number) => [
    ...[...u16(id), ...u16(method), ...u16(0)],
    ...[...u16(1), ...u32(at), ...u32(length)],
  ];
  const meta = (at: number) =>
    box(
      "meta",
      u32(0),
      box("iinf", u32(0), u16(2), item(1, "av01"), item(2, "Exif")),
      box(
        "iloc",
        [1, 0, 0, 0, 0x44, 0],
        u16(2),
        place(1, 0, at, 4),
        place(2, isInside ? 1 : 0, isInside ? 2 : at + 4, secret.length),
      ),
      box("idat", [1, 1], isInside ? secret : []),
    );
  const at = ftyp.length + meta(0).length + 8;
  const data = [5, 6, 7, 8, ...isInside ? [] : secret];
  return [
    ...[...ftyp, ...meta(at), ...box("mdat", data)],
    ...box("uuid", secret),
  ];
}

for (const [brand, isInside] of [["avif", false], ["heic", true]] as const) {
  Deno.test(`Exif is blanked in a picture of the kind ${brand} without moving anything`, () => {
    const given = boxes(brand, isInside);
    const bytes = Uint8Array.from(given);
    assert.equal(removeMetadata(bytes), given.length);
    const text = String.fromCharCode(...given).replaceAll("SECRET", blanked)
      .replace("uuid", "free");
    assert.equal(String.fromCharCode(...bytes), text);
    assert.equal(removeMetadata(bytes), null);
  });
}

const hdlr = (kind: string) =>
  box("hdlr", u32(0), u32(0), ascii(kind), Array(12).fill(0), ascii("Sound\0"));

const times = (isLong: boolean) =>
  isLong
    ? [1, 0, 0, 0, ...secret, 9, 9, ...secret, 9, 9]
    : [0, 0, 0, 0, ...secret, 9, 9];

/** A track with two chunks of samples. */
function track(
  kind: string,
  chunks: number[],
  sizes: number[],
  isLong = false,
) {
  const places = isLong
    ? box(
      "co64",
      u32(0),
      u32(2),
      ...chunks.map((at) => [0, 0, 0, 0, ...u32(at)]),
    )
    : box("stco", u32(0), u32(2), ...chunks.map(u32));
  const isSame = sizes.every((size) => size === sizes[0]);
  const table = isSame
    ? box("stsz", u32(0), u32(sizes[0]), u32(3))
    : box("stsz", u32(0), u32(0), u32(3), ...sizes.map(u32));
  const groups = [[1, 2, 1], [2, 1, 1]].flatMap((it) => it.flatMap(u32));
  return box(
    "trak",
    box("tkhd", times(isLong), [7]),
    box("udta", box("name", secret)),
    box("meta", hdlr("mdta"), secret),
    box(
      "mdia",
      box("mdhd", times(isLong), [7]),
      hdlr(kind),
      box(
        "minf",
        box("stbl", table, box("stsc", u32(0), u32(2), groups), places),
      ),
    ),
  );
}

/** A video as phones make it; place, time and device are the secret. */
function video(begin: number[], isLong: boolean): number[] {
  // Three samples each of film, sound and place.
  const film = ascii("filmfilmfilm"), where = [...secret, ...secret, ...secret];
  const data = [
    ...film.slice(0, 8),
    ...where.slice(0, 12),
    ...film.slice(8),
    ...where.slice(12),
  ];
  const at = begin.length + 8;
  const moov = box(
    "moov",
    box("mvhd", times(isLong), [7]),
    track("vide", [at, at + 20], [4, 4, 4]),
    track("meta", [at + 8, at + 24], isLong ? [6, 6, 6] : [5, 7, 6], isLong),
    box(
      "udta",
      box("\xa9xyz", secret),
      box("loci", secret),
      box("meta", u32(0), hdlr("mdir"), box("ilst", secret)),
    ),
    box("meta", hdlr("mdta"), box("keys", secret), box("ilst", secret)),
    box("uuid", secret),
  );
  return [
    ...begin,
    ...box("mdat", data),
    ...moov,
    ...box("uuid", secret),
    ...box("meta", u32(0), hdlr("nrtm"), box("xml ", secret)),
    ...box("free", secret),
  ];
}

/** Checks that removal keeps the length, deletes every secret, and changes nothing when repeated. */
function isCleaned(given: number[], bytes: Uint8Array): string {
  const length = removeMetadata(bytes);
  assert.equal(length, given.length);
  const [before, after] = [given, [...bytes]].map((it) =>
    String.fromCharCode(...it)
  );
  assert.match(before, /SECRET/);
  assert.doesNotMatch(after, /SECRET/);
  const again = bytes.slice();
  assert.equal(removeMetadata(again), null, "then there is nothing more");
  assert.deepEqual(again, bytes);
  return after;
}

const brands: [string, number[]][] = [
  ["MP4", box("ftyp", ascii("isom"), u32(512), ascii("isommp42"))],
  ["MOV", box("ftyp", ascii("qt  "), u32(0), ascii("qt  "))],
  ["MOV without brands", box("wide")],
];

for (const [about, begin] of brands) {
  for (const isLong of [false, true]) {
    const size = isLong ? "long" : "short";
    Deno.test(`a video (${about}, ${size} numbers) keeps its film and loses place, time and device`, () => {
      const given = video(begin, isLong);
      const after = isCleaned(given, Uint8Array.from(given));
      const film = String.fromCharCode(
        ...box("mdat", ascii("filmfilm")).slice(4),
      );
      assert.ok(after.includes(`${film}${blanked}${blanked}film${blanked}`));
      assert.doesNotMatch(after, /udta|uuid|keys|ilst|xyz|loci/);
      // The tables of chunks and samples, and the boxes with times.
      for (const name of ["stco", "stsz", "stsc", "tkhd", "mdhd", "mvhd"]) {
        const at = String.fromCharCode(...given).indexOf(name);
        assert.equal(after.slice(at, at + 4), name);
      }
      assert.equal(after.match(/hdlr/g)?.length, 2);
    });
  }
}

Deno.test("a camera's raw picture and a text that begins like a box stay unchanged", () => {
  const raw = [
    ...box("ftyp", ascii("crx ")),
    ...box("moov", box("uuid", secret)),
  ];
  const text = ascii("You moov on, and SECRET stays: udta uuid meta");
  for (const given of [raw, text]) {
    const bytes = Uint8Array.from(given);
    assert.equal(removeMetadata(bytes), null);
    assert.deepEqual([...bytes], given);
  }
});

// WebM: an element is an id, a length and content.
const element = (id: number[], ...content: number[][]) => {
  const all = content.flat();
  return [...id, 0x08, ...[16, 8, 0].map((n) => all.length >> n & 255), ...all]
    .map((byte, n) => n === id.length ? 0x10 : byte);
};

const ebml = element(
  [0x1a, 0x45, 0xdf, 0xa3],
  element([0x42, 0x82], ascii("webm")),
);

const frames = element([0xa3], ascii("frames"));

/** An element of unknown length, as in a live recording. */
const openEnd = (id: number[], ...content: number[][]) => [
  ...id,
  ...[1, 255, 255, 255, 255, 255, 255, 255],
  ...content.flat(),
];

for (const isOpen of [false, true]) {
  Deno.test(`a WebM ${isOpen ? "recorded live" : "of known length"} keeps its film and loses place, time and device`, () => {
    const of = isOpen ? openEnd : element;
    const told = [[0x7b, 0xa9], [0x44, 0x61], [0x73, 0x84], [0x4d, 0x80], [
      0x57,
      0x41,
    ]];
    const given = [
      ...ebml,
      ...of(
        [0x18, 0x53, 0x80, 0x67],
        element(
          [0x15, 0x49, 0xa9, 0x66],
          ...told.map((id) => element(id, secret)),
          element([0x2a, 0xd7, 0xb1], [7]),
        ),
        element([0x16, 0x54, 0xae, 0x6b], ascii("tracks")),
        of([0x1f, 0x43, 0xb6, 0x75], frames, frames),
        element([0x12, 0x54, 0xc3, 0x67], secret, secret),
        of([0x1f, 0x43, 0xb6, 0x75], frames),
        element([0x19, 0x41, 0xa4, 0x69], secret),
        // Void elements of two, three and eleven bytes.
        ...[
          [0xec, 0x80],
          [0xec, 0x40, 0],
          element([0x12, 0x54, 0xc3, 0x67], [1, 1, 1]),
        ],
      ),
    ];
    const after = isCleaned(given, Uint8Array.from(given));
    assert.equal(after.match(/frames/g)?.length, 3);
    assert.match(after, /tracks/);
    assert.ok(after.includes("\x2a\xd7\xb1"), "how it is timed");
    // Void elements of the same length replace them.
    assert.ok(
      after.includes(`\xec\x01${"\0".repeat(5)}\0\x0b${"\0".repeat(11)}`),
    );
  });
}

Deno.test("a phone's photo keeps its picture and orientation, and loses place and camera", async () => {
  const photo = await Deno.readFile("tests/sample_pictures/photo.jpg");
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  assert.match(text(photo), /SERIAL-123/);
  const bytes = photo.slice();
  const kept = bytes.subarray(0, removeMetadata(bytes)!);
  assert.doesNotMatch(text(bytes), /SERIAL|Phone/);
  const at = text(kept).indexOf("Exif\0\0") + 6;
  assert.equal(readOrientation(kept, at, at + 26), 6);
  const [before, after] = [photo, kept].map((it) =>
    text(it).slice(text(it).indexOf("\xff\xdb"))
  );
  assert.equal(after, before, "the picture itself is the same");
});

Deno.test("other files stay unchanged", () => {
  for (const text of ["%PDF-1.7 Exif\0\0", "<svg/>", "", "RIFF1234WAVE"]) {
    const bytes = Uint8Array.from(ascii(text));
    assert.equal(removeMetadata(bytes), null);
    assert.deepEqual([...bytes], ascii(text));
  }
});

Deno.test("animated pictures are recognised and stay animated", () => {
  const still = riff(...vp8x(0), ...vp8);
  const moving = [
    [...gifHead, ...image, ...image, 0x3b],
    [...pngHead, ...ihdr, ...chunk("acTL", ...u32(2), ...u32(0)), ...idat],
    riff(...vp8x(2), ...part("ANIM", 1, 2, 3, 4, 0, 0), ...vp8),
  ];
  assert.deepEqual(
    [still, [...pngHead, ...ihdr, ...idat], ...moving]
      .map((it) => isAnimated(Uint8Array.from(it))),
    [false, false, true, true, true],
  );
});

Deno.test("removal ends on any bytes, never grows the file, and is idempotent", () => {
  const beginnings = [
    [0xff, 0xd8, 0xff],
    pngHead,
    gifHead,
    riff(),
    boxes("avif", false),
    video(brands[0][1], false),
    [...ebml, ...openEnd([0x18, 0x53, 0x80, 0x67])],
  ];
  const pieces = fc.constantFrom(
    ...[turned6, scan, end, idat, iend, loop, image, vp8, vp8x(8), [0xff]],
    ...[chunk("eXIf", ...exif(5)), part("EXIF", ...exif(5)), secret],
    ...[segment(0xe1, ...ascii("Exif\0\0"), ...exif(3)), u32(1), u32(0)],
  );
  const rest = fc.array(
    fc.oneof(pieces, fc.array(fc.nat(255), { maxLength: 9 })),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), rest, (begin, more) => {
      const given = [...begin, ...more.flat()];
      const bytes = Uint8Array.from(given);
      const length = removeMetadata(bytes);
      if (length === null) assert.deepEqual([...bytes], given);
      else assert(length <= given.length);
      const kept = bytes.slice(0, length ?? given.length);
      const before = [...kept];
      removeMetadata(kept);
      assert.deepEqual([...kept], before);
    }),
    propertyOptions("pictures that break off", 3000),
  );
});

/** A file that repeats the same bytes after its beginning. */
function repeating(length: number, begin: number[], again: number[]) {
  const bytes = new Uint8Array(length);
  bytes.set(begin);
  for (let at = begin.length; at + again.length <= length;) {
    bytes.set(again, at);
    at += again.length;
  }
  return bytes;
}

const ftypAvif = [
  ...u32(20),
  ...ascii("ftypavif"),
  ...u32(0),
  ...ascii("avif"),
];

/** A `meta` box whose Exif item has many overlapping extents. */
function everywhere(at: number, places: number): number[] {
  const item = [...u32(20), ...ascii("infe"), 2, 0, 0, 0, ...u16(1), 0, 0];
  const iinf = [...u32(0), ...u16(1), ...item, ...ascii("Exif")];
  const iloc = [...u32(0), 0x40, 0, ...u16(1), ...u16(1), 0, 0, ...u16(places)];
  for (let n = 0; n < places; n++) iloc.push(...u32(at));
  const box = (name: string, content: number[]) => [
    ...u32(content.length + 8),
    ...ascii(name),
    ...content,
  ];
  return box("meta", [...u32(0), ...box("iinf", iinf), ...box("iloc", iloc)]);
}

/** A movie whose track of places has many overlapping chunks. */
function everyChunk(at: number, chunks: number): number[] {
  const places = Array.from({ length: chunks }, () => u32(at)).flat();
  return box(
    "moov",
    box(
      "trak",
      box(
        "mdia",
        hdlr("meta"),
        box(
          "minf",
          box(
            "stbl",
            box("stsz", u32(0), u32(1), u32(at)),
            box("stsc", u32(0), u32(1), u32(1), u32(at), u32(1)),
            box("stco", u32(0), u32(0xffffffff), places),
          ),
        ),
      ),
    ),
  );
}

const jpegHead = [0xff, 0xd8, ...segment(0xfe)];

/** Files of a given length that are slow to clean. */
const slow: Record<string, (length: number) => Uint8Array> = {
  "an AVIF whose Exif is everywhere": (length) =>
    repeating(
      length,
      [...ftypAvif, ...everywhere(length / 2, Math.min(length / 16, 0xffff))],
      [0],
    ),
  "an AVIF of many such boxes": (length) =>
    repeating(length, ftypAvif, everywhere(length / 2, 1)),
  "an MP4 that was everywhere": (length) =>
    repeating(
      length,
      [...brands[0][1], ...everyChunk(length / 2, length / 16)],
      [0],
    ),
  "an MP4 of many such tracks": (length) =>
    repeating(length, brands[0][1], everyChunk(length / 2, 1)),
  "a WebM of empty elements": (length) =>
    repeating(
      length,
      [...ebml, ...openEnd([0x18, 0x53, 0x80, 0x67])],
      [0xec, 0x80],
    ),
  "a WebM of tags": (length) =>
    repeating(
      length,
      [...ebml, ...openEnd([0x18, 0x53, 0x80, 0x67])],
      element([0x12, 0x54, 0xc3, 0x67], [1]),
    ),
  "a JPEG of empty segments": (length) =>
    repeating(length, jpegHead, segment(0xc4)),
  "a JPEG of Exif": (length) => repeating(length, jpegHead, turned6),
  "a JPEG of one scan": (length) =>
    repeating(length, [...jpegHead, ...segment(0xda)], [0xff, 0]),
  "a JPEG of nothing": (length) => repeating(length, jpegHead, [0]),
  "a PNG of empty chunks": (length) =>
    repeating(length, [...pngHead, ...chunk("tEXt")], chunk("IDAT")),
  "a GIF of empty extensions": (length) =>
    repeating(length, [...gifHead, 0x21, 0xfe, 0], [0x21, 0xf9, 0]),
  "a GIF of short blocks": (length) =>
    repeating(length, [...gifHead, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2], [1, 7]),
  "a WebP of empty chunks": (length) =>
    repeating(
      length,
      [
        ...ascii("RIFF"),
        ...u32le(length - 8),
        ...ascii("WEBP"),
        ...part("XXXX"),
      ],
      part("ALPH"),
    ),
};

for (const [what, make] of Object.entries(slow)) {
  countedTest(
    import.meta.url,
    `${what}: the work grows with its length, in short steps`,
    async () => {
      assert.ok(
        await growsLinearly((length) => removeMetadata(make(length)), 16_384),
        "it grows with the square of the length",
      );
      const removal = removeMetadataInSteps(make(4 * 1024 * 1024));
      let longest = 0;
      for (let isOver = false; !isOver;) {
        const count = await countSteps(() =>
          isOver = removal.next().done === true
        );
        longest = Math.max(longest, count);
      }
      assert.ok(longest < 2_000_000, `a step of ${longest} blocks`);
    },
  );
}

const u16le = (n: number) => u16(n).reverse();

const png = [
  ...ascii("\x89PNG\r\n\x1a\n"),
  ...u32(13),
  ...ascii("IHDR"),
  ...u32(640),
  ...u32(480),
];

const gif = [...ascii("GIF89a"), ...u16le(30), ...u16le(20)];

const jpeg = (orientation?: number, before: number[] = []) => [
  ...[0xff, 0xd8],
  ...before,
  ...(orientation === undefined ? [] : [
    ...[0xff, 0xe1, ...u16(2 + 6 + 26)],
    ...ascii("Exif\0\0MM\0*"),
    ...u32(8),
    ...u16(1),
    ...[...u16(0x0112), ...u16(3), ...u32(1), ...u16(orientation), 0, 0],
    ...u32(0),
  ]),
  ...[0xff, 0xc2, ...u16(17), 8, ...u16(480), ...u16(640), 3],
];

const vp8Header = [
  ...ascii("RIFF\0\0\0\0WEBPVP8 \0\0\0\0"),
  ...[0, 0, 0, 0x9d, 1, 0x2a],
  ...u16le(176),
  ...u16le(144),
];

const vp8l = [
  ...ascii("RIFF\0\0\0\0WEBPVP8L\0\0\0\0"),
  0x2f,
  ...[0x8f, 0x83, 0x31, 0x00],
];

const vp8xHeader = [
  ...ascii("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0"),
  ...[0x7f, 0x07, 0, 0x37, 0x04, 0],
];

const avif = (angle: number) => [
  ...box("ftyp", ascii("mif1"), u32(0), ascii("miafavif")),
  ...box(
    "meta",
    u32(0),
    box("hdlr", u32(0)),
    box(
      "iprp",
      box(
        "ipco",
        box("ispe", u32(0), u32(160), u32(90)),
        box("ispe", u32(0), u32(1600), u32(900)),
        box("irot", [angle]),
      ),
    ),
  ),
];

Deno.test("readImage() returns the kind and displayed size", () => {
  const table: [
    bytes: number[],
    type: string,
    width?: number,
    height?: number,
  ][] = [
    [png, "image/png", 640, 480],
    [gif, "image/gif", 30, 20],
    [jpeg(), "image/jpeg", 640, 480],
    [jpeg(1), "image/jpeg", 640, 480],
    [jpeg(3), "image/jpeg", 640, 480],
    [jpeg(6), "image/jpeg", 480, 640],
    [jpeg(8), "image/jpeg", 480, 640],
    [jpeg(6, [0xff, 0xe0, ...u16(4), 0, 0, 0xff]), "image/jpeg", 480, 640],
    [[0xff, 0xd8, 0xff, 0xda, 0, 8], "image/jpeg"],
    [vp8Header, "image/webp", 176, 144],
    [vp8l, "image/webp", 912, 199],
    [vp8xHeader, "image/webp", 1920, 1080],
    [avif(0), "image/avif", 1600, 900],
    [avif(1), "image/avif", 900, 1600],
    [box("ftyp", ascii("avis"), u32(0)), "image/avif"],
    [png.slice(0, 14), "image/png"],
  ];
  for (const [bytes, type, width, height] of table) {
    assert.deepEqual(
      readImageHeader(new Uint8Array(bytes)),
      width ? { type, width, height } : { type },
    );
  }
});

Deno.test("readImage() accepts only images", () => {
  const others = [
    "",
    "<svg xmlns='http://www.w3.org/2000/svg'>",
    "<html>",
    "BM",
    "%PDF-1.7",
    "GIF90a",
    "RIFF\0\0\0\0WAVE",
    "\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    " \x89PNG\r\n\x1a\n",
  ];
  for (const text of others) {
    assert.equal(readImageHeader(new Uint8Array(ascii(text))), null, text);
  }
});

Deno.test("readImage() ends with any trailing bytes", () => {
  const starts = [png, gif, jpeg(6), vp8Header, vp8l, vp8xHeader, avif(1)];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.nat(80),
      fc.uint8Array({ maxLength: 400 }),
      (start, keep, rest) => {
        readImageHeader(new Uint8Array([...start.slice(0, keep), ...rest]));
      },
    ),
    propertyOptions("images that break off", 2000),
  );
});
