import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { frame } from "texts/everywhere.ts";
import { Brand } from "./Brand.tsx";
import { LanguageChoice } from "./LanguageChoice.tsx";
import { ThemeChoice } from "./ThemeChoice.tsx";
import "./page.css";
import { localPath } from "../../locales/local_path.ts";

/** @param props `isNarrow`: as wide as a form; `aside`: at the end of the header */
export function Page(props: {
  title: string;
  description?: string;
  isNarrow?: boolean;
  /** True if the accessibility statement does not cover the page. */
  isDevelopment?: boolean;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class={props.isNarrow ? "page narrow" : "page"}>
      <Head>
        <title>{props.title}</title>
        {props.description && (
          <meta name="description" content={props.description} />
        )}
      </Head>
      <a class="skip" href="#content">{frame.skip}</a>
      <header class="page-head spread">
        <Brand href={localPath("/")} />
        {props.aside}
      </header>
      <main id="content" tabIndex={-1} class="page-main">{props.children}</main>
      <footer class="page-foot spread">
        <div class="cluster page-links">
          <a href={localPath("/privacy")}>{frame.data}</a>
          {!props.isDevelopment && (
            <a href={localPath("/accessibility")}>{frame.accessibility}</a>
          )}
        </div>
        <div class="cluster flush page-choices">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </footer>
    </div>
  );
}
