/** The model behind OpenAI's API, also where a server speaks it badly, and the demonstration. */
import assert from "node:assert/strict";
import {
  addPiece,
  isModelFailure,
  type TokenUsage,
} from "../../../classroom/assistant/model.ts";
import {
  OpenAiModel,
  type OpenAiOptions,
  toModelFailure,
} from "../../../classroom/assistant/openai_model.ts";
import { eventually } from "../../people.ts";
import { fetchInGroups } from "../../../server/http/grouped_fetch.ts";
import {
  modelErrorResponse,
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import {
  demonstrationAnswer,
  DemonstrationModel,
} from "../../../classroom/assistant/demonstration_model.ts";

type Answer = Parameters<typeof startModelServer>[0];

/** Asks a model at such a server. Returns its words and its failure. */
async function ask(
  answer: Answer,
  options: OpenAiOptions = {},
  given: Parameters<typeof askAt>[2] = {},
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
  { system = "", signal = new AbortController().signal, onText, onUsage }: {
    system?: string;
    signal?: AbortSignal;
    onText?: () => void;
    onUsage?: (took: TokenUsage) => void;
  } = {},
) {
  const model = new OpenAiModel({
    baseUrl: server.url,
    fetch: fetchInGroups,
    ...options,
  });
  const words = [{ role: "user" as const, text: "Why?" }];
  let text = "";
  try {
    const asked = { system, words, maxTokens: 4000, onUsage, signal };
    for await (const piece of model.answer(asked)) {
      text = addPiece(text, piece);
      onText?.();
    }
    return { text, failure: null };
  } catch (thrown) {
    if (isModelFailure(thrown)) return { text, failure: thrown.failure };
    throw thrown;
  }
}

Deno.test("a stream arrives piece by piece, with key, model and the class's prompt sent (A-4)", async () => {
  const { text, failure, server } = await ask(
    () => streamWords(["Be", "cause ", "👍"]),
    { key: "sk-secret", model: "tiny" },
    { system: "Be kind." },
  );
  assert.deepEqual([text, failure], ["Because 👍", null]);
  const [received] = server.received;
  assert.equal(received?.headers.get("authorization"), "Bearer sk-secret");
  assert.deepEqual(received?.body, {
    model: "tiny",
    stream: true,
    max_tokens: 4000,
    stream_options: { include_usage: true },
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Why?" },
    ],
  });
});

Deno.test("a busy server can say when to ask again (A-4)", () => {
  const after = (said: string) => {
    const headers = new Headers({ "retry-after": said });
    return toModelFailure({ status: 503, headers }).retryAfter;
  };
  assert.equal(after("7"), 7_000);
  const date = after(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
  assert.ok(date > 50_000 && date <= 60_000);
  assert.equal(after("soon"), undefined);
  assert.equal(after(new Date(0).toUTCString()), undefined);
  assert.equal(toModelFailure({ status: 503 }).retryAfter, undefined);
});

Deno.test("each refusal of a server has a reason with a sentence (A-4)", async () => {
  const table: [Answer, string][] = [
    [() => modelErrorResponse(401, "invalid_api_key"), "wrong-key"],
    [() => modelErrorResponse(403, null), "wrong-key"],
    [() => modelErrorResponse(429, "insufficient_quota"), "no-quota"],
    [() => modelErrorResponse(429, null, "insufficient_quota"), "no-quota"],
    [() => modelErrorResponse(402, null), "no-quota"],
    [() => modelErrorResponse(429, "rate_limit_exceeded"), "overloaded"],
    [() => modelErrorResponse(500, null), "unknown"],
    [() => modelErrorResponse(503, null), "overloaded"],
    [() => new Response("<h1>Bad gateway</h1>", { status: 502 }), "overloaded"],
    [() => modelErrorResponse(404, "model_not_found"), "no-model"],
    [() => modelErrorResponse(400, "content_filter"), "refused"],
    [() => modelErrorResponse(400, "content_policy_violation"), "refused"],
    [() => modelErrorResponse(400, "context_length_exceeded"), "too-long"],
    [() => modelErrorResponse(400, "something_else"), "unknown"],
    // The error itself, as older servers send it; a text; a body without end.
    [
      () => Response.json({ code: "model_not_found" }, { status: 400 }),
      "no-model",
    ],
    [() => Response.json({ error: "busy" }, { status: 503 }), "overloaded"],
    [
      () =>
        new Response(
          new ReadableStream({
            pull: (body) => body.enqueue(new Uint8Array(4096)),
          }),
          { status: 401 },
        ),
      "wrong-key",
    ],
  ];
  for (const [answer, comes] of table) {
    const { text, failure, server } = await ask(answer);
    assert.deepEqual([text, failure], ["", comes]);
    assert.equal(server.received.length, 1, "it is not asked again");
  }
});

Deno.test("an interrupted answer keeps its text and says so (A-4)", async () => {
  const half = ["Half ", "an "];
  const midway = JSON.stringify({
    error: { message: "No.", type: "overloaded" },
  });
  const table: [Answer, string][] = [
    [() => streamWords(half, { end: "break" }), "cut-off"],
    [() => streamWords(half, { finish: null, done: false }), "cut-off"],
    [() => streamWords(half, { finish: "content_filter" }), "refused"],
    [() => streamWords(half, { finish: "length" }), "too-long"],
    [() => streamWords(half, { raw: "data: {not json\n\n" }), "cut-off"],
    [() => streamWords(half, { raw: `data: ${midway}\n\n` }), "overloaded"],
  ];
  for (const [answer, comes] of table) {
    const { text, failure } = await ask(answer);
    assert.deepEqual([text, failure], ["Half an ", comes]);
  }
});

Deno.test("a silent server times out, before the first word and after (A-4)", async () => {
  const server = startModelServer((_, before) =>
    before === 0
      ? streamWords([], { end: "hang" })
      : streamWords(["Half"], { end: "hang" })
  );
  const options = { firstWordTimeoutMs: 300, nextWordTimeoutMs: 300 };
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

Deno.test("a failed connection is tried once more, and then reported (A-4)", async () => {
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

Deno.test("stopping an answer ends it and its request at once (A-1)", async () => {
  const abort = new AbortController();
  const { text, failure } = await ask(
    () => streamWords(["One", "Two"], { end: "hang" }),
    {},
    { signal: abort.signal, onText: () => abort.abort() },
  );
  assert.equal(text, "One");
  assert.notEqual(failure, "too-slow");
});

/** The extra fields of a request, after earlier ones have taught the model what its endpoint takes. */
async function asksAgain(answer: Answer, options: OpenAiOptions = {}) {
  const server = startModelServer(answer);
  const model = new OpenAiModel({
    baseUrl: server.url,
    fetch: fetchInGroups,
    ...options,
  });
  const { signal } = new AbortController();
  const words = [{ role: "user" as const, text: "Why?" }];
  const ask = async () => {
    const all = { system: "", words, maxTokens: 700, signal };
    return (await Array.fromAsync(model.answer(all))).join("");
  };
  try {
    const said = await Promise.all([ask(), ask()]);
    const before = server.received.length;
    said.push(await ask());
    assert.deepEqual(new Set(said), new Set(["Yes."]));
    const { model: _, stream, messages, ...extras } =
      server.received[before].body;
    assert.deepEqual([stream, messages.length], [true, 1]);
    assert.equal(server.received.length, before + 1, "it is remembered");
    return extras;
  } finally {
    await server.stop();
  }
}

/** The error in OpenAI's words. */
function unsupported(param: string, detail = "") {
  const message = `Unsupported parameter: '${param}'.${detail}`;
  const code = "unsupported_parameter";
  return Response.json({ error: { message, param, code } }, { status: 400 });
}

Deno.test("the answer's maximum length is sent under the endpoint's name for it (A-5)", async () => {
  const usage = { stream_options: { include_usage: true } };
  const newer: Answer = ({ body }) =>
    "max_tokens" in body
      ? unsupported("max_tokens", " Use 'max_completion_tokens' instead.")
      : streamWords(["Yes."]);
  assert.deepEqual(await asksAgain(newer), {
    max_completion_tokens: 700,
    ...usage,
  });
  // An endpoint that takes neither name of the length and no `stream_options`.
  const older: Answer = ({ body }) => {
    for (const name of ["max_tokens", "max_completion_tokens"]) {
      if (!(name in body)) continue;
      const detail = [{ loc: ["body", name], msg: "Extra inputs" }];
      return Response.json({ detail }, { status: 422 });
    }
    return "stream_options" in body
      ? unsupported("stream_options")
      : streamWords(["Yes."]);
  };
  assert.deepEqual(await asksAgain(older), {});
  assert.deepEqual(await asksAgain(() => streamWords(["Yes."])), {
    max_tokens: 700,
    ...usage,
  });
});

/** A `fetch` that answers "Yes." and adds each address and body to `sent`. */
function recordingFetch(sent: [string, Record<string, unknown>][]) {
  return (async (url: string | URL | Request, init?: RequestInit) => {
    sent.push([String(url), JSON.parse(String(init?.body))]);
    return await streamWords(["Yes."]);
  }) as typeof globalThis.fetch;
}

Deno.test("an endpoint's address keeps its path and its query (A-4)", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const fetch = recordingFetch(sent);
  for (
    const baseUrl of [
      undefined,
      "http://model.school/v1/",
      "https://x.example/openai/deployments/y?api-version=3",
    ]
  ) await askAt({ url: "" }, { baseUrl, fetch });
  assert.deepEqual(sent.map(([url]) => url), [
    "https://api.openai.com/v1/chat/completions",
    "http://model.school/v1/chat/completions",
    "https://x.example/openai/deployments/y/chat/completions?api-version=3",
  ]);
});

Deno.test("OpenAI gets the new name of the maximum length at once (A-5)", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const fetch = recordingFetch(sent);
  for (const baseUrl of [undefined, "https://api.openai.com/v1"]) {
    await askAt({ url: "" }, { baseUrl, key: "sk-x", fetch });
  }
  assert.deepEqual(
    sent.map(([, it]) => [it.max_tokens, it.max_completion_tokens]),
    [[undefined, 4000], [undefined, 4000]],
  );
});

Deno.test("the provider's token count is reported, also for a cut answer (A-5)", async () => {
  const counted = (usage: object) =>
    `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
  const told: TokenUsage[] = [];
  const onUsage = (took: TokenUsage) => told.push(took);
  const good = { prompt_tokens: 11, completion_tokens: 3 };
  const given = { onUsage };
  await ask(() => streamWords(["Yes."], { raw: counted(good) }), {}, given);
  const cut = await ask(
    () => streamWords(["Yes."], { last: counted(good), finish: "length" }),
    {},
    given,
  );
  assert.equal(cut.failure, "too-long");
  const bad = [{ prompt_tokens: 0, completion_tokens: 0 }, {
    prompt_tokens: "many",
  }];
  for (const usage of bad) {
    await ask(() => streamWords(["Yes."], { raw: counted(usage) }), {}, given);
  }
  assert.deepEqual(told, [11, 11].map((prompt) => ({ prompt, completion: 3 })));
});

function raw(pieces: readonly string[], type = "text/event-stream"): Response {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const piece of pieces) {
        controller.enqueue(new TextEncoder().encode(piece));
        await new Promise((resolve) => setTimeout(resolve));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": type } });
}

const chunk = (delta: object, finish_reason: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] });

Deno.test("an answer is complete once its stream says so, in either form (A-4)", async () => {
  const yes = `data: ${chunk({ content: "Yes." })}\n\n`;
  const table: [string[], string | null][] = [
    [[yes, "data: [DONE]\n\n"], null],
    [[yes, "data: [DONE]"], null],
    [[yes, "data:[DONE]\r\n\r\n"], null],
    [[yes, `data: ${chunk({}, "stop")}\n\n`], null],
    [[yes, `data: ${chunk({}, "stop")}`], null],
    [[yes], "cut-off"],
    [[yes, ": keep-alive\n\n"], "cut-off"],
    [[yes, `data: ${chunk({}, "length")}\n\n`, "data: [DONE]\n\n"], "too-long"],
  ];
  for (const [pieces, comes] of table) {
    const { text, failure } = await ask(() => raw(pieces));
    assert.deepEqual([text, failure], ["Yes.", comes], pieces.join(""));
  }
});

Deno.test("an event stream is read with any line ends, comments and empty choices (A-4)", async () => {
  const usage = { prompt_tokens: 7, completion_tokens: 2 };
  const stream = [
    ": PROCESSING",
    "",
    "event: message",
    "id: 1",
    `data: ${chunk({ role: "assistant", content: null })}`,
    "",
    ": PROCESSING",
    `data:${chunk({ content: "Be" })}`,
    `data: ${chunk({ content: "cause 👍" })}`,
    "",
    `data: ${JSON.stringify({ choices: [], usage })}`,
    "",
    `data: ${JSON.stringify({ object: "ping" })}`,
    "",
    "data: [DONE]",
    "",
    `data: ${chunk({ content: "after the end" })}`,
    "",
  ];
  for (const end of ["\n", "\r\n", "\r"]) {
    const whole = stream.join(end);
    for (const pieces of [[whole], whole.split(/(?=[\r\n:])/)]) {
      const told: TokenUsage[] = [];
      const { text, failure } = await ask(() => raw(pieces), {}, {
        onUsage: (took) => told.push(took),
      });
      assert.deepEqual([text, failure], ["Because 👍", null]);
      assert.deepEqual(told, [{ prompt: 7, completion: 2 }]);
    }
  }
});

Deno.test("text is read in parts too, and as a whole answer in place of a stream (A-4)", async () => {
  const parts = [
    { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
    { type: "text", text: "Be" },
    { type: "reasoning", text: "Hm." },
    { type: "text", text: "cause" },
  ];
  const whole =
    (message: object, finish_reason: string | null = "stop") => () =>
      Response.json({ choices: [{ message, finish_reason }] });
  const table: [Answer, string, string | null][] = [
    [
      () => raw([`data: ${chunk({ content: parts })}\n\ndata: [DONE]\n\n`]),
      "Because",
      null,
    ],
    [whole({ content: parts }), "Because", null],
    [whole({ content: "Because" }), "Because", null],
    [whole({ content: "Because" }, null), "Because", null],
    [whole({ content: "Beca" }, "length"), "Beca", "too-long"],
    [whole({ content: null, refusal: "I can't." }), "I can't.", null],
    [whole({ content: "<think>Hm.</think>Because" }), "Because", null],
    [
      () =>
        raw(
          ['{\n "choices": [{"message":', '{"content":"Because"}}]}'],
          "text/plain",
        ),
      "Because",
      null,
    ],
    [() => raw(['{"choices": [{"mess'], "application/json"), "", "cut-off"],
    [
      () => Response.json({ error: { message: "No.", type: "overloaded" } }),
      "",
      "overloaded",
    ],
    [
      () => raw(['data: {"error":{"code":502,"message":"No."}}\n\n']),
      "",
      "overloaded",
    ],
  ];
  for (const [answer, says, comes] of table) {
    const { text, failure } = await ask(answer);
    assert.deepEqual([text, failure], [says, comes]);
  }
});

Deno.test("a model's reasoning is left out of its answer (A-4)", async () => {
  const table: [string, string][] = [
    ["<think>Hm.</think>\n\nBecause <b>it</b> is.", "Because <b>it</b> is."],
    ["\n<thinking>\nH<m.\n</thinking>\nBecause.", "Because."],
    ["<think></think>Be<THINK>Hm.</THINK>cause.", "Because."],
    [
      "Write `<think>` before it, and\n```\n<think>\n```",
      "Write `<think>` before it, and\n```\n<think>\n```",
    ],
    ["Say <think> in your prompt.", "Say <think> in your prompt."],
    ["SECRET: 41 or 42?\n</think>\n\nIt is 42.", "It is 42."],
    ["1 < 2 and <thing> and <", "1 < 2 and <thing> and <"],
    ["<think>Hm. It does not end", ""],
  ];
  for (const [answer, says] of table) {
    for (const pieces of [[answer], answer.split("")]) {
      const { text, failure } = await ask(() => streamWords(pieces));
      assert.deepEqual([text, failure], [says, null], answer);
    }
  }
  const reasoned = [
    `data: ${chunk({ reasoning_content: "Hm.", content: null })}\n\n`,
    `data: ${chunk({ reasoning: "Hm.", content: "" })}\n\n`,
    `data: ${chunk({ content: "Because." }, "stop")}\n\n`,
  ];
  assert.equal((await ask(() => raw(reasoned))).text, "Because.");
});

/** A model whose answers are asked for one after the other. */
function modelOf(answer: Answer) {
  const server = startModelServer(answer);
  const model = new OpenAiModel({ baseUrl: server.url, fetch: fetchInGroups });
  const ask = async (text: string) => {
    const words = [{ role: "user" as const, text }];
    const { signal } = new AbortController();
    const asked = { system: "", words, maxTokens: 9, signal };
    return await Array.fromAsync(model.answer(asked));
  };
  return { server, ask };
}

Deno.test("a model whose template begins the reasoning is recognised by a question of the server (A-4)", async () => {
  const { server, ask } = modelOf(({ body: { messages } }) =>
    streamWords(
      messages.at(-1)!.content === "Why?"
        ? ["Hm.", "\n</think>\n", "Because."]
        : ["It wants OK.", "</think>", "OK"],
    )
  );
  await eventually(
    async () => (await ask("Why?")).map(String).join(""),
    (said) => said === "Because.",
    "the thought is left out",
  );
  assert.equal(
    server.received.filter(({ body }) =>
      body.messages.at(-1)!.content !== "Why?"
    ).length,
    1,
    "one question of its own",
  );
  await server.stop();
});

Deno.test("what a student makes the model write changes no other answer (A-4)", async () => {
  let own = 0;
  const { server, ask } = modelOf(({ body: { messages } }) => {
    const { content } = messages.at(-1)!;
    if (content === "Why?") return streamWords(["Be", "cause."]);
    if (content.startsWith("Write")) return streamWords(["A\n", "</think>B"]);
    own++;
    return streamWords(["OK"]);
  });
  for (let n = 0; n < 3; n++) {
    await ask("Write A and </think>B");
    assert.deepEqual(await ask("Why?"), ["Be", "cause."], "it streams");
  }
  assert(own <= 1, `${own} questions of its own`);
  await server.stop();
});

Deno.test("a refusal that repeats a student's words takes no field from later questions (A-5)", async () => {
  const { server, ask } = modelOf(({ body: { messages } }) => {
    const { content } = messages.at(-1)!;
    if (content === "Why?") return streamWords(["Because."]);
    const error = { message: `No such prompt: ${content}` };
    return Response.json({ error }, { status: 400 });
  });
  await assert.rejects(ask("max_tokens max_completion_tokens stream_options"));
  await ask("Why?");
  const { max_tokens, stream_options } = server.received.at(-1)!.body;
  assert.deepEqual([max_tokens, stream_options], [9, { include_usage: true }]);
  await server.stop();
});

Deno.test("a demonstration answer says so, quotes the question and shows formatting (A-4)", () => {
  const table: [string, RegExp][] = [
    ["Make a table of cells", /^\|---\|---\|---\|$/m],
    ["Write a python program", /^```python$/m],
    ["What is 3 + 4?", /\$\$x = /],
    ["Solve the equation", /\$a\^2/],
    ["List some ideas", /^1\. /m],
    ["Hello", /\*italics\*/],
  ];
  for (const [prompt, shows] of table) {
    const answer = demonstrationAnswer(prompt, 1, false);
    assert.match(answer, /^\*\*This is a demonstration\.\*\*/);
    assert.ok(answer.includes(`> ${prompt}`));
    assert.match(answer, shows);
  }
  assert.match(demonstrationAnswer("Hello", 3, false), /question 3/);
  assert.match(
    demonstrationAnswer("Hello", 1, true),
    /instructions for this class/,
  );
  const long = demonstrationAnswer("x\n".repeat(4000), 1, false);
  assert.ok(long.length < 3000);
});

Deno.test("a Chinese question gets a Chinese demonstration (A-4)", () => {
  const table: [string, RegExp][] = [
    ["請用表格比較細胞", /^\|---\|---\|---\|$/m],
    ["寫一個程式", /^```python$/m],
    ["解這個方程式", /\$\$x = /],
    ["列出三個步驟", /^1\. /m],
    ["你好", /\*強調\*/],
  ];
  for (const [prompt, shows] of table) {
    const answer = demonstrationAnswer(prompt, 1, true);
    assert.match(answer, /^\*\*這是示範\*\*。/);
    assert.ok(answer.includes(`> ${prompt}`));
    assert.match(answer, shows);
    assert.doesNotMatch(answer, /\b(This|You|Your)\b/);
  }
  assert.match(demonstrationAnswer("你好", 3, false), /第 3 個問題/);
});

Deno.test("the demonstration streams, and stops on abort (A-1)", async () => {
  const abort = new AbortController();
  const pieces: string[] = [];
  const words = [{ role: "user" as const, text: "Hello" }];
  const answer = new DemonstrationModel().answer({
    maxTokens: 4000,
    system: "",
    words,
    signal: abort.signal,
  });
  for await (const piece of answer) {
    pieces.push(piece);
    if (pieces.length === 3) abort.abort();
  }
  assert.equal(pieces.length, 3);
  assert.ok(demonstrationAnswer("Hello", 1, false).startsWith(pieces.join("")));
});
