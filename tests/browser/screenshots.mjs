// Pictures of the page in both themes and three widths, for docs/screenshots.
// A view is a name and what to do to get there.

import { THEMES, WIDTHS, alone, picture, studio } from "./harness.mjs";

const VIEWS = {
  start: async () => {},
};

await alone(async (t) => {
  for (const [view, reach] of Object.entries(VIEWS)) {
    for (const theme of THEMES) {
      for (const [name, width] of Object.entries(WIDTHS)) {
        const { page } = await studio(t, { theme, width });
        await reach(page);
        await picture(page, `${view}-${theme}-${name}`);
        console.log(`docs/screenshots/${view}-${theme}-${name}.png`);
      }
    }
  }
});
