/** Reads texts aloud (N-2), only with voices on the device, so that no text is sent to a server. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { removeMarkdown } from "../../formats/markdown/previews.ts";
import { language } from "../../locales/current.ts";
import { detectLang } from "./detect_lang.ts";

export type SpeechVoice = Pick<
  SpeechSynthesisVoice,
  "lang" | "localService" | "default"
>;

/** The preferred region of a language that names only a script. */
const regions: Readonly<Record<string, string>> = { "zh-Hant": "zh-TW" };

/** A voice on the device for the language, preferably of its region; undefined: none. */
export function chooseVoice<V extends SpeechVoice>(
  voices: readonly V[],
  lang: string,
): V | undefined {
  const preferredTag = regions[lang] ?? lang;
  const tag = (voice: V) => voice.lang.replace("_", "-");
  const local = voices
    .filter((voice) => voice.localService)
    .filter((voice) => tag(voice).split("-")[0] === preferredTag.split("-")[0])
    // Puts the device's default voice first.
    .toSorted((a, b) => Number(b.default) - Number(a.default));
  return local.find((voice) => tag(voice) === preferredTag) ?? local[0];
}

/** Maximum characters of an utterance, since some engines fail on more. */
const pieceLength = 240;

/** Splits a text into sentences without Markdown signs, joined up to `pieceLength`; longer ones are cut at spaces. */
export function splitForSpeech(text: string): string[] {
  const pieces: string[] = [];
  for (const line of removeMarkdown(text).split(/\n+/)) {
    let piece = "";
    const add = (part: string) => {
      if (piece && piece.length + part.length > pieceLength) {
        pieces.push(piece.trim());
        piece = "";
      }
      piece += part;
    };
    for (const sentence of line.match(/[^.!?。！？]+[.!?。！？]*\s*/gu) ?? []) {
      for (const part of cut(sentence)) add(part);
    }
    if (piece.trim()) pieces.push(piece.trim());
  }
  return pieces;
}

function* cut(sentence: string): Generator<string> {
  let rest = sentence;
  while (rest.length > pieceLength) {
    const space = rest.lastIndexOf(" ", pieceLength);
    const cutIndex = space > 0 ? space + 1 : pieceLength;
    yield rest.slice(0, cutIndex);
    rest = rest.slice(cutIndex);
  }
  yield rest;
}

const voices = signal<readonly SpeechSynthesisVoice[]>([]);
/** The key of the text that is being read; null: none. */
const readingKey = signal<string | null>(null);
let isListening = false;

/** Follows the voices, since browsers load them late. */
function listen() {
  if (isListening || !globalThis.speechSynthesis) return;
  isListening = true;
  const look = () => voices.value = speechSynthesis.getVoices();
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", stopReading);
}

export function readingStateOf(
  key: string,
  text: string,
): ReadonlySignal<"none" | "quiet" | "reading"> {
  listen();
  return computed(() =>
    !chooseVoice(voices.value, languageOf(text))
      ? "none"
      : readingKey.value === key
      ? "reading"
      : "quiet"
  );
}

const languageOf = (text: string) => detectLang(text) ?? language().tag;

export function readAloud(key: string, text: string): void {
  const voice = chooseVoice(voices.value, languageOf(text));
  stopReading();
  if (!voice) return;
  readingKey.value = key;
  const pieces = splitForSpeech(text);
  pieces.forEach((piece, n) => {
    const utterance = new SpeechSynthesisUtterance(piece);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    if (n === pieces.length - 1) {
      utterance.onend = utterance.onerror = () => {
        if (readingKey.value === key) readingKey.value = null;
      };
    }
    speechSynthesis.speak(utterance);
  });
  if (pieces.length === 0) readingKey.value = null;
}

export function stopReading(): void {
  if (readingKey.value === null) return;
  readingKey.value = null;
  speechSynthesis.cancel();
}
