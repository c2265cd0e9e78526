/** A large and a small letter. */
export function LargeTextIcon() {
  return (
    <svg width="26" height="22" viewBox="0 0 26 22" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M1.5 16.5 6.5 4.5l5 12M3.2 12.5h6.6M16 16.5l3.6-8.6 3.6 8.6M17.2 13.7h4.8" />
    </svg>
  );
}
