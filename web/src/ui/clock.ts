import { useEffect, useState } from 'react';

/** The time in milliseconds since the epoch, as of the last tick. */
export function useNow(everyMs: number, isRunning = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isRunning]);
  return now;
}

/** Whole seconds that are left until a time; 0 where it is over, or never was. */
export function useSecondsUntil(time: number | null): number {
  const now = useNow(250, time !== null);
  return time === null ? 0 : Math.max(0, Math.ceil((time - now) / 1000));
}
