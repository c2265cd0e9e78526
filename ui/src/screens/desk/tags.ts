import type { Key } from "../../i18n";

/** Offered where they fit; anybody may write others. */
export const TAG_PRESETS: Key[] = ["tags.preset.internship", "tags.preset.certificate", "tags.preset.transfer", "tags.preset.idByHand"];
