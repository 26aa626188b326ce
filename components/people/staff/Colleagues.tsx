/**
 * **Observers and co-teachers** (S-8, S-9): who looks on and who helps now, and, for the owner, to whom the class is open
 * by their address.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useMemo } from "preact/hooks";
import type { Colleague, Member } from "../../../classroom/model/members.ts";
import type { InvitationView } from "../../../classroom/model/views.ts";
import { colleagues as t } from "texts/people_staff.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import type { Staff } from "../../session/staff.ts";
import { DoneLine } from "../../sessions/live_page/DoneLine.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Invitations } from "./invitations.ts";
import "./Colleagues.css";

/** The card. */
export function Colleagues({ id, staff, members, owns }: {
  /** The session's. */
  id: string;
  /** Null until the page's script has opened the class, and where it does not run yet. */
  staff: Staff | null;
  members: Readonly<Record<string, Member>>;
  /** The class is one's own: one may invite. */
  owns: boolean;
}) {
  const heading = useId();
  const invitations = useMemo(() => new Invitations(id), [id]);
  useEffect(() => {
    if (owns) void invitations.load();
  }, [invitations, owns]);
  const observers = here(staff?.observers.value, members);
  const helpers = here(staff?.moderators.value, members);
  return (
    <section class="card stack colleagues" aria-labelledby={heading}>
      <h2 id={heading}>{t.heading}</h2>
      <p class="quiet">{t.intro}</p>
      <DoneLine actions={invitations} />
      <RefusedNotice api={invitations.api} />
      {staff && (
        <div class="stack tight">
          <h3>{t.now}</h3>
          {observers.length === 0
            ? <p class="quiet">{t.nobody}</p>
            : (
              <ul class="colleagues-list">
                {observers.map(({ account, name }) => (
                  <li key={account}>
                    <span>{name}</span>
                    <Button
                      look="small"
                      aria-label={t.endNamed({ name })}
                      onClick={() => invitations.endObserving(account, name)}
                    >
                      {t.end}
                    </Button>
                  </li>
                ))}
              </ul>
            )}
        </div>
      )}
      {helpers.length > 0 && (
        <div class="stack tight">
          <h3>{t.coTeachers}</h3>
          <ul class="colleagues-list">
            {helpers.map(({ account, name }) => <li key={account}>{name}</li>)}
          </ul>
        </div>
      )}
      {owns && <Invite invitations={invitations} />}
    </section>
  );
}

/** Those of a list who are in the class, by name. */
function here(
  all: Readonly<Record<string, Colleague>> = {},
  members: Readonly<Record<string, Member>>,
) {
  return Object.entries(all)
    .sort(([, a], [, b]) => a.at - b.at)
    .flatMap(([account, { member }]) => {
      const entry = members[member];
      return entry && !entry.removed ? [{ account, name: entry.name }] : [];
    });
}

const roles = () => ({ observer: t.observer, moderator: t.moderator });

/** The form, and who is invited. */
function Invite({ invitations }: { invitations: Invitations }) {
  const id = useId();
  const email = useSignal("");
  const all = invitations.all.value;
  const words = roles();
  const invite = async (as: InvitationView["as"]) => {
    if (await invitations.invite(email.value.trim(), as)) email.value = "";
    else globalThis.document.getElementById(`${id}-email`)?.focus();
  };
  return (
    <>
      <Form
        class="stack tight"
        noValidate
        onSubmit={() => invite("observer")}
      >
        <h3>{t.inviteHeading}</h3>
        <Field
          id={`${id}-email`}
          name="email"
          type="email"
          label={t.email}
          hint={invitations.mailed.value ? t.mailed : t.honest}
          value={email}
          error={invitations.refused.value}
          autoComplete="off"
          onInput={(event) => {
            email.value = event.currentTarget.value;
            invitations.refused.value = "";
          }}
        />
        {invitations.forAnybody.value && <p class="quiet">{t.unproved}</p>}
        <div class="actions">
          <Button type="submit">{t.inviteObserver}</Button>
          <Button onClick={() => invite("moderator")}>
            {t.inviteModerator}
          </Button>
        </div>
      </Form>
      <div class="stack tight">
        <h3>{t.invited}</h3>
        {all === null
          ? <p class="quiet">{t.loading}</p>
          : all.length === 0
          ? <p class="quiet">{t.none}</p>
          : (
            <ul class="colleagues-list">
              {all.map((one) => (
                <li key={one.email}>
                  <span>{one.email}</span>
                  <span class="badge">{words[one.as]}</span>
                  <Button
                    look="small"
                    aria-label={t.takeBackNamed({ email: one.email })}
                    onClick={() => invitations.takeBack(one)}
                  >
                    {t.takeBack}
                  </Button>
                </li>
              ))}
            </ul>
          )}
      </div>
    </>
  );
}
