/** The requests of the API for people who write programs; `/api/openapi.json` has the same for programs. */
import type { ComponentChildren } from "preact";
import { frame } from "texts/everywhere.ts";
import { apiPage as t } from "texts/api_page.ts";
import { Page } from "../../components/page/Page.tsx";
import type { ApiLine, ShapeLine } from "../(openapi)/_lines.ts";
import { handler, page } from "./$index.ts";
import "../../styles/open.css";

interface Shown {
  sections: readonly (readonly [tag: string, requests: readonly ApiLine[]])[];
  shapes: readonly ShapeLine[];
}

const description = "/api/openapi.json";

export const handlers = handler({
  async GET() {
    const { apiLines, shapeLines } = await import("../(openapi)/_lines.ts");
    const sections = Object.entries(
      Object.groupBy(apiLines, ({ tag }) => tag),
    ).map(([tag, requests]) => [tag, requests ?? []] as const);
    const data: Shown = { sections, shapes: shapeLines };
    return { data };
  },
});

export default page(({ data: { sections, shapes } }) => (
  <Page title={`${t.title} · ${frame.name}`}>
    <article class="statement stack">
      <h1>{t.heading}</h1>
      <p class="quiet">{t.lead}</p>
      <p>
        {t.document}{" "}
        <a href={description}>
          <code>{description}</code>
        </a>
      </p>
      {sections.map(([tag, requests]) => (
        <section key={tag} class="stack tight">
          <h2 lang="en">{tag}</h2>
          {requests.map((it) => <Request key={it.name} request={it} />)}
        </section>
      ))}
      <section class="stack tight">
        <h2>{t.shapes}</h2>
        {shapes.map(({ name, shape, says, meanings }) => (
          <details key={name}>
            <summary>
              <code>{name}</code>
            </summary>
            <div class="stack tight">
              {says && <Words text={says} />}
              <p>
                <code>{shape}</code>
              </p>
              <Meanings meanings={meanings} />
            </div>
          </details>
        ))}
      </section>
    </article>
  </Page>
));

function Request({ request }: { request: ApiLine }) {
  const { name, level, says, details, query, body, answers, meanings } =
    request;
  return (
    <details>
      <summary>
        <code>{name}</code>
      </summary>
      <div class="stack tight">
        <Words text={details ? `${says} ${details}` : says} />
        <p class="quiet">{t.by[level]}</p>
        <Part name={t.query} code={query.join("&")} />
        <Part name={t.body} code={body} />
        {answers.map(({ status, shape }) => (
          <Part
            key={status}
            name={t.answer}
            code={`${status} ${shape}`.trim()}
          />
        ))}
        <Meanings meanings={meanings} />
      </div>
    </details>
  );
}

function Words({ text }: { text: string }) {
  return <p lang="en">{marked(text)}</p>;
}

/** Text with `code` and **bold** as in the descriptions. */
function marked(text: string): ComponentChildren {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) =>
    part.startsWith("`")
      ? <code key={part}>{part.slice(1, -1)}</code>
      : part.startsWith("**")
      ? <b key={part}>{part.slice(2, -2)}</b>
      : part
  );
}

function Meanings({ meanings }: { meanings: ApiLine["meanings"] }) {
  return meanings.length === 0 ? null : (
    <ul lang="en">
      {meanings.map(([field, says]) => (
        <li key={field}>
          <code>{field}</code>: {marked(says)}
        </li>
      ))}
    </ul>
  );
}

function Part({ name, code }: { name: string; code: string }) {
  return code === "" ? null : (
    <p>
      {name}: <code>{code}</code>
    </p>
  );
}
