/** Programs of the machine that a test starts, and ends. */

/** One that runs. */
export interface Program {
  /** What it said that it is ready by. */
  readonly said: RegExpExecArray;
  /** By this signal; SIGTERM. */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** How one knows that it is ready: by what it says, or by an address that answers. */
export interface Ready {
  env?: Record<string, string>;
  until?: RegExp;
  answers?: string;
}

/** Starts a program and waits until it is ready. */
export async function startProgram(
  path: string,
  args: readonly string[],
  { env = {}, until = /^/, answers }: Ready,
): Promise<Program> {
  const child = new Deno.Command(path, {
    args: [...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await child.status;
  };
  const ready = Promise.withResolvers<RegExpExecArray>();
  let said = "";
  const look = () => {
    const match = until.exec(said);
    if (match) ready.resolve(match);
  };
  const read = async () => {
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      said += text;
      look();
    }
    ready.reject(new Error(`${path} ended: ${said}`));
  };
  void read();
  look();
  try {
    const match = await ready.promise;
    if (answers) await untilItAnswers(answers);
    return { said: match, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilItAnswers(url: string) {
  for (const end = Date.now() + 60_000;;) {
    try {
      await (await fetch(url)).body?.cancel();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
