/** Those who ask to be let in under a name that is online elsewhere (J-2): three answers, each with what it means. */
import type { Waiting } from "../../classroom/schema.ts";
import { en as t } from "../../locales/en.ts";
import { DoorIcon } from "../icons.tsx";
import "./Requests.css";

/** What the teacher may answer. */
export type Decision = "let-in" | "make-new" | "refuse";

/** The requests, oldest first. */
export function Requests(props: {
  requests: Record<string, Waiting>;
  onDecide: (id: string, decision: Decision) => void;
}) {
  const requests = Object.entries(props.requests)
    .sort(([, a], [, b]) => a.at - b.at);
  return (
    <div role="status">
      {requests.length > 0 && (
        <section class="requests stack" aria-labelledby="requests-heading">
          <h2 id="requests-heading">
            <DoorIcon />
            {t.session.requests}
          </h2>
          <ul class="stack">
            {requests.map(([id, { name }]) => (
              <li class="stack tight" key={id}>
                <p>{t.session.request(name)}</p>
                <div class="actions">
                  <button
                    type="button"
                    class="button main"
                    title={t.session.letInHint}
                    onClick={() => props.onDecide(id, "let-in")}
                  >
                    {t.session.letIn}
                  </button>
                  <button
                    type="button"
                    class="button"
                    title={t.session.makeNewHint}
                    onClick={() =>
                      props.onDecide(id, "make-new")}
                  >
                    {t.session.makeNew}
                  </button>
                  <button
                    type="button"
                    class="button bare"
                    onClick={() =>
                      props.onDecide(id, "refuse")}
                  >
                    {t.session.refuse}
                  </button>
                </div>
                <p class="small">
                  {t.session.letIn}: {t.session.letInHint} {t.session.makeNew}:
                  {" "}
                  {t.session.makeNewHint}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
