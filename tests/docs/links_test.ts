/**
 * Follows the links between the pages of this project.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

/** The pages: those at the top, and all below docs/. */
function* pages(folder: URL, deep: boolean): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory && deep) yield* pages(new URL(`${name}/`, folder), deep);
    else if (name.endsWith(".md")) yield new URL(name, folder);
  }
}

/** What headings can be addressed by, as GitHub has it. */
function anchors(page: URL): Set<string> {
  return new Set(
    [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([_, heading]) =>
      heading!.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-")
    ),
  );
}

/** A page without its blocks of code. */
function textOf(page: URL): string {
  return Deno.readTextFileSync(page).replace(/^```[^]*?^```/gm, "");
}

/** Links of a page to a file or a heading of ours that is not there. */
function brokenLinks(page: URL): string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([_, link]) => link!).filter((link) => !/^\w+:/.test(link));
  return links.filter((link) => {
    const target = new URL(link, page);
    const anchor = target.hash.slice(1);
    target.hash = "";
    try {
      Deno.statSync(target);
    } catch {
      return true;
    }
    return anchor !== "" && !anchors(target).has(anchor);
  });
}

const all = [
  ...pages(root, false),
  ...pages(new URL("docs/", root), true),
];

Deno.test("every link between pages leads to a file and a heading that are there", () => {
  for (const page of all) assertEquals(brokenLinks(page), [], page.pathname);
});

Deno.test("docs/README.md leads to every page below docs/ but single decisions", () => {
  const map = new URL("docs/README.md", root);
  const led = textOf(map);
  for (const { href } of all) {
    const path = href.slice(new URL("./", map).href.length);
    if (!href.startsWith(new URL("./", map).href)) continue;
    if (href === map.href || /^decisions\/\d/.test(path)) continue;
    assert(led.includes(`](${path})`), path);
  }
});
