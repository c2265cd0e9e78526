/** Dashes of lines in a chart: told apart without colours, in this order. */
export const STYLES: number[][] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 5]];

/** How the line of a position is drawn, by its place among all. */
export const lineStyle = (nth: number) => ({ dashes: STYLES[nth % STYLES.length] ?? [], second: nth % 2 === 1 });
