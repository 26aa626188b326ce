/** The assistant: questions and answers in every state, and the whole part. */
import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import { assistant as t } from "texts/assistant.ts";
import { OwnAssistant } from "../assistant/assistant.ts";
import { AssistantView } from "../assistant/AssistantView.tsx";
import { exchanges } from "../assistant/exchanges.ts";
import { Prompt, Turns } from "../assistant/Turns.tsx";
import { keepDraft } from "../client/drafts.ts";
import { Piece } from "./Piece.tsx";
import {
  idOf,
  madeUpRooms,
  madeUpTurns,
  minute,
  now,
  scene,
  type SceneOptions,
} from "./scene.ts";

const talk = idOf(0, "talk");

const student = (name: string): SceneOptions => ({
  name,
  as: 1,
  member: (n) => ({ room: n < 4 ? idOf(0, "room") : null }),
  session: {
    maps: { rooms: madeUpRooms(2), breakouts: { auto: true, open: true } },
  },
});

const asked = (name: string): SceneOptions => ({
  ...student(name),
  own: {
    maps: {
      conversations: {
        [talk]: { title: sample.title, at: now, lastAt: now },
        [idOf(1, "talk")]: {
          title: sample.quiz,
          at: now - 9 * minute,
          lastAt: now - 9 * minute,
          template: sample.quiz,
        },
      },
      submissions: {
        [idOf(0, "submit")]: {
          conversation: talk,
          message: idOf(0, "answer"),
          prompt: sample.asked,
          model: "demonstration",
          at: now,
          grade: "A",
          comment: sample.explain,
          gradedAt: now,
        },
      },
    },
    lists: {
      outbox: [{
        id: idOf(9, "ask"),
        kind: "ask",
        conversation: talk,
        text: sample.asked,
      }],
    },
  },
  conversations: { [talk]: madeUpTurns(["done"]) },
});

export function AssistantPieces() {
  const { begun, away, empty } = useMemo(() => {
    const of = (options: SceneOptions) => scene(options).part(OwnAssistant);
    const begun = of(asked("asked"));
    begun.show(talk);
    const away = of({
      ...asked("asked-away"),
      status: { state: "offline" },
    });
    away.show(talk);
    keepDraft(away.seat, "assistant", sample.askedLong);
    return { begun, away, empty: of(student("asks-nothing")) };
  }, []);
  const all = exchanges(
    madeUpTurns([
      "done",
      "done",
      "stopped",
      "streaming",
      "unreachable",
      "no-quota",
    ]),
  );
  return (
    <>
      <Piece of="Turns">
        <div>
          <Turns all={all} asker={null} />
          <Prompt text={sample.asked} asker={null} state="waiting" />
          <Prompt text={sample.asked} asker="Amy" state="refused" />
        </div>
      </Piece>
      <Piece of="AssistantView" wide>
        {[begun, away].map((assistant) => (
          <div key={assistant.seat.session} class="piece-screen">
            <AssistantView assistant={assistant} seen="staff" />
          </div>
        ))}
        <div class="piece-screen">
          <AssistantView
            assistant={empty}
            seen="staff"
            starters={[
              { words: sample.asked, text: sample.asked },
              { words: t.begin, text: sample.title },
            ]}
          />
        </div>
      </Piece>
    </>
  );
}
