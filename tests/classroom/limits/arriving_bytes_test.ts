import assert from "node:assert/strict";
import fc from "fast-check";
import { ArrivingBytes } from "../../../classroom/limits/arriving_bytes.ts";
import { propertyOptions } from "../../random.ts";

interface Sent {
  readonly holder: string;
  bytes: number;
  isEnded: boolean;
  end(): void;
}

Deno.test("what arrives never holds more than its bound, and the largest holder loses first (SYNC-12)", async () => {
  const step = fc.record({
    holder: fc.constantFrom("Amy", "Ben", "Mallory"),
    at: fc.nat(8),
    bytes: fc.nat(60),
  });
  await fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const arriving = new ArrivingBytes(100);
      const sent: Sent[] = [];
      const heldBy = (who: string) =>
        sent.filter(({ holder, isEnded }) => holder === who && !isEnded)
          .reduce((sum, { bytes }) => sum + bytes, 0);
      for (const { holder, at, bytes } of steps) {
        let one = sent.find((it, n) =>
          n % 9 === at && it.holder === holder && !it.isEnded
        );
        if (!one) {
          const made: Sent = {
            holder,
            bytes: 0,
            isEnded: false,
            end() {
              const most = Math.max(
                ...["Amy", "Ben", "Mallory"].map(heldBy),
              );
              assert.equal(heldBy(holder), most);
              made.isEnded = true;
            },
          };
          sent.push(one = made);
        }
        one.bytes = bytes;
        arriving.set(one, bytes);
        const total = ["Amy", "Ben", "Mallory"].map(heldBy)
          .reduce((sum, it) => sum + it, 0);
        assert.equal(arriving.total, total);
        assert(total <= 100);
      }
      for (const one of sent) if (!one.isEnded) arriving.set(one, 0);
      assert.equal(arriving.total, 0);
    }),
    propertyOptions("rounds of what arrives", 500),
  );
});
