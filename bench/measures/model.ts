/**
 * A model for measuring, in a process of its own: it speaks OpenAI's API and says so many words a second for so
 * many seconds, as the question asks: `50 words a second for 8 s`. Tells its address in the first line it writes.
 */
const encoder = new TextEncoder();
const headers = { "content-type": "text/event-stream" };

const event = (delta: object, finish_reason: string | null) => {
  const choices = [{ index: 0, delta, finish_reason }];
  const chunk = { id: "c", object: "chat.completion.chunk", choices };
  return encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
};
const word = event({ content: "words " }, null);
const end = [event({}, "stop"), encoder.encode("data: [DONE]\n\n")];

const server = Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen() {} },
  async (req) => {
    const { messages } = await req.json();
    const [perSecond, seconds] = messages.at(-1).content.match(/\d+/g)
      .map(Number);
    return new Response(answer(perSecond, perSecond * seconds), { headers });
  },
);
console.log(`http://127.0.0.1:${server.addr.port}/v1`);

/** Says the words on time: what a late timer missed is made up for. */
function answer(perSecond: number, all: number): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      const began = performance.now();
      let said = 0;
      timer = setInterval(() => {
        const due = (performance.now() - began) * perSecond / 1000;
        while (said < Math.min(due, all)) {
          controller.enqueue(word);
          said++;
        }
        if (said < all) return;
        clearInterval(timer);
        for (const bytes of end) controller.enqueue(bytes);
        controller.close();
      }, 1000 / perSecond);
    },
    cancel: () => clearInterval(timer),
  });
}
