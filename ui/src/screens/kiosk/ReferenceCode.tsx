import styles from "./Ends.module.css";

/** Characters in which a number is noted down and typed in again. */
const GROUP = 3;

/** A short number in groups. The groups are drawn: copied or read aloud it stays one number. */
export function ReferenceCode({ code }: { code: string }) {
  const groups = code.match(new RegExp(`.{1,${GROUP}}`, "gu")) ?? [];
  return (
    <p className={styles.short}>
      {groups.map((group, at) => (
        <span key={at}>{group}</span>
      ))}
    </p>
  );
}
