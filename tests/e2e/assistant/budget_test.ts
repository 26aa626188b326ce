/** A-5 with a model that costs money: twenty names that ask as fast as programs can. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import {
  type ModelServer,
  startModelServer,
  streamed,
} from "../../model_server.ts";
import type { Seat } from "../../people.ts";

let model: ModelServer | undefined;
const names = 20, times = 10;
const classTokens = 60_000, answer = 1000;

testClass(
  "A-5: twenty names ask two hundred times, and the class spends what it has; the teacher sees it, and everyone is told what to do",
  async ({ teacher, session, enter }) => {
    const { received } = model!;
    try {
      const limits = { limits: { classTokens } };
      await teacher.get(200, "PATCH", `/api/sessions/${session.id}`, limits);
      const bad: Seat[] = [];
      for (let n = 0; n < names; n++) bad.push(await enter(`Name ${n}`));
      // As much as one question may hold.
      const text = "Tell me all. ".repeat(300);
      const asked = bad.flatMap((seat) =>
        Array.from({ length: times }, () => ({
          seat,
          id: seat.command({ kind: "ask", conversation: newId(), text }),
        }))
      );
      await Promise.all(
        bad.map(({ own }, n) =>
          own.until(
            () => bad[n].outbox().length === 0,
            "all was asked or refused",
          )
        ),
      );
      const receipts = asked.flatMap(({ seat, id }) => seat.receipt(id) ?? []);
      const taken = asked.length - receipts.length;
      assert.ok(taken > 0 && receipts.length > 0);
      for (const { refused, detail } of receipts) {
        assert.equal(refused, "too-often");
        assert.match(detail, /^(own|class)-/);
      }
      const path = `/api/sessions/${session.id}/assistant`;
      let usage;
      do {
        usage = (await teacher.get(200, "GET", path)).body.assistant;
      } while (usage.tokens < received.length * answer);
      console.log(
        `${asked.length} questions, ${received.length} calls, ${usage.tokens} tokens`,
      );
      assert.equal(usage.requests, taken);
      assert.equal(usage.limits.tokens, classTokens);
      // What every call may cost at the most was set aside before it was made.
      assert.ok(usage.tokens < classTokens + 3_000, `${usage.tokens} tokens`);
      assert.ok(received.length > 0 && received.length <= taken);
      for (const { body } of received) assert.equal(body.max_tokens, answer);
      await bad[0].visitor.get(403, "GET", path);

      const more = { limits: { classTokens: 1e9 } };
      const change = `/api/sessions/${session.id}`;
      const { body } = await teacher.get(400, "PATCH", change, more);
      assert.match(body.detail, /at most/);
    } finally {
      await model?.stop();
      model = undefined;
    }
  },
  {
    env: {
      get OPENAI_BASE_URL() {
        // Its answers are as long as it may make them.
        const usage = { prompt_tokens: 1200, completion_tokens: answer };
        model ??= startModelServer(() =>
          streamed(["word ".repeat(answer)], {
            last: `data: ${JSON.stringify({ choices: [], usage })}\n\n`,
          })
        );
        return model.url;
      },
      OPENAI_MODEL: "paid",
      OPENAI_MAX_TOKENS: String(answer),
    },
  },
);
