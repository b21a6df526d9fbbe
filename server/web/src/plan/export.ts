// A plan to take along: its tables, its answer, and the files that it is a plan of.
import { address, ask } from "../api";
import { saveText } from "../chart/download";
import { el } from "../dom";
import { Job } from "../job";
import { Answer, Ask, question } from "./model";

export function exports(q: Ask, a: Answer, view: Record<string, string>): HTMLElement {
  const job = new Job(), of = (format: string, table = "") => address("plan", { ...question(q), ...view, format, table });
  const files = async () => {
    const got = await job.run("Listing what could be built…", (o) => ask<{ network: unknown; candidates: unknown }>("plan", { ...question(q), "time-limit": "", ...view, files: true }, o));
    if (got) for (const [name, file] of Object.entries(got)) saveText(`adit-${name}.json`, "application/json", JSON.stringify(file, null, 1));
  };
  const button = (text: string, act: () => void, name: string) => el("button", { type: "button", class: "quiet", "data-export": name, onclick: act }, text);
  return el("section", { class: "export", "aria-label": "Take it along" }, el("h3", {}, "Take it along"),
    el("p", {}, "The answer as ", button("JSON", () => saveText("adit-plan.json", "application/json", JSON.stringify(a, null, 1)), "json"), " or a ", el("a", { href: of("xlsx"), download: "" }, "workbook (XLSX)"),
      "; unmet demand by year as ", el("a", { href: of("csv", "gap_closed"), download: "" }, "CSV"), " or ", el("a", { href: of("parquet", "gap_closed"), download: "" }, "Parquet"),
      "; a ", el("a", { href: of("html") }, "report"), " to hand on; and what it is a plan of: ", button("network and candidates", () => void files(), "files"), ", to change and plan again with adit plan --network --candidates. ", job.node),
    el("p", { class: "soft small" }, "Workbook, CSV, Parquet and report are searched anew, which takes as long as the plan did."));
}
