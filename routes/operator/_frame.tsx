import type { ComponentChildren } from "preact";
import { Page } from "../../components/page/Page.tsx";
import { localPath } from "../../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";
import { operator as t } from "texts/operator.ts";
import "../../styles/operator.css";

const parts = {
  overview: "/operator",
  accounts: "/operator/accounts",
  checks: "/operator/checks",
  log: "/operator/log",
};

export function OperatorPage({ part, children }: {
  part: keyof typeof parts;
  children: ComponentChildren;
}) {
  return (
    <Page
      title={`${t[part]} · ${t.title} · ${frame.name}`}
      aside={<a href={localPath("/teacher/account")}>{t.account}</a>}
    >
      <article class="operator stack wide">
        <div class="stack tight">
          <h1>{t.heading}</h1>
          <p class="quiet">{t.lead}</p>
        </div>
        <nav class="cluster" aria-label={t.navigation}>
          {Object.entries(parts).map(([name, href]) => (
            <a
              key={name}
              class="button"
              href={localPath(href)}
              aria-current={name === part ? "page" : undefined}
            >
              {t[name as keyof typeof parts]}
            </a>
          ))}
        </nav>
        {children}
      </article>
    </Page>
  );
}
