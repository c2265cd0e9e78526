/** Fragment with which a quote in the report tells the window what to play, in milliseconds. */
export const SEEK = "#seek=";

/** Nothing but the page's own style: the frame loads nothing and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Links in place of the page's buttons look like those. */
const LINKS = `a.seek { color: inherit; text-decoration-color: var(--control); text-underline-offset: 3px }
a.seek:hover { color: var(--primary) }`;

/**
 * The report page as it stands in a frame: what its own script would do is taken over by the
 * window. The recording plays beside the page, the language is the window's, and quotes are links,
 * since WebKit calls no listener in a frame without scripts, whoever set it.
 */
export function framed(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const own of page.querySelectorAll("script, .dock, button.lang")) own.remove();
  page.querySelector("meta[http-equiv=Content-Security-Policy]")?.setAttribute("content", POLICY);
  const style = page.createElement("style");
  style.textContent = LINKS;
  page.head.append(style);
  for (const button of page.querySelectorAll<HTMLElement>("button[data-ms]")) {
    const link = page.createElement("a");
    link.setAttribute("href", `${SEEK}${button.dataset.ms ?? ""}`);
    link.target = "_top";
    link.className = button.className;
    link.title = button.title;
    link.append(...button.childNodes);
    button.replaceWith(link);
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
