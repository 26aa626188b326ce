import type { Target } from "./find.ts";

export interface Engine {
  readonly name: string;
  /** Missing packages and how to install them; null if it can run. */
  lacks(): Promise<string | null>;
  start(): Promise<RunningEngine>;
}

export interface RunningEngine {
  readonly version: string;
  /** Opens a page in a new profile. */
  device(): Promise<Device>;
  stop(): Promise<void>;
}

/** A browser. Each call tries once; callers retry. */
export interface Device {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page; it is sent as text. */
  run<A extends unknown[], T>(
    work: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T>;
  /** True if visible. */
  has(what: Target): Promise<boolean>;
  /** Null if not visible. */
  place(what: Target): Promise<ElementPosition | null>;
  /** Presses the middle; false if missing or covered. */
  press(what: Target): Promise<boolean>;
  write(into: Target, text: string): Promise<boolean>;
  key(name: "Enter" | "Escape"): Promise<void>;
  attach(to: Target, paths: readonly string[]): Promise<boolean>;
  /** Returns the downloaded file's name. */
  download(what: Target): Promise<string>;
  /** Sets the window's size as closely as the engine can. */
  resize(width: number, height: number): Promise<void>;
  picture(): Promise<Uint8Array>;
  /** Errors of scripts, the CSP and the console so far. */
  trouble(): Promise<string[]>;
  close(): Promise<void>;
}

/** Position from the window's top left corner, in px. */
export interface ElementPosition {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The page navigated during a call; retry. */
export class PageNavigatedError extends Error {}
