import type { ReactNode } from "react";
import styles from "./SettingsPage.module.css";

/** A name, and what is so. */
export type Fact = [name: string, value: ReactNode];

/** What is so, line by line. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A fingerprint in groups of eight, as people compare it aloud. */
export function Fingerprint({ of }: { of: string }) {
  return <span className={styles.hash}>{of.match(/.{1,8}/g)?.join(" ") ?? ""}</span>;
}
