import { act } from "@testing-library/react";
import type { Client, InterviewRow } from "../client";

/** A station whose list changes by itself. */
export function changing(first: InterviewRow[]) {
  let rows = first;
  let tell: () => void = () => undefined;
  const client: Partial<Client> = {
    listInterviews: () => Promise.resolve(rows),
    watchList: (onChange) => {
      tell = onChange;
      return () => undefined;
    },
  };
  const become = async (next: InterviewRow[]) => {
    rows = next;
    await act(async () => {
      tell();
      await Promise.resolve();
    });
  };
  return { client, become };
}
