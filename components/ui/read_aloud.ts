/**
 * Reads a text aloud (N-2), by the voices of the device alone: a voice that would send the text to a server is never
 * used. Where the device has none for the text's language, nothing is offered.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { withoutMarks } from "../../classroom/model/previews.ts";
import { language } from "../../locales/current.ts";
import { langOf } from "../markdown/lang_of.ts";

/** What is asked of a voice here. */
export type Voice = Pick<
  SpeechSynthesisVoice,
  "lang" | "localService" | "default"
>;

/** The region whose voice fits best where a text only says its script. */
const regions: Readonly<Record<string, string>> = { "zh-Hant": "zh-TW" };

/** The voice of the device for a language: its region's, else one of the same language; undefined where there is none. */
export function voiceFor<V extends Voice>(
  voices: readonly V[],
  lang: string,
): V | undefined {
  const wanted = regions[lang] ?? lang;
  const tag = (voice: V) => voice.lang.replace("_", "-");
  const local = voices
    .filter((voice) => voice.localService)
    .filter((voice) => tag(voice).split("-")[0] === wanted.split("-")[0])
    // Whichever the device prefers comes first.
    .toSorted((a, b) => Number(b.default) - Number(a.default));
  return local.find((voice) => tag(voice) === wanted) ?? local[0];
}

/** The longest piece that is handed over at once, in characters: some engines give up on longer ones. */
const pieceLength = 240;

/** The sentences of a text, without Markdown's signs, joined to pieces of a bounded length; a longer one is cut at a space. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const line of withoutMarks(text).split(/\n+/)) {
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
/** What is being read, by the key that it was begun with; null: nothing. */
const read = signal<string | null>(null);
let isListening = false;

/** Begins to look which voices there are: browsers load them late. */
function listen() {
  if (isListening || !globalThis.speechSynthesis) return;
  isListening = true;
  const look = () => voices.value = speechSynthesis.getVoices();
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", stopReading);
}

/** Whether there is a voice for a text, and whether it is being read. */
export function readingOf(
  key: string,
  text: string,
): ReadonlySignal<"none" | "quiet" | "reading"> {
  listen();
  return computed(() =>
    !voiceFor(voices.value, languageOf(text))
      ? "none"
      : read.value === key
      ? "reading"
      : "quiet"
  );
}

const languageOf = (text: string) => langOf(text) ?? language().tag;

/** Reads a text; what was being read stops. */
export function readAloud(key: string, text: string): void {
  const voice = voiceFor(voices.value, languageOf(text));
  stopReading();
  if (!voice) return;
  read.value = key;
  const all = piecesOf(text);
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

/** Stops what is being read. */
export function stopReading(): void {
  if (read.value === null) return;
  read.value = null;
  speechSynthesis.cancel();
}
