// How far a question is, in words.
import type { Step } from "./api";

export function stepText(s: Step): string {
  if (s.place > 0) return `Waiting: ${s.place === 1 ? "next" : `place ${s.place}`} in the queue`;
  return s.total > 0 ? `${s.label}: ${s.done} of ${s.total}` : s.label;
}
