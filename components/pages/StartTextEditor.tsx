/** The page's editor for the text with which pages start (W-1), read and written as Markdown. Loaded on demand. */
import { useEffect, useMemo } from "preact/hooks";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import { markdownOfPage } from "../../classroom/model/markdown_of_page.ts";
import {
  type PageNode,
  pageRoot,
  readPage,
  writePage,
} from "../../classroom/model/page_tree.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { PageEditor } from "./editor/PageEditor.tsx";

export interface StartTextEditorProps {
  label: string;
  /** Read once. */
  text: string;
  isLocked?: boolean;
  parse: (markdown: string) => PageNode[];
  /** Called with each changed text. */
  onText: (text: string) => void;
}

export function StartTextEditor(
  { label, text, isLocked, parse, onText }: StartTextEditorProps,
) {
  const page = useMemo(() => {
    const doc = makeDoc();
    writePage(doc, parse(text));
    return doc;
  }, []);
  useEffect(() => {
    let last = markdownOfPage(readPage(page));
    page.on("update", () => {
      const markdown = markdownOfPage(readPage(page));
      if (markdown === last) return;
      last = markdown;
      onText(markdown.trimEnd());
    });
    return () => page.destroy();
  }, []);
  return (
    <PageEditor
      root={pageRoot(page)}
      carets={null}
      nameOf={noName}
      hueOf={noHue}
      title={label}
      isLocked={isLocked}
      room={pageBounds.initialMarkdown}
    />
  );
}

const noName = () => "", noHue = () => 0;
