import styles from "./Hills.module.css";

/** A quiet landscape; it carries no information. */
export function Hills() {
  return (
    <svg className={styles.hills} viewBox="0 0 500 800" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <rect className={styles.sky} width="500" height="800" />
      <circle className={styles.sun} cx="362" cy="226" r="58" />
      <path className={styles.far} d="M0 420 C60 362 108 322 152 322 C212 322 252 404 320 404 C380 404 420 358 500 355 V800 H0 Z" />
      <path className={styles.middle} d="M0 525 C44 494 82 475 128 475 C206 475 262 562 344 562 C404 562 448 522 500 502 V800 H0 Z" />
      <path className={styles.near} d="M0 626 C36 611 66 604 102 604 C180 604 244 670 330 670 C396 670 444 652 500 634 V800 H0 Z" />
      <path className={styles.ground} d="M0 716 C50 705 92 700 140 700 C240 700 300 729 402 729 C442 729 470 726 500 720 V800 H0 Z" />
    </svg>
  );
}
