/** The oldest browsers that the framed pages and their host are built for. */
export const target = ["chrome114", "firefox115", "safari16.4"];
