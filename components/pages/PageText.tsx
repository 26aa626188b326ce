/**
 * A page for readers (W-2). Renders only what has changed, so that a grid can show thirty pages. Links are checked
 * (CHAT-2).
 */
import { useSignal } from "@preact/signals";
import { type ComponentChild, Fragment, h } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import * as Y from "yjs";
import { pageEditor as t } from "texts/pages.ts";
import { isId } from "../../classroom/model/ids.ts";
import { safeHref } from "../../formats/markdown/safe_href.ts";
import { detectLang } from "../ui/detect_lang.ts";
import { MathsFormula } from "../markdown/MarkdownParts.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { PagePictureProps, PictureCounter } from "./PagePicture.tsx";
import "../markdown/Markdown.css";
import "./page_text.css";

/** @param root the root `page` of the page's document */
export function PageText({ root, level = 2, scrollToBlock }: {
  root: Y.XmlFragment;
  level?: number;
  /**
   * Index of the block to scroll to at first; later, the last block of each change is scrolled to. Absent: never
   * scrolls.
   */
  scrollToBlock?: number;
}) {
  const shownPage = useMemo(() => new ShownPage(root, level), [root, level]);
  const version = useSignal(0);
  const page = useRef<HTMLDivElement>(null);
  const changed = useRef(scrollToBlock);
  useEffect(() => {
    let frame: number | undefined;
    const follow = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]) => {
      for (const { target } of events) shownPage.forget(target);
      changed.current = Math.max(...events.map(blockOf));
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        version.value++;
      });
    };
    const listener = follow as Parameters<typeof root.observeDeep>[0];
    root.observeDeep(listener);
    return () => {
      root.unobserveDeep(listener);
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [shownPage]);
  useLayoutEffect(() => {
    const text = page.current!, container = text.parentElement!;
    // The last block may have been deleted.
    const index = Math.min(changed.current ?? 0, text.children.length - 1);
    const block = text.children[index];
    if (scrollToBlock === undefined || !block) return;
    const { bottom } = block.getBoundingClientRect();
    container.scrollTop += bottom - container.getBoundingClientRect().bottom;
  }, [version.value]);
  const blocks = shownPage.blocks();
  return (
    <div class="page-text" ref={page}>
      {blocks.length > 0 ? blocks : <p class="quiet">{t.empty}</p>}
    </div>
  );
}

function blockOf({ path: [index], delta }: Y.YEvent<Y.AbstractType<unknown>>) {
  if (index !== undefined) return Number(index);
  let end = 0, last = 0;
  for (const { retain = 0, insert } of delta) {
    const { length } = (insert ?? []) as unknown[];
    end += retain + length;
    last = length > 0 ? end - 1 : end;
  }
  return last;
}

/** The rendered elements of a page. Each is reused until it changes. */
class ShownPage {
  readonly #made = new WeakMap<Y.AbstractType<unknown>, ComponentChild>();
  readonly #pictures: PictureCounter = { count: 0 };

  constructor(
    private readonly root: Y.XmlFragment,
    private readonly level: number,
  ) {}

  forget(type: Y.AbstractType<unknown>): void {
    for (
      let ancestor: Y.AbstractType<unknown> | null = type;
      ancestor;
      ancestor = ancestor.parent
    ) {
      this.#made.delete(ancestor);
    }
  }

  blocks(): ComponentChild[] {
    return this.#within(this.root);
  }

  #within(parent: Y.XmlFragment): ComponentChild[] {
    return parent.toArray().map((child) => {
      const type = child as Y.AbstractType<unknown>;
      let rendered = this.#made.get(type);
      if (rendered === undefined) {
        const { client, clock } = type._item!.id;
        // A key that stays the same when others insert something before the element.
        rendered = (
          <Fragment key={`${client} ${clock}`}>
            {child instanceof Y.XmlText
              ? textOf(child)
              : this.#element(child as Y.XmlElement<Attributes>)}
          </Fragment>
        );
        this.#made.set(type, rendered);
      }
      return rendered;
    });
  }

  #element(element: Y.XmlElement<Attributes>): ComponentChild {
    const attributes = element.getAttributes();
    const children = () => this.#within(element as unknown as Y.XmlFragment);
    switch (element.nodeName) {
      case "paragraph":
        return <p>{children()}</p>;
      case "heading": {
        const level = Number(attributes.level ?? 1);
        const tag = `h${Math.min(6, this.level + level)}`;
        return h(tag, { "data-level": level }, children());
      }
      case "bullet_list":
        return <ul dir="auto">{children()}</ul>;
      case "ordered_list": {
        const start = Number(attributes.start ?? 1);
        return <ol dir="auto" start={start}>{children()}</ol>;
      }
      case "list_item":
        return typeof attributes.checked === "boolean"
          ? (
            <li class="page-task">
              <input
                type="checkbox"
                class="page-tick"
                aria-label={t.done}
                checked={attributes.checked}
                disabled
              />
              <div>{children()}</div>
            </li>
          )
          : <li>{children()}</li>;
      case "code_block":
        return <pre tabIndex={0} dir="ltr"><code>{children()}</code></pre>;
      case "math_block":
        return (
          <div class="page-maths" tabIndex={0}>
            <MathsFormula tex={texOf(attributes)} isBlock />
          </div>
        );
      case "math_inline":
        return (
          <span class="page-formula">
            <MathsFormula tex={texOf(attributes)} isBlock={false} />
          </span>
        );
      case "table":
        return (
          <div class="page-table" tabIndex={0}>
            <table dir="auto">
              <tbody>{children()}</tbody>
            </table>
          </div>
        );
      case "table_row":
        return <tr>{children()}</tr>;
      case "table_cell": {
        // An empty header cell is rendered as a plain cell.
        const isHead = attributes.header === true && element.length > 0;
        return isHead ? <th>{children()}</th> : <td>{children()}</td>;
      }
      case "horizontal_rule":
        return <hr />;
      case "hard_break":
        return <br />;
      case "image":
        return isId(attributes.file)
          ? (
            <Picture
              file={attributes.file}
              alt={attributes.alt}
              width={attributes.width}
              height={attributes.height}
              among={this.#pictures}
            />
          )
          : null;
      default:
        return null;
    }
  }
}

function Picture(props: PagePictureProps & { among: PictureCounter }) {
  const loaded = useLazyPart(true, () => import("./PagePicture.tsx"));
  return loaded && <loaded.PagePicture {...props} />;
}

type Attributes = Record<string, object | string | number | boolean>;

const texOf = ({ tex }: Partial<Attributes>): string =>
  typeof tex === "string" ? tex : "";

function textOf(run: Y.XmlText): ComponentChild {
  const pieces: { insert: unknown; attributes?: Attributes }[] = run.toDelta();
  return pieces.map(({ insert, attributes = {} }) => {
    if (typeof insert !== "string") return null;
    const lang = detectLang(insert);
    let content: ComponentChild = lang
      ? <span lang={lang}>{insert}</span>
      : insert;
    if (attributes.code) content = <code dir="ltr">{content}</code>;
    if (attributes.em) content = <em>{content}</em>;
    if (attributes.strong) content = <strong>{content}</strong>;
    const { href } = (attributes.link ?? {}) as { href?: unknown };
    const to = typeof href === "string" ? safeHref(href) : null;
    return to === null
      ? content
      : (
        <a href={to} title={to} target="_blank" rel="noopener noreferrer">
          {content}
        </a>
      );
  });
}
