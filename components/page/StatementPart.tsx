export function StatementPart(
  { heading, words, isList }: {
    heading: string;
    words: readonly string[];
    isList?: boolean;
  },
) {
  return (
    <section class="stack tight">
      <h2>{heading}</h2>
      {isList
        ? <ul>{words.map((line) => <li key={line}>{line}</li>)}</ul>
        : words.map((line) => <p key={line}>{line}</p>)}
    </section>
  );
}
