/** any server that speaks OpenAI's API, and what is made of one that speaks it badly. */
import assert from "node:assert/strict";
import { isModelFailure } from "../../classroom/model.ts";
import {
  OpenAiModel,
  type OpenAiOptions,
} from "../../classroom/openai_model.ts";
import { frugalFetch } from "../../server/frugal_fetch.ts";
import {
  type ModelServer,
  refused,
  startModelServer,
  streamed,
} from "../model_server.ts";

type Answer = Parameters<typeof startModelServer>[0];

/** Asks a model at such a server; what it said, and how that ended. */
async function ask(
  answer: Answer,
  options: OpenAiOptions = {},
  given: { system?: string; signal?: AbortSignal; onText?: () => void } = {},
) {
  const server = startModelServer(answer);
  try {
    return { ...await askAt(server, options, given), server };
  } finally {
    await server.stop();
  }
}

async function askAt(
  server: Pick<ModelServer, "url">,
  options: OpenAiOptions = {},
  { system = "", signal = new AbortController().signal, onText }: {
    system?: string;
    signal?: AbortSignal;
    onText?: () => void;
  } = {},
) {
  const model = new OpenAiModel({
    baseUrl: server.url,
    fetch: frugalFetch,
    ...options,
  });
  const words = [{ role: "user" as const, text: "Why?" }];
  let text = "";
  try {
    for await (const piece of model.answer({ system, words, signal })) {
      text += piece;
      onText?.();
    }
    return { text, failure: null };
  } catch (thrown) {
    if (isModelFailure(thrown)) return { text, failure: thrown.failure };
    throw thrown;
  }
}

Deno.test("A-4: a stream comes piece by piece, with key, model and the class's prompt sent", async () => {
  const { text, failure, server } = await ask(
    () => streamed(["Be", "cause ", "👍"]),
    { key: "sk-secret", model: "tiny" },
    { system: "Be kind." },
  );
  assert.deepEqual([text, failure], ["Because 👍", null]);
  const [received] = server.received;
  assert.equal(received?.headers.get("authorization"), "Bearer sk-secret");
  assert.deepEqual(received?.body, {
    model: "tiny",
    stream: true,
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Why?" },
    ],
  });
});

Deno.test("A-4: however the stream is cut into pieces, it arrives whole", async () => {
  const long = "光合作用 👍 ".repeat(4000);
  const { text } = await ask(() => streamed([long, "and ", long]));
  assert.equal(text, `${long}and ${long}`);
});

Deno.test("A-4: what a server refuses has a name that the page has a sentence for", async () => {
  const table: [Answer, string][] = [
    [() => refused(401, "invalid_api_key"), "wrong-key"],
    [() => refused(403, null), "wrong-key"],
    [() => refused(429, "insufficient_quota"), "no-quota"],
    [() => refused(429, null, "insufficient_quota"), "no-quota"],
    [() => refused(402, null), "no-quota"],
    [() => refused(429, "rate_limit_exceeded"), "overloaded"],
    [() => refused(500, null), "overloaded"],
    [() => refused(503, null), "overloaded"],
    [() => new Response("<h1>Bad gateway</h1>", { status: 502 }), "overloaded"],
    [() => refused(404, "model_not_found"), "no-model"],
    [() => refused(400, "content_filter"), "refused"],
    [() => refused(400, "content_policy_violation"), "refused"],
    [() => refused(400, "context_length_exceeded"), "too-long"],
    [() => refused(400, "something_else"), "unknown"],
  ];
  for (const [answer, comes] of table) {
    const { text, failure, server } = await ask(answer);
    assert.deepEqual([text, failure], ["", comes]);
    assert.equal(server.received.length, 1, "it is not asked again");
  }
});

Deno.test("A-4: an answer that breaks off keeps its words and says so", async () => {
  const half = ["Half ", "an "];
  const midway = JSON.stringify({
    error: { message: "No.", type: "overloaded" },
  });
  const table: [Answer, string][] = [
    [() => streamed(half, { end: "break" }), "cut-off"],
    [() => streamed(half, { finish: null }), "cut-off"],
    [() => streamed(half, { finish: "content_filter" }), "refused"],
    [() => streamed(half, { finish: "length" }), "too-long"],
    [() => streamed(half, { raw: "data: {not json\n\n" }), "cut-off"],
    [() => streamed(half, { raw: `data: ${midway}\n\n` }), "overloaded"],
  ];
  for (const [answer, comes] of table) {
    const { text, failure } = await ask(answer);
    assert.deepEqual([text, failure], ["Half an ", comes]);
  }
});

Deno.test("A-4: a silent server is not waited for without end, neither before the first word nor after", async () => {
  const server = startModelServer((_, before) =>
    before === 0
      ? streamed([], { end: "hang" })
      : streamed(["Half"], { end: "hang" })
  );
  const options = { beginsWithin: 300, goesOnWithin: 300 };
  assert.deepEqual(await askAt(server, options), {
    text: "",
    failure: "too-slow",
  });
  assert.deepEqual(await askAt(server, options), {
    text: "Half",
    failure: "too-slow",
  });
  await server.stop();
});

Deno.test("A-4: where no connection comes about it is tried once more, and then said", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  let connections = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      connections++;
      connection.close();
    }
  })();
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/v1`;
  assert.deepEqual(await askAt({ url }), { text: "", failure: "unreachable" });
  listener.close();
  await accepting.catch(() => {});
  assert.ok(connections >= 2, `${connections} connections`);
  assert.deepEqual(await askAt({ url }), { text: "", failure: "unreachable" });
});

Deno.test("A-1: an answer that is stopped ends at once, and so does the request", async () => {
  const abort = new AbortController();
  const { text, failure } = await ask(
    () => streamed(["One", "Two"], { end: "hang" }),
    {},
    { signal: abort.signal, onText: () => abort.abort() },
  );
  assert.equal(text, "One");
  assert.notEqual(failure, "too-slow");
});
