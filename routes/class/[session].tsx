/** A member's page: the student's, or a teacher's view of it. */
import type { ComponentProps } from "preact";
import { minuteMs } from "../../formats/times.ts";
import { Head } from "fresh/runtime";
import { getApp } from "../../classroom/app.ts";
import type { ClassPageHeader } from "../../classroom/model/class_page_header.ts";
import type { Identity } from "../../classroom/model/members.ts";
import {
  type MemberPageData,
  readClassPageHeader,
  readMemberPageData,
} from "../../classroom/people/member_page.ts";
import type { EarlierConversation } from "../../components/assistant/ConversationList.tsx";
import { NoScriptNotice } from "../../components/page/NoScriptNotice.tsx";
import EndedClass from "../../islands/EndedClass.tsx";
import ClassPage from "../../islands/ClassPage.tsx";
import { starters } from "texts/assistant_starters.ts";
import { classPage as t } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { cookieNames } from "../(http)/_cookies.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import { devicePermissionHeaders } from "../(http)/_security_headers.ts";
import { handler, page } from "./$[session].ts";
import { language } from "../../locales/current.ts";
import { localPath } from "../../locales/local_path.ts";

type Data =
  | {
    kind: "in";
    who: Identity;
    seat: MemberPageData;
    head: ClassPageHeader;
    hasAlerts: boolean;
    came: Pick<
      ComponentProps<typeof ClassPage>,
      "hasRejoined" | "isRenamed" | "returns" | "atOnce"
    >;
    earlier: EarlierConversation[];
  }
  | { kind: "out"; who: Identity; reason: "ended" | "removed" };

/** A student who joined longer ago than this has come back. */
const justJoinedMs = minuteMs;

export const handlers = handler({
  async GET(ctx) {
    const { alerts, identities, myWork, roster, sync } = getApp();
    const { session } = ctx.params;
    const tokens = {
      teacher: ctx.state.cookies.get(cookieNames.teacher),
      member: ctx.state.cookies.get(cookieNames.member(session)),
    };
    // A browser that is both teacher and student, as when a teacher tries a class out, is the student here unless
    // `as=teacher`.
    const requestedRole = ctx.url.searchParams.get("as");
    const who = requestedRole === "teacher"
      ? await identities.identify(session, tokens, "teacher")
      : await identities.identify(session, tokens, "member") ??
        await identities.identify(session, tokens, "teacher");
    if (!who) return ctx.redirect(localPath("/join"), 303);
    if (who.role === "observer") {
      return ctx.redirect(localPath(`/teacher/sessions/${session}`), 303);
    }
    try {
      const seat = await readMemberPageData(sync, who);
      const head = await readClassPageHeader(sync, session, Date.now());
      await roster.voidEarlierCookies(requestSource(ctx.state));
      const conversations = who.role === "student"
        ? await myWork.previousConversations(requestSource(ctx.state), who)
        : [];
      const earlier = conversations.map(({ id, title }) => ({ id, title }));
      const { searchParams } = ctx.url;
      const hasRejoined = searchParams.get("rejoined") === "1";
      const came = {
        hasRejoined,
        isRenamed: searchParams.get("renamed") === "1",
        returns: hasRejoined || Date.now() - seat.joinedAt > justJoinedMs,
        atOnce: searchParams.get("atOnce") ?? undefined,
      };
      const data: Data = {
        kind: "in",
        who,
        seat,
        head,
        hasAlerts: alerts.isOn,
        came,
        earlier,
      };
      return { data, headers: devicePermissionHeaders };
    } catch (error) {
      const reason = isRefusal(error) ? error.kind : "";
      if (reason !== "ended" && reason !== "removed") throw error;
      const data: Data = { kind: "out", who, reason };
      return { data, status: reason === "ended" ? 410 : 403 };
    }
  },
});

export default page(({ data }) => {
  if (data.kind === "out") {
    const { who, reason } = data;
    const name = reason === "ended" ? t.isOver : over.removed.title;
    return (
      <>
        <Head>
          <title>{t.title({ name })}</title>
        </Head>
        <EndedClass
          session={who.session}
          member={who.member}
          alias={who.own}
          reason={reason}
        />
      </>
    );
  }
  const { who, seat, head, hasAlerts, came, earlier } = data;
  return (
    <>
      <Head>
        <title>{t.title({ name: seat.session.name })}</title>
        <link
          rel="manifest"
          href={`/manifest/${language().tag}.webmanifest`}
        />
      </Head>
      <NoScriptNotice />
      <ClassPage
        session={who.session}
        member={who.member}
        alias={seat.own}
        by={seat.own ? undefined : who.by}
        isLetIn={seat.isLetIn}
        role={seat.member.role}
        cookieRole={who.role === "teacher" ? "teacher" : "member"}
        epoch={seat.epoch}
        title={seat.session.name}
        name={seat.member.name}
        head={head}
        {...came}
        isCollected={seat.isCollected}
        hasAlerts={hasAlerts}
        earlier={earlier}
        starters={[starters.explain, starters.quiz, starters.check]}
        help={getApp().settings.HELP_TEXT}
      />
    </>
  );
});
