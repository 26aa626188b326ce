/**
 * Requests to join: under a student's name (J-2, S-6), by newcomers while many are joining (J-9), and by observers
 * (S-8); also unconfirmed devices.
 */
import type { ComponentChild } from "preact";
import { useId } from "preact/hooks";
import { untranslatedAttribute } from "../ui/untranslated.ts";
import type {
  Member,
  UnconfirmedDevice,
  WaitingEntry,
} from "../../classroom/model/members.ts";
import { knock } from "texts/people_staff.ts";
import { session as t } from "texts/sessions_live.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { DoorIcon } from "../ui/later_icons.tsx";
import "../ui/popovers/popovers.ts";
import { Initials } from "./Initials.tsx";
import { letIn } from "./let_in.ts";
import "./people.css";

type JoinDecision = "let-in" | "make-new" | "refuse";

const answers = (): readonly {
  decision: JoinDecision;
  label: string;
  hint?: string;
  look: string;
}[] => [
  {
    decision: "let-in",
    label: t.letIn,
    hint: t.letInHint,
    look: "main",
  },
  {
    decision: "make-new",
    label: t.makeNew,
    hint: t.makeNewHint,
    look: "",
  },
  { decision: "refuse", label: t.refuse, look: "bare" },
];

/** Answers to newcomers, to one or to all at once. */
type BulkJoinDecision = Exclude<JoinDecision, "make-new">;

const answersToNew = (): readonly {
  decision: BulkJoinDecision;
  label: string;
  toAll: string;
  look: string;
}[] => [
  { decision: "let-in", label: t.letIn, toAll: t.letAllIn, look: "main" },
  { decision: "refuse", label: t.refuse, toAll: t.refuseAll, look: "" },
];

/** Answers to an unconfirmed device that is already in the class (J-2). */
const answersToDevice = (name: string) =>
  [
    { decision: "let-in", label: t.isThem({ name }), look: "main" },
    { decision: "make-new", label: t.notThem({ name }), look: "" },
  ] as const;

interface RequestLine {
  /** The device is already in the class, unconfirmed. */
  isIn?: true;
  /** The student of this name may be online, so the request may be another person's. */
  isOnline: boolean;
  id: string;
  member: string;
  at: number;
  name: string;
  text: string;
}

type RequestGroup<Kind extends WaitingEntry["kind"]> = [
  id: string,
  entry: Extract<WaitingEntry, { kind: Kind }>,
];

interface JoinRequestListProps {
  session: ClassSession;
  requests: Record<string, WaitingEntry>;
  byName: Record<string, UnconfirmedDevice>;
  /** For names as they are spelled in the class. */
  members: Record<string, Member>;
  onDecide: (id: string, decision: JoinDecision) => void;
  onDecideAll: (decision: BulkJoinDecision) => void;
  /** The `ClaimButton` of a request. */
  taker: (id: string, name: string) => ComponentChild;
}

export function JoinRequestList(props: JoinRequestListProps) {
  const { onDecide, onDecideAll, taker } = props;
  const requests = Object.entries(props.requests).sort(([, a], [, b]) =>
    a.at - b.at
  );
  const lines = requestLines(requests, props);
  const newcomers = requests.filter((request): request is RequestGroup<"new"> =>
    request[1].kind === "new"
  );
  const observers = requests
    .filter((it): it is RequestGroup<"observe"> => it[1].kind === "observe");
  return (
    <div id="requests">
      {lines.length + newcomers.length + observers.length > 0 && (
        <section
          class="requests stack tight"
          aria-labelledby="requests-heading"
        >
          <h3 id="requests-heading" class="row">
            <DoorIcon />
            {t.requests}
          </h3>
          <LetAllInButton
            session={props.session}
            ids={lines.filter((it) => !it.isOnline).map(({ id }) => id)}
          />
          {lines.length > 0 && (
            <ul class="stack tight">
              {lines.map((line) => (
                <li key={line.id}>
                  <p class="row">
                    <Initials
                      id={line.member}
                      hue={props.session.facts.hueOf(line.member)}
                      name={line.name}
                    />
                    <span>{line.text}</span>
                  </p>
                  <RequestActions
                    line={line}
                    isFolded={!line.isOnline}
                    taker={taker(line.id, line.name)}
                    onDecide={(decision) => onDecide(line.id, decision)}
                  />
                </li>
              ))}
            </ul>
          )}
          {lines.some(({ isIn }) => !isIn) && (
            <ul class="requests-hints small">
              {answers().map(({ decision, label, hint }) =>
                hint && (
                  <li key={decision}>
                    <strong>{label}</strong>{" "}
                    <span id={`requests-${decision}`}>{hint}</span>
                  </li>
                )
              )}
            </ul>
          )}
          {newcomers.length > 0 && (
            <NewcomerNames
              newcomers={newcomers}
              onDecide={onDecide}
              onDecideAll={onDecideAll}
              taker={taker}
            />
          )}
          {observers.length > 0 && (
            <Observers
              observers={observers}
              onDecide={onDecide}
              taker={taker}
            />
          )}
        </section>
      )}
    </div>
  );
}

/** Requests under known names, and unconfirmed devices, the oldest first. */
export function requestLines(
  requests: readonly [id: string, entry: WaitingEntry][],
  { byName, members }: Pick<JoinRequestListProps, "byName" | "members">,
): RequestLine[] {
  const lines = requests
    .filter((it): it is RequestGroup<"rejoin" | "return"> => "member" in it[1])
    .map(([id, { kind, name, member, at }]): RequestLine => {
      const text = kind === "return"
        ? t.requestReturn({ name })
        : t.request({ name: members[member]?.name ?? name });
      return { id, member, at, name, text, isOnline: kind === "rejoin" };
    });
  for (const [id, { member, at }] of Object.entries(byName)) {
    const name = members[member]?.name ?? "";
    const text = t.requestByName({ name });
    lines.push({ id, member, at, name, text, isOnline: false, isIn: true });
  }
  return lines.sort((a, b) => a.at - b.at);
}

/** The buttons for a request under a student's name, in the list and on the student's tile. */
export function RequestActions({ line, isFolded, taker, onDecide }: {
  line: RequestLine;
  isFolded: boolean;
  taker?: ComponentChild;
  onDecide: (decision: JoinDecision) => void;
}) {
  const { name, isIn } = line;
  return (
    <div class="actions">
      {isIn
        ? answersToDevice(name).map(({ decision, label, look }) => (
          <Button
            key={decision}
            look={look}
            onClick={() => onDecide(decision)}
          >
            {label}
          </Button>
        ))
        : (
          <DecisionButtons
            name={name}
            isFolded={isFolded}
            onDecide={onDecide}
          />
        )}
      {taker}
    </div>
  );
}

/** @param isFolded shows only the likely answer; **⋯** opens the others */
function DecisionButtons({ name, isFolded, onDecide }: {
  name: string;
  isFolded: boolean;
  onDecide: (decision: JoinDecision) => void;
}) {
  const id = `requests-${useId()}`;
  const [firstButton, ...otherButtons] = answers().map((
    { decision, label, hint, look },
  ) => (
    <Button
      look={isFolded && look === "" ? "bare" : look}
      key={decision}
      aria-describedby={hint && `requests-${decision}`}
      onClick={() => onDecide(decision)}
    >
      {label}
    </Button>
  ));
  if (!isFolded) return [firstButton, ...otherButtons];
  return (
    <>
      {firstButton}
      <IconButton
        label={t.otherAnswers({ name })}
        Icon={MoreIcon}
        look="small"
        popoverTarget={id}
      />
      <div id={id} popover="auto" class="popover popover-list">
        {otherButtons}
      </div>
    </>
  );
}

/** Lets everyone in whose name is not online elsewhere: one press for a class that came on other devices. */
function LetAllInButton({ session, ids }: {
  session: ClassSession;
  ids: readonly string[];
}) {
  if (ids.length < 2) return null;
  return (
    <div class="actions">
      <Button look="main" onClick={() => letIn(session, ids)}>
        {t.letAllIn}
      </Button>
    </div>
  );
}

function Observers({ observers, onDecide, taker }: {
  observers: readonly RequestGroup<"observe">[];
  onDecide: (id: string, decision: JoinDecision) => void;
  taker: (id: string, name: string) => ComponentChild;
}) {
  return (
    <>
      <ul class="stack tight">
        {observers.map(([id, { name, email, like, letters }]) => (
          <li key={id}>
            <p>
              {knock.asks({ name })} <span class="small quiet">{email}</span>
              {like && <strong>{knock.like({ name: like })}</strong>}
              {letters && <strong>{knock.letters({ letters })}</strong>}
            </p>
            <div class="actions">
              <Button
                look="main"
                aria-label={knock.letNamed({ name })}
                aria-describedby="requests-observe"
                onClick={(click) => {
                  // Ignores the second click of a double click: the entry stays until the decision is stored.
                  if (click.detail < 2) return onDecide(id, "let-in");
                }}
              >
                {knock.letObserve}
              </Button>
              <Button
                look="bare"
                aria-label={knock.refuseNamed({ name })}
                onClick={() => onDecide(id, "refuse")}
              >
                {t.refuse}
              </Button>
              {taker(id, name)}
            </div>
          </li>
        ))}
      </ul>
      <p class="requests-hints small" id="requests-observe">
        {observers.some(([, { unproved }]) => unproved) &&
          `${knock.unproved} `}
        {knock.hint}
      </p>
    </>
  );
}

function NewcomerNames({ newcomers, onDecide, onDecideAll, taker }: {
  newcomers: readonly RequestGroup<"new">[];
  onDecide: (id: string, decision: JoinDecision) => void;
  onDecideAll: (decision: BulkJoinDecision) => void;
  taker: (id: string, name: string) => ComponentChild;
}) {
  return (
    <div class="comers stack tight">
      <div class="spread comers-head">
        <p>{t.comers({ count: newcomers.length })}</p>
        {newcomers.length > 1 && (
          <div class="actions">
            {answersToNew().map(({ decision, toAll, look }) => (
              <Button
                look={look}
                key={decision}
                onClick={() => onDecideAll(decision)}
              >
                {toAll}
              </Button>
            ))}
          </div>
        )}
      </div>
      <ul class="stack snug scroll comers-list">
        {newcomers.map(([id, { name }]) => (
          <li key={id}>
            <p class="row">
              <Initials id={id} name={name} />
              <span {...untranslatedAttribute}>{name}</span>
            </p>
            <div class="actions">
              {answersToNew().map(({ decision, label }) => (
                <Button
                  look="small"
                  key={decision}
                  aria-label={t.answerTo({ answer: label, name })}
                  onClick={() => onDecide(id, decision)}
                >
                  {label}
                </Button>
              ))}
              {taker(id, name)}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
