/**
 * Makes the custom properties of `src/theme/tokens.css` from `src/theme/tokens.json`.
 * A test compares the file with this; after a change of tokens run the test with
 * `UPDATE_TOKENS=1`.
 */
import type tokens from "../src/theme/tokens.json";

type Tokens = typeof tokens;

/** Widths of upright kiosks begin here; a desk window that is higher than wide is narrower. */
const UPRIGHT_FROM_PX = 1000;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

const block = (selector: string, lines: string[]): string =>
  `${selector} {\n${lines.map((line) => `  ${line}`).join("\n")}\n}\n`;

function colors(values: Record<string, string>, range: string): string[] {
  const lines = Object.entries(values).map(([role, value]) => `--${kebab(role)}: ${value};`);
  return [...lines, `--score-range: ${range};`];
}

type Style = { size: number; line: number; weight?: number };

function type(place: string, styles: Record<string, unknown>): string[] {
  return Object.entries(styles).flatMap(([name, value]) => {
    if (typeof value !== "object" || value === null || !("size" in value)) return [];
    const { size, line, weight = 400 } = value as Style;
    const scale = place === "kiosk" ? " * var(--text-scale)" : "";
    return [`--font-${place}-${kebab(name)}: ${weight} calc(${size}px${scale})/calc(${line}px${scale}) var(--family);`];
  });
}

function measures(tokens: Tokens): string[] {
  const px = (prefix: string, values: Record<string, number>): string[] =>
    Object.entries(values).map(([name, value]) => `--${prefix}-${kebab(name)}: ${value}px;`);
  return [
    ...px("space", tokens.space),
    ...px("radius", tokens.radius),
    `--shadow-popover: ${tokens.elevation.popover};`,
    `--focus-width: ${tokens.focus.width}px;`,
    `--focus-width-kiosk: ${tokens.focus.kioskWidth}px;`,
    `--focus-offset: ${tokens.focus.offset}px;`,
    `--target-primary: ${tokens.target.kioskPrimary.height}px;`,
    `--target-secondary: ${tokens.target.kioskSecondary.height}px;`,
    `--target-tool: ${tokens.target.kioskTool.height}px;`,
    `--target-attract: ${tokens.target.kioskAttract.height}px;`,
    `--target-key: ${tokens.target.kioskKey.height}px;`,
    `--target-desk: ${tokens.target.deskControl.height}px;`,
    `--z-keyboard: ${tokens.zIndex.keyboard};`,
    `--motion-fast: ${tokens.motion.fast}ms;`,
    `--motion-base: ${tokens.motion.base}ms;`,
    `--ease: ${tokens.motion.ease};`,
  ];
}

function upright(scale: number): string {
  return `@media (orientation: portrait) and (min-width: ${UPRIGHT_FROM_PX}px) {
  :root {
    --text-scale: ${scale};
  }

  :root[data-text="large"] {
    --text-scale: ${scale ** 2};
  }
}
`;
}

/** The whole style sheet. */
export function tokensCss(tokens: Tokens): string {
  const { range } = tokens.scoreRange;
  return [
    "/* Made from tokens.json by tools/tokens.ts. */\n",
    block(":root", [
      ...colors(tokens.color.light, range.light),
      `--score-range-attention: ${range.attention};`,
      "--text-scale: 1;",
      `--family-en: ${tokens.font.stackEn};`,
      `--family-zh: ${tokens.font.stackZh};`,
      "--family: var(--family-zh);",
      ...measures(tokens),
    ]),
    // Fonts are computed where the family and the scale are known.
    block(":root, [lang]", [...type("kiosk", tokens.type.kiosk), ...type("desk", tokens.type.desk)]),
    block(':root[data-theme="dark"]', [
      "color-scheme: dark;",
      ...colors(tokens.color.dark, range.dark),
      `--score-range-attention: ${range.attentionDark};`,
    ]),
    block(':root[data-theme="contrast"]', colors(tokens.color.contrast, range.contrast)),
    block(':root[data-text="large"]', [`--text-scale: ${tokens.type.kioskLarge.scale};`]),
    // A kiosk that stands upright is read from further away: its text is large from the start.
    upright(tokens.type.kioskLarge.scale),
    block("[lang=en]", ["--family: var(--family-en);"]),
    block('[lang="zh-CN"]', ["--family: var(--family-zh);"]),
  ].join("\n");
}
