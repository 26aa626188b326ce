/** A bad link (`link.py`) and a Chromium whose only way to this machine it is. */
import { type Browser, chromium } from "playwright-core";
import { executable } from "../../tests/browser.ts";
import { lines } from "../host.ts";

/** What has passed, or was lost, one way. */
export interface Passed {
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  /** How long TCP's packets waited for those before them: p50 and p95 (ms). */
  readonly waited: readonly [number, number];
}

/** What a link is like, where it is not the one of `bench reconnect`. */
export interface LinkKind {
  /** There and back (s). */
  readonly roundTrip: number;
  /** Of the packets, each way. */
  readonly loss: number;
  /** Bits a second to the browser beyond it, and from it. */
  readonly down: number;
  readonly up: number;
}

/** What a link can be told. */
type Command =
  | "cut"
  | "restore"
  | "down"
  | "up"
  | "wide"
  | "narrow"
  | "count";

/** A link that is up. */
export class Link {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: AsyncIterator<unknown>;
  #number = 0;
  #wrapper?: string;

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#input = process.stdin.getWriter();
    this.#answers = lines(process.stdout)[Symbol.asyncIterator]();
  }

  /** Lays a link, which loses the same packets for the same seed. */
  static async lay(seed: number, kind?: LinkKind): Promise<Link> {
    const script = new URL("link.py", import.meta.url).pathname;
    const given = kind
      ? [kind.roundTrip, kind.loss, kind.down, kind.up].map(String)
      : [];
    const process = new Deno.Command("python3", {
      args: [script, `${seed}`, ...given],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const link = new Link(process);
    link.#number = Number(await link.#answer());
    return link;
  }

  /** Does it. Where packets pass again: says since when (ms since 1970). */
  async tell(command: Exclude<Command, "count">): Promise<number> {
    return Number(await this.#say(command));
  }

  /** What has passed since this was last asked, by whether it went up to this machine or down from it. */
  async count(): Promise<Record<"up" | "down", Passed>> {
    return await this.#say("count") as Record<"up" | "down", Passed>;
  }

  /**
   * Starts a browser beyond the link. To it this machine is `localhost`, so that pages are what they are over https,
   * without another round trip for TLS.
   */
  async launch(args: readonly string[] = []): Promise<Browser> {
    this.#wrapper ??= await Deno.makeTempFile({ suffix: ".sh" });
    const inside = `nsenter --net=/run/netns/${this.#name}`;
    await Deno.writeTextFile(
      this.#wrapper,
      `#!/bin/sh\nexec ${inside} ${await executable()} "$@"\n`,
    );
    await Deno.chmod(this.#wrapper, 0o755);
    return await chromium.launch({
      executablePath: this.#wrapper,
      args: [
        `--host-resolver-rules=MAP localhost 10.66.${this.#number}.1`,
        ...args,
      ],
    });
  }

  /** Stops the browser where it is, as sleep does. */
  freeze(): Promise<void> {
    return this.#signal("SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): Promise<void> {
    return this.#signal("SIGCONT");
  }

  /** Takes the link away. */
  async take(): Promise<void> {
    await this.#input.close();
    await this.#process.status;
    if (this.#wrapper) await Deno.remove(this.#wrapper);
  }

  get #name(): string {
    return `homeroom-${this.#number}`;
  }

  async #signal(signal: Deno.Signal): Promise<void> {
    const { stdout } = await new Deno.Command("ip", {
      args: ["netns", "pids", this.#name],
    }).output();
    for (const pid of new TextDecoder().decode(stdout).split("\n")) {
      if (pid) Deno.kill(Number(pid), signal);
    }
  }

  async #say(command: Command): Promise<unknown> {
    await this.#input.write(new TextEncoder().encode(`${command}\n`));
    return await this.#answer();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("The link has ended; it needs root.");
    return value;
  }
}
