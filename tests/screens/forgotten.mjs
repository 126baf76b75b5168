/* SPDX-License-Identifier: Apache-2.0 */
/* Says which pages `make screens` would have no picture of: a line each, and 1 at the end. */
import { forgottenOf, routesOf } from './pages.mjs';

const forgotten = forgottenOf(routesOf());
forgotten.forEach((route) => console.log(`${route}: tests/screens/pages.mjs lacks it`));
process.exitCode = forgotten.length ? 1 : 0;
