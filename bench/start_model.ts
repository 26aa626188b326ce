import { startLoad } from "./process.ts";

/** The model of `measures/model.ts` in its own process. */
interface RunningModel {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts the model by `commandPrefix`, such as `nice`. */
export async function startModel(
  commandPrefix: readonly string[] = [],
): Promise<RunningModel> {
  const script = new URL("measures/model.ts", import.meta.url);
  const model = startLoad(script, [], { commandPrefix });
  return {
    address: await firstLine(model.stdout),
    async stop() {
      model.kill();
      await model.status;
    },
  };
}

/** Reads the first line of a stream and discards the rest. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the model did not start");
    text += decoder.decode(value, { stream: true });
  }
  return text.split("\n", 1)[0];
}
