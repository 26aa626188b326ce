import { frame } from "texts/everywhere.ts";
import "./page.css";

export function Brand({ href }: { href: string }) {
  return (
    <a class="brand" href={href} aria-label={frame.home}>
      <svg viewBox="0 0 64 64" width="32" height="32" aria-hidden="true">
        <rect class="brand-ground" width="64" height="64" rx="14" />
        <path
          class="brand-house"
          d="M13 30 32 15l19 15v17a4 4 0 0 1-4 4H17a4 4 0 0 1-4-4z"
        />
        <path class="brand-chalk" d="M23 43h18M23 34h11" />
      </svg>
      <span>{frame.name}</span>
    </a>
  );
}
