/** Students with worrying words (M-4), where several teachers are here: until one takes it, all of them are told (S-9). */
import { signal } from "@preact/signals";
import type { CallKey } from "../../../classroom/schema/calls.ts";
import { taking as t } from "texts/monitoring_taking.ts";
import { review } from "texts/review.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ViewIcon, WarningIcon } from "../../ui/icons.tsx";
import { Taker } from "./Taker.tsx";
import { Taking } from "./taking.ts";

/** The student whose conversation the board is to open; it takes the wish away when it has. */
export const viewRequest = signal<string | null>(null);

/** The keys of the calls that are shown here. */
function wordCalls(session: ClassSession | null): CallKey[] {
  if (!session?.staff) return [];
  const taking = session.part(Taking);
  if (!taking.several.value) return [];
  return [...taking.calls.value.keys()]
    .filter((key) => key.startsWith("words-"));
}

/** The list; `onView` brings the board into sight. */
export function WordCalls({ session, onView }: {
  session: ClassSession | null;
  onView: () => void;
}) {
  const calls = wordCalls(session);
  const view = (call: CallKey, member: string) => {
    session?.part(Taking).take(call);
    viewRequest.value = member;
    onView();
  };
  return (
    <div role="status">
      {calls.length > 0 && (
        <section class="stack tight" aria-labelledby="word-calls-heading">
          <h3 id="word-calls-heading" class="row">
            <WarningIcon />
            {t.words}
          </h3>
          <ul class="stack tight">
            {calls.map((call) => {
              const member = call.slice("words-".length);
              const name = session?.facts.nameOf(member) ?? "";
              return (
                <li key={call} class="row wraps">
                  <p>
                    <strong>{name}</strong>
                  </p>
                  <div class="actions">
                    <Button
                      look="small"
                      aria-label={review.board.viewOf({ name })}
                      onClick={() => view(call, member)}
                    >
                      <ViewIcon />
                      {review.board.view}
                    </Button>
                    <Taker session={session} call={call} about={name} />
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </div>
  );
}
