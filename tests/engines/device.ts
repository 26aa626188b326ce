/** What a lesson needs of a browser, whichever engine it has: a device of somebody's own, with one page open. */
import type { What } from "./find.ts";

/** A browser engine of this machine. */
export interface Engine {
  readonly name: string;
  /** What it needs that is not installed, and how one gets it; null where it can run. */
  lacks(): Promise<string | null>;
  start(): Promise<RunningEngine>;
}

/** One that runs. */
export interface RunningEngine {
  /** As it says itself. */
  readonly version: string;
  /** A profile that shares nothing with others, and a page in it. */
  device(): Promise<Device>;
  stop(): Promise<void>;
}

/** Somebody's browser. Whatever is asked of it is tried once; it is for others to ask again. */
export interface Device {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Does something in the page; functions and arguments go there as text. */
  run<A extends unknown[], T>(
    work: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T>;
  /** Whether it is to be seen. */
  has(what: What): Promise<boolean>;
  /** Where it is on the screen; null where it is not to be seen. */
  place(what: What): Promise<Place | null>;
  /** Presses its middle; false where it is not there, or something is over it. */
  press(what: What): Promise<boolean>;
  /** Writes in place of what is there. */
  write(into: What, text: string): Promise<boolean>;
  key(name: "Enter" | "Escape"): Promise<void>;
  /** Gives files of this machine to a field. */
  attach(to: What, paths: readonly string[]): Promise<boolean>;
  /** Presses a link that leads to a file; its name. */
  download(what: What): Promise<string>;
  /** Makes the window so large, or as near to it as the engine gets. */
  resize(width: number, height: number): Promise<void>;
  /** What is on the screen, as PNG. */
  picture(): Promise<Uint8Array>;
  /** Errors so far: of scripts, of what the content security policy forbids, of the console. */
  trouble(): Promise<string[]>;
  close(): Promise<void>;
}

/** Where something is, from the window's upper left corner (px). */
export interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The page went while it was asked something: one asks the next. */
export class PageGoes extends Error {}
