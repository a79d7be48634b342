/** Why the component's page does not load, and what to do about it. */

/** @param forbidden The directive of this page's policy that blocks the frame; null for none. */
export function findReason(origin: string, forbidden: string | null): string {
  if (forbidden)
    return `This page's Content-Security-Policy forbids ${origin}: add it to ${forbidden}.`;
  if (isEmbedded())
    return (
      `This app is embedded in another site's page, where ${origin} is not shown. ` +
      `Open ${location.origin} in a tab of its own.`
    );
  return (
    `The component at ${origin} does not answer. Check that it is running and that its ` +
    `setting GATEPOST_APPS lists ${location.origin}.`
  );
}

/** Whether another site's page is around the app; Community Cloud puts one of its own around it. */
function isEmbedded(): boolean {
  try {
    return window.top?.location.origin !== location.origin;
  } catch {
    return true; // another origin can't be read
  }
}
