/**
 * A fake model in its own process with OpenAI's API. The question sets its speed: `50 words a second for 8 s`,
 * or `… in Markdown`. Prints its address in the first line.
 */
const sample = `## How a leaf makes sugar

A plant takes in **carbon dioxide** and *water*, and with the light of the sun it makes sugar of them. What is left over
is the oxygen that we breathe. This takes place in the \`chloroplasts\`, which are green.

1. The leaf takes in light.
2. Water is split: the **oxygen** goes out through small openings.
3. With what is left, carbon dioxide becomes sugar, \\(C_6H_{12}O_6\\).

- by day it takes in more carbon dioxide than it gives off
- at night it breathes as we do, see https://school.example/leaf

| organ | takes in | gives off |
| --- | --- | --- |
| leaf | carbon dioxide | oxygen |
| root | water | little |

\`\`\`js
function sugar(light, water, carbonDioxide) {
  // six of each make one
  return light > 0 ? Math.min(water, carbonDioxide) / 6 : 0;
}
\`\`\`

$$6\\,CO_2 + 6\\,H_2O \\to C_6H_{12}O_6 + 6\\,O_2$$

> What would you measure to find out how fast that is?

`;

const encoder = new TextEncoder();
const headers = { "content-type": "text/event-stream" };

const event = (delta: object, finish_reason: string | null) => {
  const choices = [{ index: 0, delta, finish_reason }];
  const chunk = { id: "c", object: "chat.completion.chunk", choices };
  return encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
};
const word = event({ content: "words " }, null);
const marked = sample.match(/\S+\s+/g)!
  .map((content) => event({ content }, null));
const end = [event({}, "stop"), encoder.encode("data: [DONE]\n\n")];

const server = Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen() {} },
  async (req) => {
    const { messages } = await req.json();
    const { content } = messages.at(-1);
    const [perSecond, seconds] = content.match(/\d+/g).map(Number);
    const words = content.includes("Markdown") ? marked : [word];
    return new Response(answer(words, perSecond, perSecond * seconds), {
      headers,
    });
  },
);
console.log(`http://127.0.0.1:${server.addr.port}/v1`);

/** Sends the words on time, making up for late timers. */
function answer(
  words: readonly Uint8Array<ArrayBuffer>[],
  perSecond: number,
  wordCount: number,
): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      const began = performance.now();
      let sentWords = 0;
      timer = setInterval(() => {
        const due = (performance.now() - began) * perSecond / 1000;
        while (sentWords < Math.min(due, wordCount)) {
          controller.enqueue(words[sentWords++ % words.length]);
        }
        if (sentWords < wordCount) return;
        clearInterval(timer);
        for (const bytes of end) controller.enqueue(bytes);
        controller.close();
      }, 1000 / perSecond);
    },
    cancel: () => clearInterval(timer),
  });
}
