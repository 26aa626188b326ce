/** What an image is and how large, from its bytes. The browser's own word on real images is asked in `tests/browser`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readImage } from "../../../classroom/files/image_headers.ts";
import { property } from "../../random.ts";

const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));
const u16 = (n: number) => [n >> 8, n & 255];
const u32 = (n: number) => [...u16(n >>> 16), ...u16(n & 0xffff)];
const u16le = (n: number) => u16(n).reverse();
const box = (kind: string, ...content: number[][]) => {
  const all = content.flat();
  return [...u32(all.length + 8), ...ascii(kind), ...all];
};

const png = [
  ...ascii("\x89PNG\r\n\x1a\n"),
  ...u32(13),
  ...ascii("IHDR"),
  ...u32(640),
  ...u32(480),
];
const gif = [...ascii("GIF89a"), ...u16le(30), ...u16le(20)];
/** A JPEG with an Exif block that says how the camera was held. */
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
const vp8 = [
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
const vp8x = [
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

Deno.test("readImage() tells kind and size as it is shown", () => {
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
    [vp8, "image/webp", 176, 144],
    [vp8l, "image/webp", 912, 199],
    [vp8x, "image/webp", 1920, 1080],
    [avif(0), "image/avif", 1600, 900],
    [avif(1), "image/avif", 900, 1600],
    [box("ftyp", ascii("avis"), u32(0)), "image/avif"],
    [png.slice(0, 14), "image/png"],
  ];
  for (const [bytes, type, width, height] of table) {
    assert.deepEqual(
      readImage(new Uint8Array(bytes)),
      width ? { type, width, height } : { type },
    );
  }
});

Deno.test("readImage() takes nothing else for an image", () => {
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
    assert.equal(readImage(new Uint8Array(ascii(text))), null, text);
  }
});

Deno.test("readImage() comes to an end with whatever follows", () => {
  const starts = [png, gif, jpeg(6), vp8, vp8l, vp8x, avif(1)];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.nat(80),
      fc.uint8Array({ maxLength: 400 }),
      (start, keep, rest) => {
        readImage(new Uint8Array([...start.slice(0, keep), ...rest]));
      },
    ),
    property("images that break off", 2000),
  );
});
