/** Reads texts aloud (N-2), only with voices on the device, so that no text is sent to a server. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { removeMarkdown } from "../../classroom/model/previews.ts";
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
  const wanted = regions[lang] ?? lang;
  const tag = (voice: V) => voice.lang.replace("_", "-");
  const local = voices
    .filter((voice) => voice.localService)
    .filter((voice) => tag(voice).split("-")[0] === wanted.split("-")[0])
    // Puts the device's default voice first.
    .toSorted((a, b) => Number(b.default) - Number(a.default));
  return local.find((voice) => tag(voice) === wanted) ?? local[0];
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
    const at = space > 0 ? space + 1 : pieceLength;
    yield rest.slice(0, at);
    rest = rest.slice(at);
  }
  yield rest;
}

const voices = signal<readonly SpeechSynthesisVoice[]>([]);
/** The key of the text that is being read; null: none. */
const read = signal<string | null>(null);
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
      : read.value === key
      ? "reading"
      : "quiet"
  );
}

const languageOf = (text: string) => detectLang(text) ?? language().tag;

export function readAloud(key: string, text: string): void {
  const voice = chooseVoice(voices.value, languageOf(text));
  stopReading();
  if (!voice) return;
  read.value = key;
  const all = splitForSpeech(text);
  all.forEach((piece, n) => {
    const utterance = new SpeechSynthesisUtterance(piece);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    if (n === all.length - 1) {
      utterance.onend = utterance.onerror = () => {
        if (read.value === key) read.value = null;
      };
    }
    speechSynthesis.speak(utterance);
  });
  if (all.length === 0) read.value = null;
}

export function stopReading(): void {
  if (read.value === null) return;
  read.value = null;
  speechSynthesis.cancel();
}
